/** Everybody converges (5): what every account is, beside what the oracle says. */
import type { Access, Account, Person } from '../oracle';
import type { Actual } from '../systems/actual';
import { Violation } from '../tally';

export function allAsWanted(
  persons: readonly Person[],
  access: Access,
  atMs: number,
  accounts: readonly Actual[],
): void {
  for (const person of persons) {
    const wanted = access.of(person.id, atMs);
    const own = accounts.filter((one) => one.personId === person.id);
    for (const targetId of new Set([...wanted.keys(), ...own.map((one) => one.targetId)])) {
      const account = own.find((one) => one.targetId === targetId) ?? null;
      const blocked = isBlocked(person, targetId, accounts);
      const difference = differenceOf(account, wanted.get(targetId) ?? null, blocked);
      if (difference !== null) throw new Violation(5, `${person.login} at ${targetId}: ${difference}`);
    }
  }
}

/** A stranger bears the name, there or where the account must be opened first. */
function isBlocked(person: Person, targetId: string, accounts: readonly Actual[]): boolean {
  const taken = (where: string): boolean =>
    accounts.some((one) => one.targetId === where && one.personId === null && one.name === person.login);
  const inDirectory = accounts.some((one) => one.targetId === 'directory' && one.personId === person.id);
  return taken(targetId) || (targetId === 'mail' && taken('directory') && !inDirectory);
}

function differenceOf(account: Actual | null, wanted: Account | null, blocked: boolean): string | null {
  if (account === null) return wanted?.open && !blocked ? 'no account' : null;
  if (wanted?.open && account.status !== 'active' && !blocked) return `${account.status}, wanted open`;
  if (!wanted?.open && account.status === 'active') return `open, ${wanted?.because ?? 'nothing justifies it'}`;
  if (account.status === 'archived' || blocked) return null;
  const surplus = [...account.grants].filter((grant) => wanted?.grants.has(grant) !== true);
  const missing = [...(wanted?.grants ?? [])].filter((grant) => !account.grants.has(grant));
  if (surplus.length > 0) return `has ${surplus.join(', ')} too much`;
  if (missing.length > 0) return `lacks ${missing.join(', ')}`;
  if (wanted === null || !wanted.open) return null;
  if (account.fullName !== wanted.fullName) return `is called ${account.fullName}, not ${wanted.fullName}`;
  if (account.targetId === 'mail' && account.quotaMiB !== wanted.quotaMiB)
    return `has ${account.quotaMiB} MiB, not ${wanted.quotaMiB}`;
  return account.targetId === 'directory' && account.title !== wanted.title
    ? `has the title ${account.title}, not ${wanted.title}`
    : null;
}
