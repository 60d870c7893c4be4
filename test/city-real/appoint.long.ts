import { appointScenario } from '../city/appoint.scenario';
import { describeWith } from '../servers';

describeWith(['slapd', 'dovecot', 'mariadb'])('on OpenLDAP, Dovecot and MariaDB', () => appointScenario('real'));
