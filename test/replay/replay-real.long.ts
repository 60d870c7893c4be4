/** A year of the ministers on real servers: the same oracle, the same comparison by clients that are not our connectors. */
import { describeWith } from '../servers';
import { ministers } from './ministers.fixture';
import { replay } from './replay';

describeWith(['slapd', 'dovecot', 'mariadb'])('a replay on OpenLDAP, Dovecot and MariaDB', () => {
  it('of a year leaves open exactly the accounts of those in office, on every day that is looked at', async () => {
    const outcome = await replay({ ...ministers('2023-01-01', '2023-12-31'), systems: 'real', order: 'ordered' });

    expect(outcome.mismatches).toEqual([]);
    expect(outcome.problems).toEqual([]);
    expect(outcome.comparisons.length).toBeGreaterThan(3);
    expect(outcome.comparisons.at(-1)!.enabled).toBeGreaterThan(0);
  });
});
