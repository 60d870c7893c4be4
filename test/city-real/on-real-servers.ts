/**
 * Imported before a scenario of `test/city`, lets every city of it stand on OpenLDAP, Dovecot and MariaDB. Where they
 * are not installed the scenario is skipped; the global set-up has said so, and with CI=true it has failed the run.
 */
import { CITY_DEFAULTS } from '../city/harness';
import { describeWith } from '../servers';

CITY_DEFAULTS.systems = 'real';
if (describeWith(['slapd', 'dovecot', 'mariadb']) === describe.skip) {
  globalThis.describe = describe.skip;
  globalThis.test = test.skip;
  globalThis.it = it.skip;
  globalThis.beforeAll = () => undefined;
  globalThis.afterAll = () => undefined;
}
