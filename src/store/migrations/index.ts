/** The one list of migrations, in order. Numbers are never reused and a released migration is never changed. */
import { AuditAndEvents0001 } from './0001-audit-and-events';

export const MIGRATIONS = [AuditAndEvents0001];
