/** What may be entered about tablets: every problem of an input is told at once. */
import { Phrase } from '../../errors/phrases';
import { Refusal, type Problem } from '../../errors/refusal';
import { isSlug } from '../inputs/slug';

/** One answer remembers the ids of a whole receipt, which bounds how many there can be. */
export const SERIALS_MAX = 200;

const SERIAL = /^[A-Z0-9][A-Z0-9._/-]{2,63}$/;
const PERSON_ID = /^[\x21-\x7e]{1,36}$/;
const NOT_PRINTABLE = /[\p{Cc}\p{Cs}]/u;
const MODEL_MAX = 120;
const RECORD_NUMBER_MAX = 64;
const PERSON_ID_MAX = 36;

export interface ReceiveTablets {
  readonly serials: readonly string[];
  readonly model: string;
  readonly unitId: string;
  readonly recordNumber?: string | null;
}

/** The input with its serials as they are stored; refused with all problems. */
export function checkReceipt(input: ReceiveTablets): ReceiveTablets {
  const serials = input.serials.slice(0, SERIALS_MAX + 1).map((serial) => serial.trim().toUpperCase());
  const problems: Problem[] = [];
  if (serials.length < 1 || serials.length > SERIALS_MAX)
    problems.push(invalid('serials', new Phrase('SERIALS', { max: SERIALS_MAX })));
  serials.forEach((serial, index) => {
    if (!SERIAL.test(serial)) problems.push({ ...invalid('serials', new Phrase('SERIAL')), path: ['serials', index] });
    else if (serials.indexOf(serial) < index) problems.push(serialTaken(serial, index));
  });
  if (!isLabel(input.model, MODEL_MAX)) problems.push(invalid('model', length(MODEL_MAX)));
  if (!isSlug(input.unitId)) problems.push(invalid('unitId', new Phrase('UNIT_ID')));
  if (input.recordNumber != null && !isLabel(input.recordNumber, RECORD_NUMBER_MAX))
    problems.push(invalid('recordNumber', length(RECORD_NUMBER_MAX)));
  if (problems.length > 0) throw Refusal.of(problems);
  return { serials, model: input.model.trim(), unitId: input.unitId, recordNumber: input.recordNumber?.trim() ?? null };
}

/** What is wrong with one row of a batch, or null. */
export function rowProblem(row: {
  readonly serial: string;
  readonly model: string;
  readonly unitId: string;
  readonly recordNumber: string | null;
}): { readonly code: 'INVALID_VALUE'; readonly values: { readonly field: string; readonly detail: Phrase } } | null {
  const wrong = (field: string, detail: Phrase) => ({ code: 'INVALID_VALUE' as const, values: { field, detail } });
  if (!SERIAL.test(row.serial)) return wrong('serial', new Phrase('SERIAL'));
  if (!isLabel(row.model, MODEL_MAX)) return wrong('model', length(MODEL_MAX));
  if (!isSlug(row.unitId)) return wrong('unit', new Phrase('UNIT_ID'));
  if (row.recordNumber !== null && !isLabel(row.recordNumber, RECORD_NUMBER_MAX))
    return wrong('record', length(RECORD_NUMBER_MAX));
  return null;
}

export function checkUnitId(unitId: string): string {
  if (!isSlug(unitId)) throw Refusal.of([invalid('unitId', new Phrase('UNIT_ID'))]);
  return unitId;
}

export function serialTaken(serial: string, index: number): Problem {
  return { code: 'SERIAL_TAKEN', path: ['serials', index], values: { serial } };
}

export function checkRecordNumber(recordNumber: string): string {
  if (!isLabel(recordNumber, RECORD_NUMBER_MAX)) throw Refusal.of([invalid('recordNumber', length(RECORD_NUMBER_MAX))]);
  return recordNumber.trim();
}

export function checkPersonId(personId: string): string {
  if (!PERSON_ID.test(personId)) throw Refusal.of([invalid('personId', length(PERSON_ID_MAX))]);
  return personId;
}

function isLabel(value: string, max: number): boolean {
  return value.trim() !== '' && value.length <= max && !NOT_PRINTABLE.test(value);
}

function length(max: number): Phrase {
  return new Phrase('LENGTH', { min: 1, max });
}

function invalid(field: string, detail: Phrase): Problem {
  return { code: 'INVALID_VALUE', path: [field], values: { field, detail } };
}
