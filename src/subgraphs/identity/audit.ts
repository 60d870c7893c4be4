/** The audit part of this room: its resolvers, joined with what it must know of others. */
import type { Clock } from '../../shared/clock';
import type { Store } from '../../store/store';
import { AuditPersonResolver } from './audit-person.resolver';
import { NO_AUDIT_PARTS, type AuditParts } from './audit-ports';
import { AuditReader } from './audit-reader';
import { AuditResolver } from './audit.resolver';

export type { AuditParts, HeldAboutPerson, HeldSection, Kept, PeoplePage, PeopleRecords } from './audit-ports';
export { PersonRetention } from './person-retention';

export const AUDIT_RESOLVERS = [AuditResolver, AuditPersonResolver] as const;

export function auditResolvers(store: Store, clock: Clock, parts: AuditParts = NO_AUDIT_PARTS): readonly object[] {
  return [
    new AuditResolver(store, clock, new AuditReader(store, parts), parts),
    new AuditPersonResolver(store, clock, parts),
  ];
}
