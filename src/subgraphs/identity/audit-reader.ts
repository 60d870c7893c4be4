/** Answers what happened: to a person, an account, a tablet, by an administrator, under a decision. */
import { Brackets, type SelectQueryBuilder } from 'typeorm';
import { AuditRecord } from '../../audit';
import { Refusal } from '../../errors/refusal';
import { connection, decodeCursor, type PageRequest } from '../../shared/paging';
import type { Store } from '../../store/store';
import type { AuditConnection, AuditRecordsArgs, AuditRecordType } from './audit.graphql';
import type { AuditParts } from './audit-ports';

type Query = SelectQueryBuilder<AuditRecord>;

const CURSOR = /^[0-9a-f-]{36}$/;
/** Decisions of one person that one question takes; nobody has had more in a life of office. */
const DECISIONS_MAX = 500;

export class AuditReader {
  constructor(
    private readonly store: Store,
    private readonly parts: AuditParts,
  ) {}

  async records(asked: AuditRecordsArgs, page: PageRequest): Promise<AuditConnection> {
    const query = this.store.read.createQueryBuilder(AuditRecord, 'row').orderBy('row.id', 'DESC');
    await this.narrow(query, asked);
    if (page.after !== null) {
      const cursor = decodeCursor(page.after);
      if (!CURSOR.test(cursor)) throw new Refusal('INVALID_CURSOR', {}, ['after']);
      query.andWhere('row.id < :cursor', { cursor });
    }
    const rows = await query.take(page.first + 1).getMany();
    const { edges, pageInfo } = connection(rows, page, 0, ({ id }) => id);
    return { edges: edges.map(({ cursor, node }) => ({ cursor, node: told(node) })), pageInfo };
  }

  private async narrow(query: Query, asked: AuditRecordsArgs): Promise<void> {
    if (asked.personId) await this.about(query, asked.personId);
    if (asked.accountId) {
      const subject = (await this.parts.accountSubject(asked.accountId)) ?? asked.accountId;
      query.andWhere(`row.subjectKind = 'account' AND row.subjectId IN (:...account)`, {
        account: [subject, asked.accountId],
      });
    }
    if (asked.tabletId)
      query.andWhere(`row.subjectKind = 'tablet' AND row.subjectId = :tablet`, { tablet: asked.tabletId });
    if (asked.actorId) query.andWhere('row.actorId = :actor', { actor: asked.actorId });
    if (asked.onBehalfOfId) query.andWhere('row.onBehalfOfId = :delegator', { delegator: asked.onBehalfOfId });
    if (asked.decisionId) query.andWhere('row.decisionId = :decision', { decision: asked.decisionId });
    if (asked.action) byAction(query, asked.action);
    if (asked.from) query.andWhere('row.at >= :from', { from: asked.from });
    if (asked.to) query.andWhere('row.at < :to', { to: asked.to });
  }

  private async about(query: Query, personId: string): Promise<void> {
    const decisions = (await this.parts.decisionsOf(personId)).slice(-DECISIONS_MAX);
    query.andWhere(
      new Brackets((either) => {
        either
          .where('row.personId = :person', { person: personId })
          .orWhere(`row.subjectKind = 'person' AND row.subjectId = :person`);
        if (decisions.length > 0)
          either.orWhere(`row.subjectKind = 'decision' AND row.subjectId IN (:...decisions)`, { decisions });
      }),
    );
  }
}

/** `target.` – everything from there up to what sorts after the dot. */
function byAction(query: Query, action: string): void {
  if (!action.endsWith('.')) query.andWhere('row.action = :action', { action });
  else query.andWhere('row.action >= :action AND row.action < :beyond', { action, beyond: `${action.slice(0, -1)}/` });
}

function told(row: AuditRecord): AuditRecordType {
  const person = (id: string | null): { id: string } | null => (id === null ? null : { id });
  return {
    ...row,
    actor: person(row.actorId),
    onBehalfOf: person(row.onBehalfOfId),
    person: person(row.personId),
    detail: JSON.parse(row.detail) as unknown,
    personal: row.personal === null ? null : (JSON.parse(row.personal) as unknown),
    erased: row.erasedById !== null,
  };
}
