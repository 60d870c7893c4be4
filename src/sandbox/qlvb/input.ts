/** What a request body may hold, with a bound on everything. Messages name the field, never its value. */
import { z } from 'zod';
import { isDay } from '../../shared/day';
import { Problem } from './problem';

export const TEXT_MAX = 200;
export const LIST_MAX = 200;
/** Who heads a large body may keep many seats at once. */
const POSTS_MAX = 2_000;
const SUBJECT_MAX = 1_000;

const NOT_PRINTABLE = /[\p{Cc}\p{Cs}]/u;

function text(max: number): z.ZodString {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((value) => !NOT_PRINTABLE.test(value), 'control characters are not allowed')
    .refine((value) => value.trim() !== '', 'must not be blank');
}

const label = text(TEXT_MAX);
const labels = z.array(label).max(LIST_MAX);
const postList = z.array(label).max(POSTS_MAX);
const day = z.string().refine(isDay, 'must be a day that exists, YYYY-MM-DD');
/** Logins are compared without regard to case, so they are kept in lower case. */
export const login = text(64)
  .refine((value) => !/\s/u.test(value), 'must not hold spaces')
  .transform((value) => value.toLowerCase());

export const newUser = z.strictObject({
  login,
  externalId: label.nullish(),
  fullName: label.nullish(),
  title: label.nullish(),
  unit: label.nullish(),
  posts: postList.default([]),
  roles: labels.default([]),
  fields: labels.default([]),
});
export type NewUser = z.output<typeof newUser>;

export const userDelta = z.strictObject({
  set: z
    .strictObject({
      fullName: label.nullable(),
      title: label.nullable(),
      unit: label.nullable(),
      posts: postList.nullable(),
      /** Where papers for this user go while the user is closed. */
      redirectPost: label.nullable(),
    })
    .partial()
    .default({}),
  addRoles: labels.default([]),
  removeRoles: labels.default([]),
  addFields: labels.default([]),
  removeFields: labels.default([]),
});
export type UserDelta = z.output<typeof userDelta>;

/** From calm to pressing; the words are those that are stamped on the paper. */
export const URGENCIES = ['Thường', 'Khẩn', 'Thượng khẩn', 'Hỏa tốc'] as const;
export const STATUSES = ['received', 'in-process', 'done', 'returned'] as const;
export const OPEN_STATUSES = ['received', 'in-process'] as const;

export const newDocument = z
  .strictObject({
    number: label.nullish(),
    subject: text(SUBJECT_MAX),
    type: label,
    senderUnit: label.nullish(),
    urgency: z.enum(URGENCIES).default('Thường'),
    receivedOn: day.nullish(),
    dueOn: day.nullish(),
    status: z.enum(STATUSES).default('received'),
    task: label.default('Xử lý'),
    kind: z.enum(['incoming', 'task', 'draft']).default('incoming'),
    ownerPost: label.nullish(),
    ownerUser: label.nullish(),
    /** User id of whoever wrote a draft and waits for the signature. */
    drafter: label.nullish(),
    secrecy: z.literal('none').default('none'),
  })
  .refine((document) => document.ownerPost != null || document.ownerUser != null, {
    path: ['ownerPost'],
    message: 'a document is addressed to a post, to a user, or to both',
  });
export type NewDocument = z.output<typeof newDocument>;

export const documentChange = z
  .strictObject({
    status: z.enum(STATUSES),
    task: label,
    ownerPost: label.nullable(),
    ownerUser: label.nullable(),
    note: label.nullable(),
  })
  .partial();
export type DocumentChange = z.output<typeof documentChange>;

/** The value in its final form, or a problem that lists every field at fault. */
export function parse<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.code === 'unrecognized_keys' ? 'unknown field' : issue.message,
  }));
  throw new Problem('INVALID', 'The body is not acceptable.', fields);
}

/**
 * Clause 20: secret papers never enter. Looked at before anything else of the body, so that no other message can
 * give the paper away.
 */
export function refuseSecret(body: unknown): void {
  const secrecy = typeof body === 'object' && body !== null ? (body as { secrecy?: unknown }).secrecy : undefined;
  if (secrecy === undefined || secrecy === 'none') return;
  throw new Problem('SECRET_MATERIAL_REFUSED', 'Secret material is not taken in. Nothing was stored.');
}
