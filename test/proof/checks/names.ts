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
  /** By target and name, everybody who was ever called so there; the empty one for an account of nobody. */
  private readonly borne = new Map<string, string>();

  constructor(private readonly database: Bench['database']) {}

  /** Gone or not, the accounts of this history and of the town. */
  seen(accounts: readonly Named[]): void {
    for (const one of accounts) {
      const personId = one.personId ?? '';
      const before = this.bearer(one.targetId, one.name);
      if (before !== undefined && before !== '' && personId !== '' && before !== personId)
        throw new Violation(16, `${one.name} at ${one.targetId} was another person's`);
      if (before === undefined || before === '') this.borne.set(keyOf(one), personId);
    }
  }

  /** Undefined: nobody yet. */
  bearer(targetId: string, name: string): string | undefined {
    return this.borne.get(keyOf({ targetId, name }));
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
