/** The one list of migrations, in order. Numbers are never reused and a released migration is never changed. */
import { AuditAndEvents0001 } from './0001-audit-and-events';
import { Identity0002 } from './0002-identity';

export const MIGRATIONS = [AuditAndEvents0001, Identity0002];
