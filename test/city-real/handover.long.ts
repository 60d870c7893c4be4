import { handoverScenario } from '../city/handover.scenario';
import { describeWith } from '../servers';

describeWith(['slapd', 'dovecot', 'mariadb'])('on OpenLDAP, Dovecot and MariaDB', () => handoverScenario('real'));
