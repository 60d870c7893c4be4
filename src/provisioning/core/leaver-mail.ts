/**
 * What becomes of mail that comes for a leaver by name, where the policy says so: an answer, and a copy to the mailbox of
 * the post that was left last, which its keeper or successor reads.
 */
import { dayOf } from '../../shared/day';
import { fullName } from '../../shared/text';
import type { PersonFacts } from './facts';
import { givenByAppointment } from './grants';
import { leftOn, nameOn } from './office';
import type { Policy } from './policy/policy.types';
import type { AccountRecord, Attributes } from './target';
import { targetKeyOf, targetPolicy } from './targets';

const ROLE_MAILBOX = 'roleMailbox';

/** The attributes of a mail account that nothing justifies any more; none where the policy says nothing. */
export function leaverMail(
  targetId: string,
  record: AccountRecord,
  facts: PersonFacts,
  policy: Policy,
  at: Date,
): Attributes {
  const { mail } = policy.leave;
  const isMail = targetPolicy(policy, targetKeyOf(targetId)).connector === 'dovecot';
  // To an archived account comes nothing that could be answered.
  if (mail === undefined || !isMail || record.status === 'archived') return {};
  const forwardTo = mail.redirectTo === 'keeper' ? postAddress(targetId, facts, policy, at) : null;
  const autoReply =
    mail.reply
      ?.replaceAll('{fullName}', fullName(nameOn(facts, dayOf(at))))
      .replaceAll('{redirectTo}', forwardTo ?? policy.mailDomain) ?? null;
  return { autoReply, forwardTo };
}

function postAddress(targetId: string, facts: PersonFacts, policy: Policy, at: Date): string | null {
  const boxes = leftOn(facts, dayOf(at)).flatMap((appointment) =>
    givenByAppointment(appointment, policy)
      .filter((given) => given.targetId === targetId)
      .flatMap(({ grants }) => grants.filter(({ kind }) => kind === ROLE_MAILBOX).map(({ value }) => value)),
  );
  return boxes[0] === undefined ? null : `${boxes[0]}@${policy.mailDomain}`;
}
