/**
 * What the three policies of the proof give, read by hand from `test/proof/setting/*.yaml`: a table, so that a mistake
 * of the reader or the expander of the real policy shows.
 */
import type { Day, Mode } from './types';

/** An appointment as far as a policy looks at it. */
export interface Seat {
  readonly positionId: string;
  readonly mode: Mode;
  readonly unitId: string;
  readonly unitKind: string;
  /** The body whose document system the unit uses. */
  readonly body: string;
  readonly fields: readonly string[];
}

export interface Given {
  readonly directory: readonly string[] | null;
  readonly mail: { readonly quotaMiB: number; readonly box: boolean } | null;
  readonly papers: readonly string[] | null;
}

export const TITLES: Readonly<Record<string, { readonly title: string; readonly rank: number }>> = {
  truong: { title: 'Trưởng đơn vị', rank: 1 },
  pho: { title: 'Phó trưởng đơn vị', rank: 2 },
  'van-thu': { title: 'Văn thư', rank: 6 },
  'chuyen-vien': { title: 'Chuyên viên', rank: 9 },
};

export const ARCHIVE_AFTER_DAYS = 90;
export const DELETE_AFTER_DAYS = 400;

/** What may be delegated, at the document system alone. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  all: ['role:direct', 'role:sign', 'role:assign', 'role:process', 'role:read', 'field:*'],
  sign: ['role:sign', 'role:read'],
};
const OTHER_SCOPE = ['role:process', 'role:read'];

export function carried(scope: string): readonly string[] {
  return SCOPES[scope] ?? OTHER_SCOPE;
}

export function boxOf(positionId: string, unitId: string): string {
  return `${positionId}_${unitId.split('-').join('')}`;
}

const ROLES_OF_HEAD = ['role:direct', 'role:sign', 'role:assign', 'role:process', 'role:read'];

export function given(policy: string, seat: Seat): Given {
  const unitGroup = `group:unit-${seat.unitId}`;
  const fields = seat.fields.map((field) => `field:${field}`);
  switch (seat.positionId) {
    case 'truong': {
      if (policy === 'c' && (seat.mode === 'in-charge' || seat.mode === 'seconded')) return NOTHING;
      const directory = ['group:leaders', unitGroup, ...(policy === 'b' ? [] : [`group:heads-${seat.unitKind}`])];
      const papers = policy === 'b' ? ROLES_OF_HEAD.filter((role) => role !== 'role:sign') : ROLES_OF_HEAD;
      return { directory, mail: { quotaMiB: 10240, box: true }, papers };
    }
    case 'pho':
      return {
        directory: [unitGroup],
        mail: policy === 'b' ? null : { quotaMiB: 5120, box: false },
        papers:
          policy === 'c' ? ['role:assign', 'role:process', 'role:read'] : ['role:process', 'role:read', ...fields],
      };
    case 'van-thu':
      return {
        directory: ['group:clerks', unitGroup, ...(policy === 'b' ? ['group:registry'] : [])],
        mail: { quotaMiB: 10240, box: true },
        papers: ['role:register', 'role:read'],
      };
    case 'chuyen-vien':
      return {
        directory: [unitGroup],
        mail: { quotaMiB: policy === 'b' ? 6144 : 3072, box: false },
        papers: policy === 'c' ? null : ['role:process', 'role:read'],
      };
    default:
      return NOTHING;
  }
}

const NOTHING: Given = { directory: null, mail: null, papers: null };

/** The day on which something kept for a left post need not be kept any more. */
export function keptUntil(
  kept: { readonly leftOn: Day; readonly vacant: boolean; readonly closed: boolean; readonly holdsPapers: boolean },
  plusDays: (day: Day, count: number) => Day,
): Day | null {
  if (kept.holdsPapers) return null;
  if (kept.closed) return plusDays(kept.leftOn, ARCHIVE_AFTER_DAYS);
  return kept.vacant ? null : plusDays(kept.leftOn, DELETE_AFTER_DAYS);
}
