/** Joins the audit part of identity with those who know: decisions, accounts, and everything held about a person. */
import type { RefusalLog, RootSigner } from '../audit';
import { Refusal } from '../errors/refusal';
import type { ContextFor } from '../gateway';
import type { Engine } from '../provisioning/effects';
import type { Store } from '../store/store';
import type { AuditParts } from '../subgraphs/identity';
import { PersonRecords } from './person-export';

export function auditPartsOf(
  store: Store,
  engine: Engine,
  signer: RootSigner,
  personRetentionDays: number,
): AuditParts {
  return {
    signer,
    people: new PersonRecords(store, personRetentionDays),
    async decisionsOf(personId) {
      const rows = await store.read.getRepository('decision_person').findBy({ personId });
      return rows.map((row) => row['decisionId'] as string).sort();
    },
    async accountSubject(accountId) {
      const [account] = await engine.accounts.byIds([accountId]);
      return account === undefined ? null : `${account.targetId}/${account.name}`;
    },
  };
}

/** A credential that is refused before anything is asked for is on record too. */
export function notingRefusals(contextFor: ContextFor, refusals: RefusalLog): ContextFor {
  return async (request) => {
    try {
      return await contextFor(request);
    } catch (error) {
      if (error instanceof Refusal)
        refusals.note({ principal: null, origin: request.origin, code: error.code, fields: [] });
      throw error;
    }
  };
}
