/** Papers as the engine asks for them, to say why: the words of a line, and what was recorded about a person. */
import { In, type EntityManager } from 'typeorm';
import type { Basis } from '../../provisioning/core/facts';
import type { DecisionLineFacts, RecordedDecision } from '../../provisioning/office-reader';
import { chunks } from '../../shared/lists';
import { DecisionLineRow } from './decision-line.entity';
import { DecisionPerson } from './decision-person.entity';
import { DecisionRow } from './decision.entity';

export async function linesOf(manager: EntityManager, bases: readonly Basis[]): Promise<readonly DecisionLineFacts[]> {
  const found: DecisionLineFacts[] = [];
  for (const some of chunks(bases)) {
    const lines = await manager.find(DecisionLineRow, {
      where: some.map(({ decisionId, line }) => ({ decisionId, index: line })),
    });
    const decisions = await manager.findBy(DecisionRow, { id: In(lines.map(({ decisionId }) => decisionId)) });
    const numbers = new Map(decisions.map(({ id, number }) => [id, number]));
    found.push(
      ...lines.map(({ decisionId, index, textVi, textEn }) => ({
        decisionId,
        line: index,
        number: numbers.get(decisionId) ?? '',
        vi: textVi,
        en: textEn,
      })),
    );
  }
  return found;
}

export async function decisionsAbout(
  manager: EntityManager,
  personId: string,
  { after, until, limit }: { readonly after: Date; readonly until: Date; readonly limit: number },
): Promise<readonly RecordedDecision[]> {
  const rows = await manager
    .createQueryBuilder(DecisionRow, 'decision')
    .innerJoin(DecisionPerson, 'about', 'about.decisionId = decision.id')
    .where('about.personId = :personId', { personId })
    .andWhere('decision.recordedAt > :after AND decision.recordedAt <= :until', { after, until })
    .orderBy('decision.version', 'DESC')
    .limit(limit)
    .getMany();
  return rows.map(({ id, number, recordedAt }) => ({ id, number, recordedAt }));
}
