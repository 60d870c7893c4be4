/** What the steps of this connector work with. */
import type { ResolvedDovecotSettings } from './config';
import type { Doveadm } from './doveadm';
import type { Entries } from './entries';
import type { Records } from './records';
import type { Replies } from './replies';
import type { RoleMailboxes } from './role-mailboxes';
import type { Sessions } from './sessions';

export interface DovecotParts {
  readonly settings: ResolvedDovecotSettings;
  readonly doveadm: Doveadm;
  readonly entries: Entries;
  readonly records: Records;
  readonly sessions: Sessions;
  readonly roles: RoleMailboxes;
  readonly replies: Replies;
}
