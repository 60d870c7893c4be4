/** Audit: the record of what was done, its chain, its signed roots, and the verifier of them. */
import { AuditHead } from './audit-head.entity';
import { AuditRecord } from './audit-record.entity';
import { AuditRoot } from './audit-root.entity';

export { AuditRecord } from './audit-record.entity';
export { recordEvent } from './record';
export { exportPage, EXPORT_PAGE_MAX } from './export';
export { eraseDetail } from './erase';
export { RefusalLog } from './refusals';
export { rootsAfter } from './roots';
export { openSigner, readSigner, type RootSigner } from './signing-key';
export { verifyChain, type AuditVerdict } from './verify';
export { verifyExport, type ExportVerdict } from './verify-export';
export type { AuditFinding } from './walk';
export const AUDIT_ENTITIES = [AuditHead, AuditRecord, AuditRoot];
