/** Between the canonical account and the instance's user. */
import {
  ConnectorError,
  type AccountDelta,
  type AccountRecord,
  type AccountSpec,
  type Attributes,
  type TargetGrant,
} from '../contract';
import type { WireUser } from './wire';

const PLAIN = ['fullName', 'title', 'unit'] as const;

type WireSet = Record<string, string | readonly string[] | null>;

export function recordOf(user: WireUser): AccountRecord {
  return {
    nativeId: user.id,
    name: user.login,
    personId: user.externalId,
    status: user.status,
    attributes: {
      fullName: user.fullName,
      title: user.title,
      unit: user.unit,
      posts: user.posts,
      ...(user.redirectPost === null ? {} : { redirectPost: user.redirectPost }),
      ...(user.pending === 0 || user.status === 'active' ? {} : { pending: user.pending }),
    },
    grants: [
      ...user.roles.map((value) => ({ kind: 'role', value })),
      ...user.fields.map((value) => ({ kind: 'field', value })),
    ],
    version: `"${user.version}"`,
  };
}

export function newUserOf(spec: AccountSpec): unknown {
  const doing = `create ${spec.name}`;
  const { posts, ...plain } = attributesOf(spec.attributes, doing);
  return {
    login: spec.name,
    externalId: spec.personId,
    ...plain,
    posts: posts ?? [],
    ...grantsOf(spec.grants, 'roles', 'fields', doing),
  };
}

export function deltaOf(nativeId: string, delta: AccountDelta): unknown {
  const doing = `modify ${nativeId}`;
  return {
    set: attributesOf(delta.set ?? {}, doing),
    ...grantsOf(delta.addGrants ?? [], 'addRoles', 'addFields', doing),
    ...grantsOf(delta.removeGrants ?? [], 'removeRoles', 'removeFields', doing),
  };
}

function attributesOf(attributes: Attributes, doing: string): WireSet {
  const set: WireSet = {};
  for (const [name, value] of Object.entries(attributes)) {
    const fits =
      value === null || (name === 'posts' ? Array.isArray(value) : isPlain(name) && typeof value === 'string');
    if (!fits) throw new ConnectorError('rejected', `${doing}: this system has no attribute "${name}" of that form`);
    set[name] = value as string | readonly string[] | null;
  }
  return set;
}

function isPlain(name: string): boolean {
  return (PLAIN as readonly string[]).includes(name);
}

function grantsOf(
  grants: readonly TargetGrant[],
  roles: string,
  fields: string,
  doing: string,
): Record<string, readonly string[]> {
  const unknown = grants.find((grant) => grant.kind !== 'role' && grant.kind !== 'field');
  if (unknown) throw new ConnectorError('rejected', `${doing}: this system has no grants of kind "${unknown.kind}"`);
  const values = (kind: string): readonly string[] =>
    grants.filter((grant) => grant.kind === kind).map((grant) => grant.value);
  return { [roles]: values('role'), [fields]: values('field') };
}
