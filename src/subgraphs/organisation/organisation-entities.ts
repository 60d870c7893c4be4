/** The tables of this room. */
import { Announcement } from './announcement.entity';
import { AppointmentRow } from './appointment.entity';
import { DecisionLineRow } from './decision-line.entity';
import { DecisionPerson } from './decision-person.entity';
import { DecisionRow } from './decision.entity';
import { DelegationRow } from './delegation.entity';
import { OfficeFact } from './office-fact.entity';
import { OfficeVersion } from './office-version.entity';
import { PersonRow } from './person.entity';
import { PositionRow } from './position.entity';
import { PostRow } from './post.entity';
import { SuccessionRow } from './succession.entity';
import { UnitRow } from './unit.entity';

export const ORGANISATION_ENTITIES = [
  OfficeFact,
  OfficeVersion,
  DecisionRow,
  DecisionLineRow,
  DecisionPerson,
  PersonRow,
  PositionRow,
  UnitRow,
  SuccessionRow,
  PostRow,
  AppointmentRow,
  DelegationRow,
  Announcement,
];
