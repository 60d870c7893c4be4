/**
 * The one place that says which role has which permission, and how far it reaches. The table in the README is made
 * from it. A unit administrator reaches only where the caller names units, every one of them administered: a scope
 * that names no unit is out of reach, so a caller that forgets the units refuses too much and never too little.
 */
import { Ability, subject, type ForcedSubject, type MatchConditions } from '@casl/ability';
import type { Permission, Principal, Role, Scope } from './face';

/** everywhere; the units one administers; oneself. */
type Reach = 'everywhere' | 'own-units' | 'self';

const GRANTS = {
  administrator: {
    'decision:record': 'everywhere',
    'decision:read': 'everywhere',
    'person:create': 'everywhere',
    'person:read': 'everywhere',
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
    'client:manage': 'everywhere',
    'role-changes:read': 'everywhere',
    'tablet:manage': 'everywhere',
    'audit:read': 'everywhere',
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
    'tablet:manage': 'own-units',
  },
  subscriber: {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'role-changes:read': 'everywhere',
  },
  person: {
    'decision:read': 'everywhere',
    'person:read': 'everywhere',
    'account:read': 'self',
    'policy:read': 'everywhere',
    'session:revoke': 'self',
  },
} as const satisfies { readonly administrator: Record<Permission, Reach> } & Record<
  Role,
  Partial<Record<Permission, Reach>>
>;

const ROLES = Object.keys(GRANTS) as Role[];

type Asked = Scope & ForcedSubject<'Scope'>;
type Abilities = [Permission, 'Scope' | Asked];

/** Answers for one principal, as often as asked. */
export class Rights {
  private readonly ability: Ability<Abilities, MatchConditions<Scope>>;

  constructor(principal: Principal) {
    const rules = principal.roles.flatMap((role) =>
      Object.entries(GRANTS[role]).map(([permission, reach]) => ({
        action: permission as Permission,
        subject: 'Scope' as const,
        conditions: within(reach, principal),
      })),
    );
    this.ability = new Ability<Abilities, MatchConditions<Scope>>(rules, { conditionsMatcher: (matches) => matches });
  }

  allow(permission: Permission, scope: Scope): boolean {
    return this.ability.can(permission, subject('Scope', { ...scope }));
  }
}

function within(reach: Reach, principal: Principal): MatchConditions<Scope> {
  switch (reach) {
    case 'everywhere':
      return () => true;
    case 'own-units':
      return ({ units }) =>
        units !== undefined && units.length > 0 && units.every((unit) => principal.administers.has(unit));
    case 'self':
      return ({ personId }) => principal.kind === 'person' && personId === principal.id;
  }
}

/** The table of the README, in Markdown. */
export function permissionTable(): string {
  const permissions = Object.keys(GRANTS.administrator) as Permission[];
  const reachOf = (role: Role, permission: Permission): string =>
    (GRANTS[role] as Partial<Record<Permission, Reach>>)[permission] ?? '–';
  const rows = permissions.map((permission) => [
    `\`${permission}\``,
    ...ROLES.map((role) => reachOf(role, permission)),
  ]);
  return [['permission', ...ROLES], ROLES.concat(ROLES[0]!).map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
