/** Sends what nobody should send, and looks whether anything was written. */
import { CATALOGUE } from '../../src/errors/catalogue';
import type { TestCity } from '../city/harness';

export interface Attempt {
  readonly name: string;
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** Whose token; the administrator's when left out, nobody's when null. */
  readonly token?: string | null;
  /** Codes with their paths, as `TestCity.refused` gives them; or what the first of them must match. */
  readonly refused: readonly string[] | RegExp;
}

/** Codes that every GraphQL server shares; all others stand in the catalogue. */
const STANDARD = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
]);
/** A refused sign-in or request is itself on record. */
const OF_REFUSAL = /^(session\.|request\.refuse$)/;

export function isKnownCode(code: string): boolean {
  return STANDARD.has(code) || Object.hasOwn(CATALOGUE, code);
}

/** What was wrong with each attempt: another code than expected, an unknown one, or rows that were left behind. */
export async function faultsOf(city: TestCity, attempts: readonly Attempt[]): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, query, variables = {}, token, refused } of attempts) {
    await city.settle();
    const before = await lastingRows(city);
    const told = await city.refused(query, variables, token);
    const after = await lastingRows(city);
    const expected =
      refused instanceof RegExp ? refused.test(told[0] ?? '') : JSON.stringify(told) === JSON.stringify(refused);
    if (!expected) faults.push(`${name}: refused as ${JSON.stringify(told)}, not ${String(refused)}`);
    for (const code of told.map((one) => one.split(' ')[0] ?? ''))
      if (!isKnownCode(code)) faults.push(`${name}: unknown code ${code}`);
    for (const [table, count] of Object.entries(after)) {
      if (before[table] !== count) faults.push(`${name}: ${table} had ${before[table]} rows and has ${count}`);
    }
  }
  return faults;
}

/** Every table's rows, but for the record of what was refused. */
export async function lastingRows(city: TestCity): Promise<Record<string, number>> {
  const counts = await city.rowCounts();
  const actions: { action: string }[] = await city.city.store.read.query('SELECT action FROM audit_record');
  return { ...counts, audit_record: actions.filter(({ action }) => !OF_REFUSAL.test(action)).length };
}

export interface RawAnswer {
  readonly status: number;
  readonly code: string | undefined;
}

/** A request as bytes: method, headers and body as given. */
export async function raw(
  city: TestCity,
  init: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  },
): Promise<RawAnswer> {
  const response = await fetch(`${city.city.gateway.url}${init.path ?? '/graphql'}`, {
    method: init.method ?? 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await city.adminToken()}`,
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: new Uint8Array(Buffer.from(init.body)) }),
  });
  const text = await response.text();
  try {
    const { errors } = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
    return { status: response.status, code: errors?.[0]?.extensions?.code };
  } catch {
    return { status: response.status, code: `not JSON: ${text.slice(0, 80)}` };
  }
}
