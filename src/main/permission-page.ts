/** The page that tells people who may what: its words are written by hand, its table is what the code says. */
import { permissionTable } from '../subgraphs/identity';

export const PERMISSION_PAGE = 'docs/permissions.md';

const BEGINS = '<!-- what follows is written by `npm run generate` -->';
const ENDS = '<!-- end of what is written -->';

/** The page with the table of now; a page without a place for it gets one at its end. */
export function withPermissionTable(page: string): string {
  const [before = '', rest] = page.split(BEGINS, 2);
  const after = rest?.split(ENDS, 2)[1] ?? '\n';
  return `${before.trimEnd()}\n\n${BEGINS}\n\n${permissionTable()}\n\n${ENDS}${after}`.trimStart();
}
