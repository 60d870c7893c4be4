/**
 * What must hold of the store at every moment, a moment after `kill -9` included. Read from a copy, by SQLite itself and by
 * the verifier of the command line: the city's own files are left as the crash left them.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { openWithoutDueSql } from '../process/open-without-due';
import { rowsOf, runCli } from '../process/city-process';
import type { Ledger } from './ledger';

const FILES = ['city.db', 'city.db-wal'];

export function copyStore(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const file of FILES) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
}

/** Everything acknowledged is there, once, whole and on record; logs have no gap; no call has two outcomes. */
export async function findingsAtRest(copy: string, ledger: Ledger): Promise<readonly string[]> {
  const verified = await runCli(['audit', 'verify', '--offline', '--json'], { DIEUHANH_HOME: copy });
  return [
    ...(verified.code === 0 ? [] : [`the audit chain is broken: ${verified.stdout}${verified.stderr}`.trim()]),
    ...lost(copy, ledger),
    ...halves(copy),
    ...logGaps(copy),
    ...doubledOutcomes(copy),
    ...forgotten(copy),
  ];
}

interface DecisionRow {
  readonly id: string;
  readonly number: string;
  readonly annulledById: string | null;
}

function lost(copy: string, { acknowledged }: Ledger): string[] {
  const decisions = new Map(rowsOf<DecisionRow>(copy, 'SELECT * FROM decision').map((row) => [row.id, row]));
  const people = new Set(rowsOf<{ id: string }>(copy, 'SELECT id FROM person').map(({ id }) => id));
  const audited = counted(
    rowsOf<{ what: string }>(
      copy,
      `SELECT action || ' ' || CASE WHEN action IN ('decision.record', 'decision.annul') THEN decisionId ELSE subjectId END AS what
       FROM audit_record
       WHERE action IN ('decision.record', 'decision.annul', 'person.create', 'access.lock', 'access.unlock')`,
    ).map(({ what }) => what),
  );
  const findings: string[] = [];
  const wanted = counted(acknowledged.map(({ kind, id }) => `${ACTIONS[kind]} ${id}`));
  for (const [what, times] of wanted) {
    const found = audited.get(what) ?? 0;
    const mayBeUnderWay = what.startsWith('access.') ? 1 : 0;
    if (found < times || found > times + mayBeUnderWay)
      findings.push(`${what} was acknowledged ${times} times and is ${found} times on record`);
  }
  for (const { kind, id, number, annuls } of acknowledged) {
    if (kind === 'person' && !people.has(id)) findings.push(`person ${id} was acknowledged and is lost`);
    if ((kind === 'decision' || kind === 'annulment') && decisions.get(id)?.number !== number)
      findings.push(`decision ${number} was acknowledged as ${id} and is lost`);
    if (annuls !== undefined && decisions.get(annuls)?.annulledById !== id)
      findings.push(`the annulment of ${annuls} by ${number} was acknowledged and is lost`);
  }
  const doubled = [...counted([...decisions.values()].map((row) => row.number))].filter(([, times]) => times > 1);
  return [...findings, ...doubled.map(([number, times]) => `decision ${number} is recorded ${times} times`)];
}

const ACTIONS = {
  decision: 'decision.record',
  annulment: 'decision.annul',
  person: 'person.create',
  lock: 'access.lock',
  unlock: 'access.unlock',
} as const;

/** A decision without its lines, its facts or its record. */
function halves(copy: string): string[] {
  const rows = rowsOf<{ number: string }>(
    copy,
    `SELECT number FROM decision
     WHERE NOT EXISTS (SELECT 1 FROM audit_record audit WHERE audit.decisionId = decision.id
         AND audit.action IN ('decision.record', 'decision.annul'))
       OR (EXISTS (SELECT 1 FROM audit_record audit WHERE audit.decisionId = decision.id
         AND audit.action = 'decision.record')
         AND (NOT EXISTS (SELECT 1 FROM decision_line line WHERE line.decisionId = decision.id)
           OR NOT EXISTS (SELECT 1 FROM office_fact fact WHERE fact.decisionId = decision.id)))`,
  );
  return rows.map(({ number }) => `decision ${number} is recorded by halves`);
}

function logGaps(copy: string): string[] {
  return [
    ['outbox_event', 'the log'],
    ['audit_record', 'the audit chain'],
  ].flatMap(([table, name]) => {
    const [row] = rowsOf<{ n: number; d: number; last: number | null }>(
      copy,
      `SELECT count(seq) AS n, count(DISTINCT seq) AS d, max(seq) AS last FROM ${table}`,
    );
    const { n, d, last } = row!;
    return n === d && n === (last ?? 0) ? [] : [`${name} has ${n} places, ${d} different, up to ${last}`];
  });
}

/** Holds at every moment: whoever is being worked on when the process dies is still due. */
function forgotten(copy: string): string[] {
  const now = new Date().toISOString().replace('T', ' ').replace('Z', '');
  return rowsOf<{ what: string }>(copy, openWithoutDueSql(now)).map(({ what }) => `nobody is due for ${what}`);
}

function doubledOutcomes(copy: string): string[] {
  return callsWith(copy, 'outcomes > 1 OR intents <> 1').map(
    ({ call, intents, outcomes }) => `call ${call} has ${intents} intents and ${outcomes} outcomes on record`,
  );
}

/** Calls that were announced and of which nothing else is on record. */
export function openCalls(folder: string): string[] {
  return callsWith(folder, 'outcomes <> 1').map(({ call }) => `call ${call} has no outcome on record`);
}

function callsWith(folder: string, condition: string): { call: string; intents: number; outcomes: number }[] {
  return rowsOf(
    folder,
    `SELECT * FROM (
       SELECT json_extract(detail, '$.operationId') || '#' || json_extract(detail, '$.attempt') AS call,
         sum(action = 'target.intent') AS intents, sum(action = 'target.outcome') AS outcomes
       FROM audit_record WHERE action IN ('target.intent', 'target.outcome') GROUP BY call)
     WHERE ${condition}`,
  );
}

/** What is still under way; null when nothing is due any more. */
export function underWay(folder: string): string | null {
  const database = new Database(join(folder, 'city.db'));
  try {
    database.pragma('query_only = 1');
    database.pragma('busy_timeout = 5000');
    const parts = WAITING.map(([name, sql]) => [name, (database.prepare(sql).get() as { n: number }).n] as const);
    const waiting = parts.filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name}`);
    return waiting.length === 0 ? null : waiting.join(', ');
  } finally {
    database.close();
  }
}

const NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')";
const WAITING = [
  [
    'persons due',
    `SELECT count(*) AS n FROM due_person WHERE waiting <> 'boundary' OR dueAt <= ${NOW} OR leaseHolder IS NOT NULL`,
  ],
  [
    'operations open',
    `SELECT count(*) AS n FROM operation JOIN plan ON plan.id = operation.planId
     WHERE operation.status IN ('PENDING', 'RUNNING', 'WAITING_RETRY') AND plan.plannedFor <= ${NOW}`,
  ],
  ['events without a place', 'SELECT count(*) AS n FROM outbox_event WHERE seq IS NULL'],
  ['records outside the chain', 'SELECT count(*) AS n FROM audit_record WHERE seq IS NULL'],
  [
    'role changes untold',
    `SELECT count(*) AS n FROM announcement WHERE announcedAt IS NULL AND cancelledById IS NULL AND effectiveAt <= ${NOW}`,
  ],
] as const;

function counted(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
