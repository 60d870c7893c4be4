/** What the systems hold, against what the oracle says: each difference by system and login. */
import type { InForce } from './clerk';
import type { Truth } from './oracle';
import type { Reading } from './systems';

export interface Comparison {
  readonly day: string;
  /** Open accounts over all systems. */
  readonly enabled: number;
  readonly disabled: number;
  readonly onLeave: number;
  /** How often the systems were read; more than once where a retry was waited for. */
  readonly looks: number;
  readonly mismatches: readonly string[];
}

export function compareAccounts(
  day: string,
  reading: Reading,
  truth: Truth,
  loginOf: ReadonlyMap<string, string>,
): Omit<Comparison, 'looks'> {
  const login = (person: string): string => loginOf.get(person) ?? `?${person}`;
  const everywhere = new Set([...truth.enabled].map(login));
  const atUnit = new Map<string, Set<string>>();
  for (const pair of truth.enabledAt) {
    const [person = '', unit = ''] = pair.split('|');
    atUnit.set(unit, (atUnit.get(unit) ?? new Set()).add(login(person)));
  }
  const systems = [
    { name: 'directory', accounts: reading.directory, wanted: everywhere },
    { name: 'mail', accounts: reading.mail, wanted: everywhere },
    ...[...reading.qlvb].map(([unit, accounts]) => ({
      name: `qlvb:${unit}`,
      accounts,
      wanted: atUnit.get(unit) ?? new Set<string>(),
    })),
  ];
  const unread = [...atUnit.keys()].filter((unit) => !reading.qlvb.has(unit));
  return {
    day,
    enabled: systems.reduce((sum, { accounts }) => sum + accounts.enabled.size, 0),
    disabled: systems.reduce((sum, { accounts }) => sum + accounts.disabled.size, 0),
    onLeave: truth.onLeave.size,
    mismatches: [
      ...systems.flatMap(({ name, accounts, wanted }) => differences(`${day} ${name}`, accounts.enabled, wanted)),
      ...unread.map((unit) => `${day} qlvb:${unit}: not read`),
    ],
  };
}

/** Who holds office on a day by the gateway, against the oracle. */
export function compareOffice(day: string, inForce: InForce, truth: Truth): string[] {
  return differences(`${day} appointments(on)`, new Set(inForce.keys()), truth.office);
}

function differences(where: string, found: ReadonlySet<string>, wanted: ReadonlySet<string>): string[] {
  return [
    ...[...wanted].filter((one) => !found.has(one)).map((one) => `${where}: ${one} is missing`),
    ...[...found].filter((one) => !wanted.has(one)).map((one) => `${where}: ${one} is too much`),
  ];
}
