/**
 * What must hold of the store at every moment, a moment after `kill -9` included. Read by clients of their own and by the
 * verifier of the command line.
 */
import { openWithoutDueSql } from '../process/open-without-due';
import { runCli } from '../process/city-process';
import type { Ledger } from './ledger';
import { livingBy } from './processes';
import { stored, type StoreView } from './store';

/** Everything acknowledged is there, once, whole and on record; logs have no gap; no call has two outcomes. */
export async function findingsAtRest(store: StoreView, ledger: Ledger): Promise<readonly string[]> {
  const verified = await runCli(['audit', 'verify', '--offline', '--json'], {
    ...store.settings,
    ...livingBy(ledger.clock),
  });
  return [
    ...(verified.code === 0 ? [] : [`the audit chain is broken: ${verified.stdout}${verified.stderr}`.trim()]),
    ...(await lost(store, ledger)),
    ...(await halves(store)),
    ...(await logGaps(store)),
    ...(await doubledOutcomes(store)),
    ...(await forgotten(store, ledger)),
  ];
}

interface DecisionRow {
  readonly id: string;
  readonly number: string;
  readonly annulledById: string | null;
}

async function lost(store: StoreView, { acknowledged }: Ledger): Promise<string[]> {
  const recorded = await store.rows<DecisionRow>('SELECT id, number, annulledById FROM decision');
  const decisions = new Map(recorded.map((row) => [row.id, row]));
  const people = new Set((await store.rows<{ id: string }>('SELECT id FROM person')).map(({ id }) => id));
  const acts = await store.rows<{ what: string }>(
    `SELECT action || ' ' || CASE WHEN action IN ('decision.record', 'decision.annul') THEN decisionId ELSE subjectId END AS what
       FROM audit_record
       WHERE action IN ('decision.record', 'decision.annul', 'person.create', 'access.lock', 'access.unlock')`,
  );
  const audited = counted(acts.map(({ what }) => what));
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
async function halves(store: StoreView): Promise<string[]> {
  const rows = await store.rows<{ number: string }>(
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

async function logGaps(store: StoreView): Promise<string[]> {
  const findings: string[] = [];
  for (const [table, name] of LOGS) {
    const [row] = await store.rows<{ n: number; d: number; last: number | null }>(
      `SELECT count(seq) AS n, count(DISTINCT seq) AS d, max(seq) AS last FROM ${table}`,
    );
    const { n, d, last } = row!;
    if (n !== d || n !== (last ?? 0)) findings.push(`${name} has ${n} places, ${d} different, up to ${last}`);
  }
  return findings;
}

const LOGS = [
  ['outbox_event', 'the log'],
  ['audit_record', 'the audit chain'],
] as const;

/** Holds at every moment: whoever is being worked on when the process dies is still due. */
async function forgotten(store: StoreView, { clock }: Ledger): Promise<string[]> {
  const rows = await store.rows<{ what: string }>(openWithoutDueSql(stored(clock.now())));
  return rows.map(({ what }) => `nobody is due for ${what}`);
}

async function doubledOutcomes(store: StoreView): Promise<string[]> {
  return (await callsWith(store, 'outcomes > 1 OR intents <> 1')).map(
    ({ named, intents, outcomes }) => `call ${named} has ${intents} intents and ${outcomes} outcomes on record`,
  );
}

/** Calls that were announced and of which nothing else is on record. */
export async function openCalls(store: StoreView): Promise<string[]> {
  return (await callsWith(store, 'outcomes <> 1')).map(({ named }) => `call ${named} has no outcome on record`);
}

function callsWith(
  store: StoreView,
  condition: string,
): Promise<{ named: string; intents: number; outcomes: number }[]> {
  return store.rows(
    `SELECT * FROM (
       SELECT json_extract(detail, '$.operationId') || '#' || json_extract(detail, '$.attempt') AS named,
         sum(action = 'target.intent') AS intents, sum(action = 'target.outcome') AS outcomes
       FROM audit_record WHERE action IN ('target.intent', 'target.outcome') GROUP BY named) AS calls
     WHERE ${condition}`,
  );
}

/** What is still under way; null when nothing is due any more. */
export async function underWay(store: StoreView, { clock }: Ledger): Promise<string | null> {
  const now = `'${stored(clock.now())}'`;
  const counts = Object.entries(WAITING).map(([name, sql]) => `SELECT '${name}' AS name, (${sql(now)}) AS n`);
  const waiting = await store.rows<{ name: string; n: number }>(counts.join(' UNION ALL '));
  const parts = waiting.filter(({ n }) => n > 0).map(({ name, n }) => `${n} ${name}`);
  return parts.length === 0 ? null : parts.join(', ');
}

const WAITING: Readonly<Record<string, (now: string) => string>> = {
  'persons due': (now) =>
    `SELECT count(*) FROM due_person WHERE waiting <> 'boundary' OR dueAt <= ${now} OR leaseHolder IS NOT NULL`,
  'operations open': (now) =>
    `SELECT count(*) FROM operation JOIN plan ON plan.id = operation.planId
     WHERE operation.status IN ('PENDING', 'RUNNING', 'WAITING_RETRY') AND plan.plannedFor <= ${now}`,
  'events without a place': () => 'SELECT count(*) FROM outbox_event WHERE seq IS NULL',
  'records outside the chain': () => 'SELECT count(*) FROM audit_record WHERE seq IS NULL',
  'role changes untold': (now) =>
    `SELECT count(*) FROM announcement WHERE announcedAt IS NULL AND cancelledById IS NULL AND effectiveAt <= ${now}`,
};

function counted(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
