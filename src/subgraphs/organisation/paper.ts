/** One signed paper is recorded once: the key by which the database itself refuses a second time. */
import { createHash } from 'node:crypto';
import { nfc } from './office/text-rules';
import type { DecisionHead } from './office/input';

export function paperKey(head: Pick<DecisionHead, 'number' | 'issuerId' | 'signedOn'>): string {
  const number = createHash('sha256').update(nfc(head.number)).digest('hex').slice(0, 32);
  return `${head.issuerId.slice(0, 64)}|${head.signedOn}|${number}`;
}

/** The key of an annulled decision, which leaves the paper's own key to a correction. */
export function annulledKey(decisionId: string): string {
  return `annulled|${decisionId}`;
}
