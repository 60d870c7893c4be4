/** What an account says about its person: one fixed table for each kind of connector. */
import { addDays } from '../../shared/day';
import type { Day } from '../../shared/day';
import { fullName } from '../../shared/text';
import { compareText } from './canonical';
import type { AppointmentFacts, NameFacts, PersonFacts } from './facts';
import { best, held, nameOn } from './office';
import type { Held } from './office';
import { slug } from './policy/placeholders';
import type { ConnectorKind, Policy } from './policy/policy.types';
import type { Attributes } from './target';

/** What all accounts of a person are described from. */
export interface Profile {
  readonly name: NameFacts;
  readonly address: string;
  readonly aliases: readonly string[];
  readonly primary: AppointmentFacts | null;
  /** Mail for leavers is answered or handed on: whoever is in office has none of that left. */
  readonly leaversAreAnswered: boolean;
}

/** What belongs to one account alone. */
export interface AccountScalars {
  readonly quotaMiB: number | null;
  readonly posts: readonly string[];
}

const TABLE: Readonly<Record<ConnectorKind, (profile: Profile, account: AccountScalars) => Attributes>> = {
  ldap: ({ name, address, aliases, primary }) => ({
    fullName: fullName(name),
    familyName: name.familyName,
    givenName: name.givenName,
    mail: address,
    mailAliases: aliases,
    title: primary?.post.title ?? null,
    unit: primary?.post.unit.id ?? null,
    unitName: primary?.post.unit.name ?? null,
  }),
  dovecot: ({ name, address, aliases, leaversAreAnswered }, { quotaMiB }) => ({
    fullName: fullName(name),
    address,
    aliases,
    quotaMiB,
    ...(leaversAreAnswered && { autoReply: null, forwardTo: null }),
  }),
  qlvb: ({ name, primary }, { posts }) => ({
    fullName: fullName(name),
    title: primary?.post.title ?? null,
    unit: primary?.post.unit.id ?? null,
    posts,
  }),
  scim: ({ name, address, primary }) => ({
    fullName: fullName(name),
    familyName: name.familyName,
    givenName: name.givenName,
    mail: address,
    title: primary?.post.title ?? null,
    unit: primary?.post.unit.id ?? null,
  }),
  manual: ({ name, primary }) => ({
    fullName: fullName(name),
    title: primary?.post.title ?? null,
    unit: primary?.post.unit.id ?? null,
  }),
};

export function attributesOf(connector: ConnectorKind, profile: Profile, account: AccountScalars): Attributes {
  return TABLE[connector](profile, account);
}

export function profileOf(facts: PersonFacts, policy: Policy, on: Day): Profile {
  return {
    name: nameOn(facts, on),
    address: `${facts.login}@${policy.mailDomain}`,
    aliases: aliasUnits(facts, policy, on).map((unit) => `${facts.login}_${unit}@${policy.mailDomain}`),
    primary: primaryOf(held(facts, on)),
    leaversAreAnswered: policy.leave.mail !== undefined,
  };
}

/** The day from which the alias of an ended appointment's unit is free again; null while it has not ended. */
export function aliasEndsOn({ endsOn }: AppointmentFacts, policy: Policy): Day | null {
  return endsOn === null ? null : addDays(endsOn, policy.leave.accounts.archiveAfterDays);
}

/** The units of posts held now, and of those whose retention still runs: mail to the old address must arrive. */
function aliasUnits(facts: PersonFacts, policy: Policy, on: Day): readonly string[] {
  const units = facts.appointments
    .filter((appointment) => {
      const freeOn = aliasEndsOn(appointment, policy);
      return (
        appointment.startsOn <= on && appointment.startsOn !== appointment.endsOn && (freeOn === null || on < freeOn)
      );
    })
    .map(({ post }) => slug(post.unit.id));
  return [...new Set(units)].sort();
}

/** The post that names the person: among those that are open (else paused), the marked one, else the highest, the longest held. */
function primaryOf(posts: readonly Held[]): AppointmentFacts | null {
  const standing = best(posts.map((post) => post.standing));
  const candidates = posts.filter((post) => post.standing === standing).map(({ appointment }) => appointment);
  return [...candidates].sort(byPrecedence)[0] ?? null;
}

function byPrecedence(a: AppointmentFacts, b: AppointmentFacts): number {
  return (
    Number(b.primary) - Number(a.primary) ||
    a.post.rank - b.post.rank ||
    compareText(a.startsOn, b.startsOn) ||
    // An appointment's id says in which order facts arrived; a post's does not (invariant 3).
    compareText(a.post.id, b.post.id) ||
    compareText(a.id, b.id)
  );
}
