/**
 * What a decision may say, line by line: the shape of the API's RecordDecisionInput. GraphQL has checked it when it
 * comes from there; `parseDecisionInput` checks it for callers that hand over plain data.
 */
import { z } from 'zod';
import { Phrase } from '../../../errors/phrases';
import { Refusal } from '../../../errors/refusal';
import { isDay } from '../../../shared/day';

export const APPOINTMENT_MODES = ['OFFICIAL', 'ACTING', 'IN_CHARGE', 'SECONDED'] as const;
export const END_REASONS = [
  'RETIRED',
  'RESIGNED',
  'DISMISSED',
  'TRANSFERRED',
  'TERM_ENDED',
  'DECEASED',
  'REORGANISED',
  'OTHER',
] as const;

const day = z.string().refine(isDay, 'a calendar day YYYY-MM-DD that exists');
const optionalDay = day.nullish();
const idText = z.string();
const optionalId = z.string().nullish();
const constant = (value: unknown): unknown =>
  typeof value === 'string' ? value.toUpperCase().replaceAll('-', '_') : value;
const mode = z.preprocess(constant, z.enum(APPOINTMENT_MODES).nullish());
const fields = z.array(z.string()).nullish();

const head = { number: z.string(), issuerId: idText, signedOn: day, effectiveOn: day };
export const decisionHeadSchema = z.object(head);

export const decisionInputSchema = z.object({
  ...head,
  afterDecisionId: optionalId,
  previewHash: optionalId,
  appoint: z
    .array(
      z.object({
        personId: idText,
        postId: idText,
        mode,
        primary: z.boolean().nullish(),
        fields,
        endsOn: optionalDay,
        termEndsOn: optionalDay,
        homeAppointmentId: optionalId,
      }),
    )
    .nullish(),
  reappoint: z.array(z.object({ appointmentId: idText, termEndsOn: day })).nullish(),
  end: z
    .array(
      z.object({
        appointmentId: optionalId,
        personId: optionalId,
        reason: z.preprocess(constant, z.enum(END_REASONS)),
        successorId: optionalId,
      }),
    )
    .nullish(),
  transfer: z
    .array(
      z.object({
        appointmentId: idText,
        toPostId: idText,
        mode,
        primary: z.boolean().nullish(),
        fields,
        termEndsOn: optionalDay,
      }),
    )
    .nullish(),
  suspend: z.array(z.object({ personId: optionalId, appointmentId: optionalId, endsOn: optionalDay })).nullish(),
  reinstate: z.array(z.object({ personId: optionalId, appointmentId: optionalId })).nullish(),
  delegate: z
    .array(z.object({ fromAppointmentId: idText, toPersonId: idText, scope: z.string(), fields, endsOn: day }))
    .nullish(),
  endDelegation: z.array(z.object({ delegationId: idText })).nullish(),
  changeName: z
    .array(
      z.object({
        personId: idText,
        familyName: z.string().nullish(),
        middleName: z.string().nullish(),
        givenName: z.string().nullish(),
      }),
    )
    .nullish(),
  establishUnit: z
    .array(
      z.object({
        id: idText,
        name: z.string(),
        nameEn: z.string().nullish(),
        kind: z.string(),
        parentId: optionalId,
        code: z.string().nullish(),
      }),
    )
    .nullish(),
  openPost: z
    .array(
      z.object({
        id: idText,
        unitId: idText,
        positionId: idText,
        title: z.string().nullish(),
        seats: z.number().int().nullish(),
      }),
    )
    .nullish(),
  endUnit: z.array(z.object({ unitId: idText, successorIds: z.array(idText).nullish() })).nullish(),
  mapPost: z.array(z.object({ fromPostId: idText, toPostId: idText })).nullish(),
});

export type DecisionInput = z.infer<typeof decisionInputSchema>;
export type DecisionHead = z.infer<typeof decisionHeadSchema>;

/** The order in which lines are counted: `DecisionLine.index` and every fact's `line`. */
export const LINE_KINDS = [
  'appoint',
  'reappoint',
  'end',
  'transfer',
  'suspend',
  'reinstate',
  'delegate',
  'endDelegation',
  'changeName',
  'establishUnit',
  'openPost',
  'endUnit',
  'mapPost',
] as const;

export type LineKind = (typeof LINE_KINDS)[number];
export type LineOf<K extends LineKind> = NonNullable<DecisionInput[K]>[number];

/** Where a line stands: its kind and place for paths, and its index over all kinds. */
export interface Place {
  readonly kind: LineKind;
  readonly at: number;
  readonly index: number;
}

export const LINES_MAX = 1_000;

export function lineCount(input: DecisionInput): number {
  return LINE_KINDS.reduce((sum, kind) => sum + (input[kind]?.length ?? 0), 0);
}

/** All lines of one kind with their places. */
export function linesOf<K extends LineKind>(input: DecisionInput, kind: K): { line: LineOf<K>; place: Place }[] {
  const before = LINE_KINDS.slice(0, LINE_KINDS.indexOf(kind)).reduce((sum, one) => sum + (input[one]?.length ?? 0), 0);
  const lines: readonly LineOf<K>[] = input[kind] ?? [];
  return lines.map((line, at) => ({ line, place: { kind, at, index: before + at } }));
}

export function parseDecisionInput(value: unknown): DecisionInput {
  const result = decisionInputSchema.safeParse(value);
  if (result.success) return result.data;
  throw Refusal.of(
    result.error.issues.map((issue) => ({
      code: 'INVALID_VALUE' as const,
      path: issue.path.filter((part): part is string | number => typeof part !== 'symbol'),
      values: { field: issue.path.join('.'), detail: new Phrase('WRONG_SHAPE', { said: issue.message }) },
    })),
  );
}

/** `IN_CHARGE` → `in-charge`: the API's constant as the word that facts use. */
export function wordOf(constantName: string): string {
  return constantName.toLowerCase().replaceAll('_', '-');
}
