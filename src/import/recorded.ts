/**
 * Rows of a table against a decision that is recorded already. A recorded decision never changes, so a row that was added
 * to it later cannot take effect: it is found here, to be told of instead of being passed over.
 */
import { fullName, searchKey, type NameParts } from '../shared/text';
import type { Api } from './api';
import type { SheetRow } from './sheet';

const LINES = `query Lines($id: ID!) { decision(id: $id) { lines {
  kind text(lang: VI) person { familyName middleName givenName } appointment { post { id } } } } }`;

interface RecordedLine {
  readonly kind: string;
  /** Names the person as they were called when it was recorded. */
  readonly text: string;
  readonly person: NameParts | null;
  readonly appointment: { readonly post: { readonly id: string } } | null;
}

/** The rows for which the decision has no line that appoints this person to this post. */
export async function rowsNotRecorded(
  api: Api,
  decisionId: string,
  rows: readonly SheetRow[],
): Promise<readonly SheetRow[]> {
  const { decision } = await api.request<{ decision: { lines: readonly RecordedLine[] } | null }>(LINES, {
    id: decisionId,
  });
  const left = (decision?.lines ?? []).filter((line) => line.appointment !== null);
  return rows.filter((row) => {
    const at = left.findIndex((line) => appoints(line, row));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function appoints(line: RecordedLine, { cells }: SheetRow): boolean {
  if (line.appointment?.post.id !== cells.post_id) return false;
  const name = searchKey(
    fullName({
      familyName: cells.family_name ?? '',
      middleName: cells.middle_name ?? '',
      givenName: cells.given_name ?? '',
    }),
  );
  return (line.person !== null && searchKey(fullName(line.person)) === name) || searchKey(line.text).includes(name);
}
