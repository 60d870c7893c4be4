/** What the instance sends: checked, because an answer of another shape is a fault of the target and not a fact. */
import { z } from 'zod';

export const wireUser = z.object({
  id: z.string().min(1),
  login: z.string().min(1),
  externalId: z.string().nullable(),
  fullName: z.string().nullable(),
  title: z.string().nullable(),
  unit: z.string().nullable(),
  posts: z.array(z.string()),
  roles: z.array(z.string()),
  fields: z.array(z.string()),
  status: z.enum(['active', 'disabled', 'archived']),
  version: z.number().int(),
  redirectPost: z.string().nullable().default(null),
  pending: z.number().int().default(0),
});
export type WireUser = z.output<typeof wireUser>;

export const wireUserPage = z.object({ items: z.array(wireUser), next: z.string().nullable() });

export const wireAccess = z.object({ unit: z.string(), role: z.string() });

export const wireDocument = z.object({
  id: z.string().min(1),
  place: z.string().min(1),
  number: z.string().nullable(),
  subject: z.string(),
  type: z.string(),
  senderUnit: z.string().nullable(),
  urgency: z.string(),
  receivedOn: z.string().nullable(),
  dueOn: z.string().nullable(),
  status: z.string(),
  task: z.string(),
});
export type WireDocument = z.output<typeof wireDocument>;

export const wireDocumentPage = z.object({
  items: z.array(wireDocument),
  totalCount: z.number().int().nonnegative(),
  next: z.string().nullable(),
});

/** What is handed over: no subject is asked for. */
export const wireHolding = z.object({
  id: z.string().min(1),
  number: z.string().nullable(),
  type: z.string(),
  kind: z.string(),
  dueOn: z.string().nullable(),
  ownerPost: z.string().nullable(),
  ownerUser: z.string().nullable(),
  drafter: z.string().nullable().default(null),
  version: z.number().int(),
});
export type WireHolding = z.output<typeof wireHolding>;

export const wireHoldingPage = z.object({ items: z.array(wireHolding), next: z.string().nullable() });

export const wireProblem = z.object({ code: z.string(), title: z.string().max(500) });
