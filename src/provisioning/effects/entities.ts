/** The tables of the engine, for the data source. */
import type { Entities } from '../../store/open';
import { AccessLockRow } from './access-lock.entity';
import { AttemptRow } from './attempt.entity';
import { DuePersonRow } from './due-person.entity';
import { GrantExceptionRow } from './grant-exception.entity';
import { HandoverItemRow } from './handover-item.entity';
import { HandoverRow } from './handover.entity';
import { ObserveOnlyRow } from './observe-only.entity';
import { OperationRow } from './operation.entity';
import { PlanApprovalRow } from './plan-approval.entity';
import { PlanRow } from './plan.entity';
import { PolicyVersionRow } from './policy-version.entity';
import { ShadowRow } from './shadow.entity';
import { TargetCursorRow } from './target-cursor.entity';
import { TargetRow } from './target.entity';
import { TargetScanRow } from './target-scan.entity';
import { TombstoneRow } from './tombstone.entity';

export const PROVISIONING_ENTITIES: Entities = [
  TargetRow,
  TargetScanRow,
  TargetCursorRow,
  ObserveOnlyRow,
  ShadowRow,
  DuePersonRow,
  PlanRow,
  PlanApprovalRow,
  OperationRow,
  AttemptRow,
  AccessLockRow,
  GrantExceptionRow,
  PolicyVersionRow,
  TombstoneRow,
  HandoverRow,
  HandoverItemRow,
];
