import { actingScenario } from '../city/acting.scenario';
import { describeWith } from '../servers';

describeWith(['slapd', 'dovecot', 'mariadb'])('on OpenLDAP, Dovecot and MariaDB', () => actingScenario('real'));
