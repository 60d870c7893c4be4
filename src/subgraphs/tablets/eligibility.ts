/**
 * Which applications of the shared folder a person can open, and whether a tablet may be used (clauses 36–41, 46):
 * only when every application on it has an active account. Data in, data out.
 */

export type AccountState = 'pending' | 'active' | 'disabled' | 'archived' | 'deleted';

export interface AccountStatus {
  readonly personId: string;
  /** `mail`, `directory`; an instance of a per-unit system carries its unit: `qlvb:so-noi-vu`. */
  readonly targetId: string;
  readonly unitId: string | null;
  readonly status: AccountState;
}

/** One entry of the folder as the settings have it. */
export interface ApplicationEntry {
  readonly id: string;
  readonly name: string;
  /** The common address; null when there is none but the units' own. */
  readonly url: string | null;
  /** The target at which an account is needed: `mail`, `qlvb`, `directory`. */
  readonly needs: string;
  /** True when every unit has its own: one entry for each unit in which the person has an account. */
  readonly perUnit: boolean;
}

export interface ApplicationSettings {
  /** The folder on the tablet: "Điều hành Thành phố" (clause 36). */
  readonly folder: string;
  readonly entries: readonly ApplicationEntry[];
  /** A unit's own address of a per-unit application; null where the common one serves. */
  unitUrl(applicationId: string, unitId: string): string | null;
}

export type ApplicationStatus = 'READY' | 'NO_ACCOUNT' | 'ACCOUNT_PENDING' | 'ACCOUNT_DISABLED';

export interface PersonApplication {
  /** The entry's id, with the unit behind it where each unit has its own: `qlvb:so-noi-vu`. */
  readonly id: string;
  readonly name: string;
  readonly url: string | null;
  readonly unitId: string | null;
  readonly status: ApplicationStatus;
}

/** The folder of one person, in the order of the settings; per-unit entries in the order of the units' ids. */
export function applicationsOf(
  settings: ApplicationSettings,
  accounts: readonly AccountStatus[],
): readonly PersonApplication[] {
  const units = unitsOf(accounts);
  return settings.entries.flatMap((entry) =>
    entry.perUnit && units.length > 0
      ? units.map((unit) => ofUnit(settings, entry, unit, accounts))
      : [common(entry, accounts)],
  );
}

/** What stands in the way of using a tablet; empty when nothing does (clause 46). */
export function obstacles(applications: readonly PersonApplication[]): readonly PersonApplication[] {
  return applications.filter((application) => application.status !== 'READY');
}

function common(entry: ApplicationEntry, accounts: readonly AccountStatus[]): PersonApplication {
  const url = entry.perUnit ? null : entry.url;
  return { id: entry.id, name: entry.name, url, unitId: null, status: statusAt([entry.needs], accounts) };
}

function ofUnit(
  settings: ApplicationSettings,
  entry: ApplicationEntry,
  unitId: string,
  accounts: readonly AccountStatus[],
): PersonApplication {
  return {
    id: `${entry.id}:${unitId}`,
    name: entry.name,
    url: settings.unitUrl(entry.id, unitId) ?? entry.url,
    unitId,
    status: statusAt([entry.needs, `${entry.needs}:${unitId}`], accounts),
  };
}

/** The units in which the person works: those of live accounts; of closed ones only when there is no other (clause 38). */
function unitsOf(accounts: readonly AccountStatus[]): readonly string[] {
  const ids = (states: readonly AccountState[]): string[] =>
    accounts.flatMap(({ unitId, status }) => (unitId !== null && states.includes(status) ? [unitId] : []));
  const live = ids(['active', 'pending']);
  return [...new Set(live.length > 0 ? live : ids(['disabled', 'archived']))].sort();
}

function statusAt(targetIds: readonly string[], accounts: readonly AccountStatus[]): ApplicationStatus {
  const states = accounts.filter((account) => targetIds.includes(account.targetId)).map((account) => account.status);
  if (states.includes('active')) return 'READY';
  if (states.includes('pending')) return 'ACCOUNT_PENDING';
  if (states.includes('disabled') || states.includes('archived')) return 'ACCOUNT_DISABLED';
  return 'NO_ACCOUNT';
}
