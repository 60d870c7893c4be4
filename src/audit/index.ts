/** Audit: the record of what was done, its chain, and the verifier of the chain. */
import { AuditHead } from './audit-head.entity';
import { AuditRecord } from './audit-record.entity';

export { record } from './record';
export { verifyChain, type AuditFinding, type AuditVerdict, type Witness } from './verify';
export const AUDIT_ENTITIES = [AuditHead, AuditRecord];
