/** The loop against the sandbox's real protocols: directory over LDAP, mail over doveadm, QLVB over HTTP. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDovecotConnector } from '../../src/connectors/dovecot';
import { createLdapConnector } from '../../src/connectors/ldap';
import { createQlvbConnector } from '../../src/connectors/qlvb';
import type { Connector } from '../../src/connectors/contract';
import { loadPolicy } from '../../src/provisioning/core';
import type { Engine } from '../../src/provisioning/effects';
import { startLdapServer, type LdapServer } from '../../src/sandbox/ldap';
import { startMailServer, type MailServer } from '../../src/sandbox/mail';
import { startQlvbServer, type QlvbServer } from '../../src/sandbox/qlvb';
import { City, head, OTHER_UNIT, person, UNIT } from '../fakes/provisioning-city';

const SUFFIX = 'dc=hanoi,dc=gov,dc=vn';
const DOMAIN = 'hanoi.gov.vn';
const SERVICE = { dn: `cn=provisioning,ou=services,${SUFFIX}`, password: 'cap-phat', role: 'writer' as const };
const POLICY_FILE = join(__dirname, '../../data/policy.yaml');

describe('the loop against the sandbox', () => {
  let folder: string;
  let ldap: LdapServer;
  let mail: MailServer;
  let qlvb: QlvbServer;
  let city: City;
  let engine: Engine;
  const connectors = new Map<string, Connector>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'engine-sandbox-'));
    const admin = { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' };
    ldap = await startLdapServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'ldap.db'),
      suffix: SUFFIX,
      admin,
      services: [SERVICE],
    });
    mail = await startMailServer({
      host: '127.0.0.1',
      imapPort: 0,
      lmtpPort: 0,
      httpPort: 0,
      file: join(folder, 'mail.db'),
      ldap: { url: ldap.url, peopleDn: `ou=people,${SUFFIX}` },
      apiKey: 'khoa',
      domain: DOMAIN,
    });
    qlvb = await startQlvbServer({
      host: '127.0.0.1',
      port: 0,
      file: join(folder, 'qlvb.db'),
      apiKeys: [{ key: 'khoa', role: 'provisioning' }],
    });
    connectors.set(
      'directory',
      createLdapConnector({
        url: ldap.url,
        bindDn: SERVICE.dn,
        password: SERVICE.password,
        peopleDn: `ou=people,${SUFFIX}`,
        groupsDn: `ou=groups,${SUFFIX}`,
      }),
    );
    connectors.set('mail', createDovecotConnector({ url: mail.httpUrl, apiKey: 'khoa', domain: DOMAIN }));
    for (const unit of [UNIT, OTHER_UNIT]) {
      connectors.set(
        `qlvb:${unit.id}`,
        createQlvbConnector({ url: `${qlvb.url}/don-vi/${unit.id}/api/v1`, apiKey: 'khoa' }),
      );
    }
    city = await City.open();
    const positions = [...readFileSync(POLICY_FILE, 'utf8').matchAll(/[a-z]+(?:-[a-z]+)+/g)].map(([word]) => word);
    const policy = loadPolicy(readFileSync(POLICY_FILE, 'utf8'), 'policy.yaml', { positions });
    engine = city.engine(
      // No deadline on a busy machine: the clock stands still, so what was put off would not come up again.
      {
        readTimeoutMs: 120_000,
        writeTimeoutMs: 120_000,
        patienceMs: 120_000,
        leaseMs: 600_000,
        headStartMs: 250,
        scanPageSize: 10,
      },
      { connectors: { get: (id) => connectors.get(id) ?? null }, policy },
    );
  });

  afterAll(async () => {
    await city.close();
    for (const connector of connectors.values()) await connector.close();
    await Promise.all([ldap.close(), mail.close(), qlvb.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const statuses = async (login: string): Promise<Record<string, string | undefined>> => {
    const entries = [...connectors].map(async ([id, connector]) => {
      const page = await connector.search(
        { by: 'name', name: login },
        { after: null, size: 10 },
        { signal: new AbortController().signal, timeoutMs: 5_000 },
      );
      return [id, page.records[0]?.status] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };

  const writes = async (): Promise<number> => (await city.plans()).length;

  it('opens, moves, closes and opens again, and writes nothing when nothing has changed', async () => {
    const steps: [string, Parameters<typeof person>[1]][] = [
      ['joins', [head('nvan')]],
      ['moves', [head('nvan', { endsOn: '2026-03-02' }), head('nvan', { unit: OTHER_UNIT, startsOn: '2026-03-02' })]],
      ['leaves', [head('nvan', { endsOn: '2026-03-02' })]],
      ['returns', [head('nvan')]],
    ];
    const seen: Record<string, unknown> = {};

    for (const [name, appointments] of steps) {
      await city.decide(engine, [person('nvan', appointments)]);
      await engine.loop.settle();
      const plans = await writes();
      await city.store.write((tx) => engine.due.mark(tx.manager, ['nvan'], { kind: 'scan', id: null }, tx.now));
      await engine.loop.settle();
      seen[name] = { ...(await statuses('nvan')), replanned: (await writes()) - plans };
    }

    const shared = (status: string): object => ({ directory: status, mail: status, replanned: 0 });
    expect(seen).toEqual({
      joins: { ...shared('active'), 'qlvb:so-tttt': 'active', 'qlvb:so-yt': undefined },
      moves: { ...shared('active'), 'qlvb:so-tttt': 'disabled', 'qlvb:so-yt': 'active' },
      leaves: { ...shared('disabled'), 'qlvb:so-tttt': 'disabled', 'qlvb:so-yt': 'disabled' },
      returns: { ...shared('active'), 'qlvb:so-tttt': 'active', 'qlvb:so-yt': 'disabled' },
    });
    const operations = await city.operations('nvan');
    expect(
      operations
        .filter((one) => one.status !== 'DONE')
        .map((one) => [one.targetId, one.kind, one.status, one.lastErrorMessage]),
    ).toEqual([]);
  });

  it('brings many joiners and leavers at once to where they belong', async () => {
    const logins = Array.from({ length: 40 }, (_, index) => `nv${index}`);

    await city.decide(
      engine,
      logins.map((id) => person(id, [head(id)])),
    );
    await engine.loop.settle();
    const joined = await Promise.all(logins.map(statuses));
    await city.decide(
      engine,
      logins.map((id) => person(id, [head(id, { endsOn: '2026-03-02' })])),
    );
    await engine.loop.settle();
    const left = await Promise.all(logins.map(statuses));

    expect(
      joined.every((one) => one.directory === 'active' && one.mail === 'active' && one['qlvb:so-tttt'] === 'active'),
    ).toBe(true);
    expect(
      left.every(
        (one) => one.directory === 'disabled' && one.mail === 'disabled' && one['qlvb:so-tttt'] === 'disabled',
      ),
    ).toBe(true);
  });

  it('scans every system page by page and finds nothing to mend in what it made itself', async () => {
    const logins = Array.from({ length: 25 }, (_, index) => `tv${index}`);
    await city.decide(
      engine,
      logins.map((id) => person(id, [head(id)])),
    );
    await engine.loop.settle();
    city.clock.advance(1_000);
    const plans = await writes();

    const scans = [];
    for (const id of connectors.keys()) scans.push(await engine.scans.run(id));
    await engine.loop.settle();

    const told = scans.map(({ targetId, status, drifted, missing, errorMessage }) => ({
      targetId,
      status,
      drifted,
      missing,
      errorMessage,
    }));
    const clean = { status: 'complete', drifted: 0, missing: 0, errorMessage: null };
    expect(told).toEqual([...connectors.keys()].map((targetId) => ({ targetId, ...clean })));
    expect(
      Math.min(...scans.filter(({ targetId }) => targetId !== 'qlvb:so-yt').map(({ seen }) => seen)),
    ).toBeGreaterThan(24);
    expect(await writes()).toBe(plans);
  });
});
