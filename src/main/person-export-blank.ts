/** What stays of a row once it tells nothing of the person any more. */
import { NAME_GONE, type Blank } from './person-export-map';

/** What takes the place of each name; a name in parts is told as gone once. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['familyName', NAME_GONE],
  ['middleName', ''],
  ['givenName', ''],
  ['fullName', NAME_GONE],
  ['name', NAME_GONE],
]);
/** JSON of ours is never nested deeper. */
const DEPTH_MAX = 12;

type Row = Readonly<Record<string, unknown>>;

export function blanked(row: Row, columns: Readonly<Record<string, Blank>>, personId: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([column, blank]) => [column, blankOf(row[column], blank, personId)]),
  );
}

function blankOf(value: unknown, blank: Blank, personId: string): unknown {
  if (typeof blank !== 'string') return blank.value;
  if (typeof value !== 'string') return value;
  const parsed = JSON.parse(value) as unknown;
  return JSON.stringify(blank === 'names' ? withoutNames(parsed, personId, 0) : withoutAttributes(parsed));
}

/** In an object that is somebody else's – it has an id, and another – names stay. */
function withoutNames(value: unknown, personId: string, depth: number): unknown {
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((one) => withoutNames(one, personId, depth + 1));
  const object = value as Row;
  const others = typeof object['id'] === 'string' && object['id'] !== personId;
  return Object.fromEntries(
    Object.entries(object).map(([key, inner]) => [
      key,
      (others || typeof inner !== 'string' ? undefined : NAMES.get(key)) ?? withoutNames(inner, personId, depth + 1),
    ]),
  );
}

/** Of an operation: what it set is gone, that it was done stays. */
function withoutAttributes(planned: unknown): unknown {
  const { before, after, ...rest } = planned as { before?: object | null; after?: object | null };
  const bare = (state: object | null | undefined): object | null => (state ? { ...state, attributes: {} } : null);
  return { ...rest, before: bare(before), after: bare(after) };
}
