/** A name is for life (16): of all names that a system ever knew, and of all logins, none goes to another person. */
import type { Bench } from '../bench';
import type { Person } from '../oracle';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';

interface Named {
  readonly targetId: string;
  readonly name: string;
  readonly personId: string | null;
}

export class Names {
  /** By target and name, whoever was ever called so there. */
  private readonly borne = new Map<string, string>();

  constructor(private readonly database: Bench['database']) {}

  /** A stranger's name is nobody's yet. */
  seen(accounts: readonly Named[]): void {
    for (const one of accounts) {
      if (one.personId === null) continue;
      const before = this.bearer(one.targetId, one.name);
      if (before !== null && before !== one.personId)
        throw new Violation(16, `${one.name} at ${one.targetId} was another person's`);
      this.borne.set(keyOf(one), one.personId);
    }
  }

  /** Null: nobody yet. */
  bearer(targetId: string, name: string): string | null {
    return this.borne.get(keyOf({ targetId, name })) ?? null;
  }

  /** Each login is still its person's alone, and what remains of deleted accounts keeps their names for the same persons. */
  atRest(persons: readonly Person[]): void {
    const rows = this.database.prepare('SELECT id, login FROM person').all() as { id: string; login: string }[];
    const logins = new Map(rows.map((row) => [row.id, row.login]));
    if (new Set(rows.map((row) => row.login.toLowerCase())).size !== rows.length)
      throw new Violation(16, 'two persons have one login');
    for (const { id, login } of persons)
      if (logins.get(id) !== login) throw new Violation(16, `${login} is called ${logins.get(id) ?? 'nothing'} now`);
    const left = this.database.prepare('SELECT targetId, name, personId FROM tombstone').all() as Named[];
    for (const one of left)
      if (this.bearer(one.targetId, one.name) !== one.personId)
        throw new Violation(16, `the name ${one.name} at ${one.targetId} is kept for somebody else`);
  }
}

function keyOf({ targetId, name }: Pick<Actual, 'targetId' | 'name'>): string {
  return `${targetId} ${name.toLowerCase()}`;
}
