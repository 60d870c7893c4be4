/** The one list of migrations, in order. Numbers are never reused and a released migration is never changed. */
import { AuditAndEvents0001 } from './0001-audit-and-events';
import { Identity0002 } from './0002-identity';
import { Organisation0003 } from './0003-organisation';
import { Provisioning0004 } from './0004-provisioning';
import { Tablets0005 } from './0005-tablets';
import { EventLog0006 } from './0006-event-log';
import { Handovers0007 } from './0007-handovers';
import { ReverseHandovers0008 } from './0008-reverse-handovers';
import { StoreTurn0009 } from './0009-store-turn';
import { PolicyVersions0010 } from './0010-policy-versions';
import { Scans0011 } from './0011-scans';
import { Credentials0012 } from './0012-credentials';
import { TwoPeople0013 } from './0013-two-people';
import { AuditDetail0014 } from './0014-audit-detail';
import { ExactTexts0015 } from './0015-exact-texts';
import { AuditOnBehalf0016 } from './0016-audit-on-behalf';
import { ChangeCursors0018 } from './0018-change-cursors';
import { LeaversFirst0019 } from './0019-leavers-first';
import { SecretsGivenTo0021 } from './0021-secrets-given-to';

export const MIGRATIONS = [
  AuditAndEvents0001,
  Identity0002,
  Organisation0003,
  Provisioning0004,
  Tablets0005,
  EventLog0006,
  Handovers0007,
  ReverseHandovers0008,
  StoreTurn0009,
  PolicyVersions0010,
  Scans0011,
  Credentials0012,
  TwoPeople0013,
  AuditDetail0014,
  ExactTexts0015,
  AuditOnBehalf0016,
  ChangeCursors0018,
  LeaversFirst0019,
  SecretsGivenTo0021,
];
