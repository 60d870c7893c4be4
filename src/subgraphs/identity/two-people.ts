/**
 * Whether two who act are two people. The same principal twice is one; and so is an administrator together with a
 * person whose password was set, within a day, with a code that this administrator issued: with a code one becomes that
 * person, and a day is what the other has to notice it.
 */
import { MoreThan, type EntityManager } from 'typeorm';
import { ActivationCode } from './activation-code.entity';
import type { Principal } from './face';

export const CODE_TAINTS_MS = 86_400_000;

/** `person:ID` or `client:ID`, as it is kept with what was asked for or approved. */
export function handOf({ kind, id }: Pick<Principal, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}

/** The person of a hand; null where another than a person acted. */
export function personOfHand(hand: string): string | null {
  return hand.startsWith('person:') ? hand.slice('person:'.length) : null;
}

export async function isOneHand(manager: EntityManager, first: string, second: string, now: Date): Promise<boolean> {
  if (first === second) return true;
  const [a, b] = [personOfHand(first), personOfHand(second)];
  if (a === null || b === null) return false;
  return (await setByCodeOf(manager, a, b, now)) || (await setByCodeOf(manager, b, a, now));
}

function setByCodeOf(manager: EntityManager, personId: string, issuedById: string, now: Date): Promise<boolean> {
  const lately = MoreThan(new Date(now.getTime() - CODE_TAINTS_MS));
  return manager.existsBy(ActivationCode, { personId, issuedById, usedAt: lately });
}
