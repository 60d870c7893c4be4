/** The record (15): one intent and one outcome for every call, and whoever tampers with it is found. */
import type { Bench } from '../bench';
import { verifyChain, type AuditVerdict } from '../../../src/audit';
import type { Life } from '../life';
import { Violation } from '../tally';

type Row = Readonly<Record<string, unknown>>;

/** How many calls there were. `sent`: those that targets know of. */
export function journal(database: Bench['database'], sent: number, atRest: boolean): number {
  const count = (sql: string): number => (database.prepare(sql).get() as { n: number }).n;
  const attempts = count('SELECT COUNT(*) AS n FROM attempt');
  const intents = count("SELECT COUNT(*) AS n FROM audit_record WHERE action = 'target.intent'");
  const outcomes = count("SELECT COUNT(*) AS n FROM audit_record WHERE action = 'target.outcome'");
  const told = count('SELECT COUNT(*) AS n FROM attempt WHERE outcomeAt IS NOT NULL');
  if (attempts !== intents) throw new Violation(15, `${attempts} attempts and ${intents} intents on record`);
  if (told !== outcomes) throw new Violation(15, `${told} outcomes and ${outcomes} on record`);
  if (sent > attempts) throw new Violation(15, `${sent} calls and ${attempts} intents`);
  if (atRest && told !== attempts) throw new Violation(15, `${attempts - told} calls without an outcome`);
  return attempts;
}

export function chained(verdict: AuditVerdict): void {
  if (!verdict.ok || verdict.unchained > 0)
    throw new Violation(15, `the audit chain: ${JSON.stringify(verdict.finding)}, ${verdict.unchained} unchained`);
}

const HOW = ['altered', 'cut', 'reordered'] as const;

/** Somebody alters, removes or reorders the record; the verifier must find it, and it is put back. */
export async function tamper(database: Bench['database'], life: Life, how: number, which: number): Promise<void> {
  await life.relay.drain();
  const rows = database.prepare('SELECT * FROM audit_record WHERE seq IS NOT NULL ORDER BY seq').all() as Row[];
  const row = rows[which % rows.length]!;
  const other = rows[(which + 1) % rows.length]!;
  const { spoil, mend } = deedOf(HOW[how] ?? 'altered', database, row, other);
  spoil();
  const verdict = await verifyChain(life.store.read);
  mend();
  if (verdict.ok) throw new Violation(15, `the record was ${HOW[how]} and nobody noticed`);
}

interface Deed {
  readonly spoil: () => void;
  readonly mend: () => void;
}

function deedOf(how: (typeof HOW)[number], database: Bench['database'], row: Row, other: Row): Deed {
  const put = (one: Row, seq: unknown): void =>
    void database.prepare('UPDATE audit_record SET seq = ? WHERE id = ?').run(seq, one['id']);
  const subject = (to: unknown): void =>
    void database.prepare('UPDATE audit_record SET subjectId = ? WHERE id = ?').run(to, row['id']);
  switch (how) {
    case 'altered':
      return { spoil: () => subject('khac'), mend: () => subject(row['subjectId']) };
    case 'cut': {
      const columns = Object.keys(row);
      const names = columns.map((one) => `"${one}"`).join(', ');
      const values = columns.map(() => '?').join(', ');
      const insert = `INSERT INTO audit_record (${names}) VALUES (${values})`;
      return {
        spoil: () => void database.prepare('DELETE FROM audit_record WHERE id = ?').run(row['id']),
        mend: () => void database.prepare(insert).run(...columns.map((column) => row[column])),
      };
    }
    case 'reordered': {
      const exchange = (first: unknown, second: unknown): void => {
        put(row, -1);
        put(other, second);
        put(row, first);
      };
      return {
        spoil: () => exchange(other['seq'], row['seq']),
        mend: () => exchange(row['seq'], other['seq']),
      };
    }
  }
}
