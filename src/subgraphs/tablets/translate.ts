/** From rows to what the API shows; statuses are words in upper case there. */
import type { Language } from '../../errors/catalogue';
import { Phrase } from '../../errors/phrases';
import { describe, Refusal } from '../../errors/refusal';
import type { RowProblem } from './batch';
import type { Custody } from './custody.entity';
import type { ApplicationSettings, PersonApplication } from './eligibility';
import type { Tablet, TabletStatus } from './tablet.entity';
import type { ApplicationType, CustodyType, TabletImportProblemType, TabletType } from './tablet.graphql';

const SHOWN: Readonly<Record<TabletStatus, string>> = { 'in-stock': 'IN_STOCK', issued: 'ISSUED' };

export function tabletOf(tablet: Tablet): TabletType {
  return {
    id: tablet.id,
    serial: tablet.serial,
    model: tablet.model,
    status: SHOWN[tablet.status],
    unit: { id: tablet.unitId },
  };
}

export function custodyOf(link: Custody): CustodyType {
  return {
    id: link.id,
    holder: link.holderId === null ? null : { id: link.holderId },
    unit: { id: link.unitId },
    startsAt: link.startsAt,
    endsAt: link.endsAt,
    recordNumber: link.recordNumber,
  };
}

export function applicationOf(application: PersonApplication, { folder }: ApplicationSettings): ApplicationType {
  const { id, name, url, unitId, status } = application;
  return { id, name, url, status, unit: unitId === null ? null : { id: unitId }, folder };
}

export function importProblemOf({ line, code, values }: RowProblem, language: Language): TabletImportProblemType {
  return { line, code, message: describe({ code, path: [], values }, language) };
}

export function statusOf(word: string | null | undefined): TabletStatus | null {
  if (word == null) return null;
  const found = (Object.keys(SHOWN) as TabletStatus[]).find((status) => SHOWN[status] === word);
  if (found === undefined)
    throw new Refusal(
      'INVALID_VALUE',
      { field: 'status', detail: new Phrase('ONE_OF', { values: Object.values(SHOWN).join(', ') }) },
      ['status'],
    );
  return found;
}
