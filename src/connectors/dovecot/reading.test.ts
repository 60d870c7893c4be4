/** Who is found, by what, and what their mailboxes hold. */
import { KEY, SandboxMail } from '../../sandbox/mail/sandbox-mail.fixture';
import type { AccountRecord } from '../contract';
import { createDovecotConnector, type DovecotConnector } from '.';
import { DOMAIN, spec, within } from './account.fixture';

let mail: SandboxMail;
let connector: DovecotConnector;

beforeEach(async () => {
  mail = await SandboxMail.open();
  connector = createDovecotConnector({ url: mail.server.httpUrl, apiKey: KEY, domain: DOMAIN });
});

afterEach(async () => {
  await connector.close();
  await mail.close();
});

async function readAll(size: number): Promise<AccountRecord[]> {
  const records: AccountRecord[] = [];
  for (let after: string | null = null, pages = 0; pages < 100; pages += 1) {
    const page = await connector.search({ by: 'all' }, { after, size }, within());
    records.push(...page.records);
    if (page.next === null) return records;
    after = page.next;
  }
  throw new Error('the search has no end');
}

describe('search', () => {
  it('pages through all accounts, role mailboxes and addresses left out', async () => {
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) await connector.create(spec(name), within());
    await connector.disable('a2', within());
    await connector.archive('a3', within());
    await mail.doveadm([
      'dictSet',
      { dictUri: 'proxy::accounts', key: 'shared/userdb/postmaster', value: '{"user":"postmaster"}' },
    ]);

    const records = await readAll(2);

    expect(records.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'a1 active',
      'a2 disabled',
      'a3 archived',
      'a4 active',
      'a5 active',
      'postmaster active',
    ]);
    expect(records[5]).toMatchObject({ personId: null });
    for (const record of records) expect(await connector.read(record.nativeId, within())).toEqual(record);
  });

  it('finds by name and by person', async () => {
    await connector.create(spec(), within());
    const find = async (query: Parameters<DovecotConnector['search']>[0]): Promise<string[]> =>
      (await connector.search(query, { after: null, size: 10 }, within())).records.map((record) => record.name);

    expect(await find({ by: 'name', name: 'nvmau' })).toEqual(['nvmau']);
    expect(await find({ by: 'name', name: 'so-tttt' })).toEqual([]);
    expect(await find({ by: 'personId', personId: 'person-of-nvmau' })).toEqual(['nvmau']);
    expect(await find({ by: 'personId', personId: 'another' })).toEqual([]);
    expect(await find({ by: 'personId', personId: 'person-of' })).toEqual([]);
  });

  it('finds a person’s account when it is disabled or archived, and not when only the note of it is left', async () => {
    const personId = 'person/of 1';
    const find = async (): Promise<string[]> =>
      (await connector.search({ by: 'personId', personId }, { after: null, size: 10 }, within())).records.map(
        (record) => `${record.name} ${record.status}`,
      );
    await connector.create(spec('nvmau', { personId }), within());
    await connector.create(spec('nvmau2', { personId, grants: [] }), within());

    await connector.disable('nvmau', within());
    await connector.archive('nvmau2', within());
    const ended = await find();
    await connector.delete('nvmau', within());
    await mail.doveadm([
      'dictSet',
      { dictUri: 'proxy::accounts', key: `shared/person/${encodeURIComponent(personId)}/gone`, value: '1' },
    ]);

    expect(ended).toEqual(['nvmau disabled', 'nvmau2 archived']);
    expect(await find()).toEqual(['nvmau2 archived']);
  });
});

describe('readMailboxes', () => {
  it('reads many at once, null for who has none', async () => {
    await connector.create(spec(), within());
    await connector.create(spec('b', { attributes: {}, grants: [] }), within());
    await mail.takesMailFor(`nvmau@${DOMAIN}`);

    const [mau, none, b] = await connector.readMailboxes(['nvmau', 'nobody', 'b', '*'], within());

    expect(mau).toMatchObject({
      address: `nvmau@${DOMAIN}`,
      aliases: [`nvmau_sotttt@${DOMAIN}`],
      unread: 1,
      quotaMiB: 50,
    });
    expect(mau?.quotaUsedMiB).toBeGreaterThan(0);
    expect(none).toBeNull();
    expect(b).toMatchObject({ address: `b@${DOMAIN}`, unread: 0, quotaMiB: null });
  });
});
