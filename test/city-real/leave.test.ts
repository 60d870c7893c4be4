import { leaveScenario } from '../city/leave.scenario';
import { describeWith } from '../servers';

describeWith(['slapd', 'dovecot', 'mariadb'])('on OpenLDAP, Dovecot and MariaDB', () => leaveScenario('real'));
