/**
 * The one place that says which role has which permission, and how far it reaches. The table in the README and in
 * docs/permissions.md is made from it. A role from a post reaches only where the caller names units, every one of them
 * within: a scope that names no unit is out of reach, so a caller that forgets the units refuses too much and never
 * too little.
 */
import { Ability, subject, type ForcedSubject, type MatchConditions } from '@casl/ability';
import type { Delegation, Permission, Principal, Role, Scope } from './face';

/** everywhere; the units that the role reaches over; those that a delegator's role reaches over; oneself. */
type Reach = 'everywhere' | 'own-units' | 'delegated' | 'self';

const GRANTS = {
  administrator: {
    'decision:record': 'everywhere',
    'decision:read': 'everywhere',
    'person:create': 'everywhere',
    'person:read': 'everywhere',
    'person:export': 'everywhere',
    'person:erase': 'everywhere',
    'catalogue:define': 'everywhere',
    'account:read': 'everywhere',
    'account:link': 'everywhere',
    'access:lock': 'everywhere',
    'activation:issue': 'everywhere',
    'plan:read': 'everywhere',
    'plan:approve': 'everywhere',
    reconcile: 'everywhere',
    'target:manage': 'everywhere',
    'policy:read': 'everywhere',
    'policy:apply': 'everywhere',
    'exception:grant': 'everywhere',
    'session:revoke': 'everywhere',
    'client:read': 'everywhere',
    'client:manage': 'everywhere',
    'role:read': 'everywhere',
    'role:change': 'everywhere',
    'role-changes:read': 'everywhere',
    'tablet:read': 'everywhere',
    'tablet:manage': 'everywhere',
    'audit:read': 'everywhere',
  },
  // Reads everything, changes nothing: whoever is bound to it has no other role beside it.
  auditor: {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'account:read': 'everywhere',
    'plan:read': 'everywhere',
    'policy:read': 'everywhere',
    'client:read': 'everywhere',
    'role:read': 'everywhere',
    'role-changes:read': 'everywhere',
    'tablet:read': 'everywhere',
    'audit:read': 'everywhere',
  },
  // Runs the systems at the headquarters for the Committee and its office (clause 70), and decides about nobody's post.
  'hq-operator': {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'account:read': 'own-units',
    'access:lock': 'own-units',
    'activation:issue': 'own-units',
    'plan:read': 'own-units',
    reconcile: 'own-units',
    'policy:read': 'everywhere',
    'session:revoke': 'own-units',
    'role-changes:read': 'own-units',
    'tablet:read': 'own-units',
    'tablet:manage': 'own-units',
  },
  'unit-administrator': {
    'decision:record': 'own-units',
    'decision:read': 'everywhere',
    // A person without an appointment belongs to no unit yet and gets no access from being entered.
    'person:create': 'everywhere',
    'person:read': 'everywhere',
    'account:read': 'own-units',
    'access:lock': 'own-units',
    'activation:issue': 'own-units',
    'plan:read': 'own-units',
    reconcile: 'own-units',
    'policy:read': 'everywhere',
    // An extension of the policy for the own subtree (clause 72).
    'policy:apply': 'own-units',
    'session:revoke': 'own-units',
    'role-changes:read': 'own-units',
    'tablet:read': 'own-units',
    'tablet:manage': 'own-units',
  },
  // Enters the papers of the own unit (clauses 7, 17), and sees what they would do and did.
  'records-clerk': {
    'decision:record': 'own-units',
    'decision:read': 'everywhere',
    'person:create': 'everywhere',
    'person:read': 'everywhere',
    'plan:read': 'own-units',
    'policy:read': 'everywhere',
    'role-changes:read': 'own-units',
  },
  // Keeps the unit's tablets on its books (clauses 22, 26, 27).
  'asset-accountant': {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'policy:read': 'everywhere',
    'tablet:read': 'own-units',
    'tablet:manage': 'own-units',
  },
  // Clause 52: what the delegator's post passes on (`PASSED_ON`), and never more than that post has.
  delegate: {
    'decision:record': 'delegated',
    'person:create': 'delegated',
    'account:read': 'delegated',
    'plan:read': 'delegated',
    'role-changes:read': 'delegated',
    'tablet:read': 'delegated',
    'tablet:manage': 'delegated',
  },
  subscriber: {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'role-changes:read': 'everywhere',
  },
  person: {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    // What is held about oneself (Law 91/2025).
    'person:export': 'self',
    'account:read': 'self',
    'policy:read': 'everywhere',
    'session:revoke': 'self',
  },
} as const satisfies { readonly administrator: Record<Permission, Reach> } & Record<
  Role,
  Partial<Record<Permission, Reach>>
>;

const ROLES = Object.keys(GRANTS) as Role[];
const PERMISSIONS = Object.keys(GRANTS.administrator) as Permission[];

/** The management roles of posts that carry a role here, by the name that the catalogue of positions gives them. */
export const POST_ROLES = [
  'unit-administrator',
  'records-clerk',
  'asset-accountant',
] as const satisfies readonly Role[];
export type PostRole = (typeof POST_ROLES)[number];

/**
 * What of a post its holder can pass on by a delegation: the work at the desk, and what is seen there. Administration –
 * of people, accounts, access – is never passed on: who is to administer is appointed to it.
 */
const PASSED_ON: Readonly<Record<PostRole, readonly (keyof typeof GRANTS.delegate)[]>> = {
  'unit-administrator': ['account:read', 'plan:read', 'role-changes:read', 'tablet:read'],
  'records-clerk': ['decision:record', 'person:create', 'plan:read', 'role-changes:read'],
  'asset-accountant': ['tablet:read', 'tablet:manage'],
};

const DELEGABLE = Object.keys(GRANTS.delegate) as readonly Permission[];

type Asked = Scope & ForcedSubject<'Scope'>;
type Abilities = [Permission, 'Scope' | Asked];

/** Answers for one principal, as often as asked. */
export class Rights {
  private readonly ability: Ability<Abilities, MatchConditions<Scope>>;

  constructor(principal: Principal) {
    const delegated = (principal.delegations ?? []).flatMap(({ id, reach }) =>
      [...reach].map(([permission, units]) => ({
        action: permission,
        subject: 'Scope' as const,
        conditions: units === null ? () => true : withinUnits(units),
        reason: id,
      })),
    );
    const roles = principal.roles.filter((role) => role !== 'delegate');
    const own = roles.flatMap((role) =>
      Object.entries(GRANTS[role]).map(([permission, reach]) => ({
        action: permission as Permission,
        subject: 'Scope' as const,
        conditions: within(reach, role, principal),
      })),
    );
    const scopes = (principal.scopes ?? []).map((permission) => ({
      action: permission,
      subject: 'Scope' as const,
      conditions: () => true,
    }));
    // The last rule that holds is the one that counts: who may by themselves acts on nobody's behalf.
    this.ability = new Ability<Abilities, MatchConditions<Scope>>([...delegated, ...own, ...scopes], {
      conditionsMatcher: (matches) => matches,
    });
  }

  allow(permission: Permission, scope: Scope): boolean {
    return this.ability.can(permission, subject('Scope', { ...scope }));
  }

  /** Id of the delegation by which alone it is allowed; null where it is allowed without, or not at all. */
  delegationFor(permission: Permission, scope: Scope): string | null {
    return this.ability.relevantRuleFor(permission, subject('Scope', { ...scope }))?.reason ?? null;
  }
}

/** The units over which a principal has a permission through roles that reach over units; everywhere is not told here. */
export function unitsWithin(principal: Principal, permission: Permission): readonly string[] {
  const own = principal.roles.flatMap((role) => [...unitsOf(role, permission, principal)]);
  return [...new Set([...own, ...unitsPassedOn(principal, permission)])];
}

/** What a post with this management role lets its holder do in its units; nothing for most posts. */
export function permissionsOfPost(managementRole: string): readonly Permission[] {
  const role = POST_ROLES.find((one) => one === managementRole);
  if (role === undefined) return [];
  const grants: Partial<Record<Permission, Reach>> = GRANTS[role];
  return PERMISSIONS.filter((permission) => grants[permission] === 'own-units');
}

/** What a delegation of a whole post lets the delegate do in the units of that post. */
export function passedOn(role: PostRole, unitIds: readonly string[]): Delegation['reach'] {
  const grants: Partial<Record<Permission, Reach>> = GRANTS[role];
  const units = new Set(unitIds);
  return new Map(
    PASSED_ON[role]
      .filter((permission) => grants[permission] !== undefined)
      .map((permission) => [permission, grants[permission] === 'everywhere' ? null : units]),
  );
}

function unitsPassedOn({ delegations = [] }: Principal, permission: Permission): readonly string[] {
  return delegations.flatMap(({ reach }) => [...(reach.get(permission) ?? [])]);
}

function unitsOf(role: Role, permission: Permission, principal: Principal): ReadonlySet<string> {
  const reach = (GRANTS[role] as Partial<Record<Permission, Reach>>)[permission];
  return reach === 'own-units' ? unitsOfRole(role, principal) : new Set();
}

function unitsOfRole(role: Role, principal: Principal): ReadonlySet<string> {
  return (role === 'unit-administrator' ? principal.administers : principal.unitsByRole?.[role]) ?? new Set();
}

/** Whether everything that a principal could do before it can do still. */
export function keepsRights(before: Principal, now: Principal): boolean {
  const kept = (some: Iterable<unknown> | undefined, all: ReadonlySet<unknown> | undefined): boolean =>
    [...(some ?? [])].every((one) => all?.has(one));
  return (
    kept(before.roles, new Set(now.roles)) &&
    kept(before.administers, now.administers) &&
    kept(before.scopes, new Set(now.scopes)) &&
    ROLES.every((role) => kept(before.unitsByRole?.[role], now.unitsByRole?.[role])) &&
    DELEGABLE.every((permission) => kept(unitsPassedOn(before, permission), new Set(unitsPassedOn(now, permission))))
  );
}

function within(reach: Exclude<Reach, 'delegated'>, role: Role, principal: Principal): MatchConditions<Scope> {
  switch (reach) {
    case 'everywhere':
      return () => true;
    case 'own-units':
      return withinUnits(unitsOfRole(role, principal));
    case 'self':
      return ({ personId }) => principal.kind === 'person' && personId === principal.id;
  }
}

function withinUnits(reached: ReadonlySet<string>): MatchConditions<Scope> {
  return ({ units }) => units !== undefined && units.length > 0 && units.every((unit) => reached.has(unit));
}

/** The table of the README, in Markdown. */
export function permissionTable(): string {
  const reachOf = (role: Role, permission: Permission): string =>
    (GRANTS[role] as Partial<Record<Permission, Reach>>)[permission] ?? '–';
  const rows = PERMISSIONS.map((permission) => [
    `\`${permission}\``,
    ...ROLES.map((role) => reachOf(role, permission)),
  ]);
  return [['permission', ...ROLES], ROLES.concat(ROLES[0]!).map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
