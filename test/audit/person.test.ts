/** What is held about a person: told to them, kept out of every log, and erased once its time is over. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTITIES } from '../../src/main';
import { exportOffline, verifyExportFile } from '../../src/main/offline';
import { ELSEWHERE, PLACES } from '../../src/main/person-export-map';
import { PersonRecords } from '../../src/main/person-export';
import { PersonRetention } from '../../src/subgraphs/identity';
import { TestCity, type Holder } from '../city/harness';

const CITIZEN = '001085012345';
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const ACTS = /^(recordedById|approvedById|askedById|sealedById|linkedById|issuedById)$/;
const OF_PEOPLE = /person|holder|receiver|named|successor|actor|ById$|onBehalf|requestedBy|decidedBy/i;

interface Exported {
  readonly exportPerson: {
    readonly personId: string;
    readonly sections: readonly {
      readonly name: string;
      readonly complete: boolean;
      readonly rows: readonly Record<string, unknown>[];
    }[];
  };
}

const EXPORT = 'mutation($who: ID!) { exportPerson(person: $who) { personId sections { name about complete rows } } }';
const ERASE = 'mutation($who: ID!) { erasePerson(person: $who, reason: "Hết thời hạn lưu trữ") { personId rows } }';

describe('what is held about a person', () => {
  let city: TestCity;
  let leaver: Holder;
  let leaverToken: string;
  let refreshToken: string;

  beforeAll(async () => {
    city = await TestCity.open();
    leaver = await city.person('Quách', 'Đặc', 'Biệt', {
      birthDate: '1985-03-04',
      phone: '0912000111',
      citizenNumber: CITIZEN,
    });
    await city.decide({ appoint: [{ personId: leaver.id, postId: 'so-tttt/can-bo-cntt' }] });
    await city.activatePerson(leaver.id);
    ({ accessToken: leaverToken, refreshToken } = await city.signIn(leaver.login));
    await city.send(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: 'Sai-Cho-Mat-Khau-99', p: 'Sai-Mat-Khau-77' },
      null,
    );
    await city.send(
      'mutation($t: String!) { refresh(refreshToken: $t) { accessToken } }',
      { t: 'ma-lam-moi-bia-dat' },
      null,
    );
    await city.ask('mutation($id: ID!) { lockAccess(personId: $id, reason: "Quách Biệt báo mất máy") { id } }', {
      id: leaver.id,
    });
    await city.ask('mutation($id: ID!) { unlockAccess(personId: $id, reason: "Tìm thấy máy") { id } }', {
      id: leaver.id,
    });
    await city.settle();
  }, 60_000);

  afterAll(() => city.close());

  it('stands in one list with every table of the city', () => {
    const tables = new Map(
      city.city.store.read.connection.entityMetadatas.map((one) => [
        one.tableName,
        one.columns.map(({ propertyName }) => propertyName),
      ]),
    );
    const listed = [...PLACES.map(({ table }) => table), ...ELSEWHERE];
    const unnamed = PLACES.flatMap(({ table, by, others = [], withheld = [] }) =>
      (tables.get(table) ?? ['no such table'])
        .filter(
          (column) =>
            (OF_PEOPLE.test(column) || column === 'no such table') && ![...by, ...others, ...withheld].includes(column),
        )
        .map((column) => `${table}.${column}`),
    );
    const overlooked = ELSEWHERE.flatMap((table) =>
      (tables.get(table) ?? [])
        .filter((column) => OF_PEOPLE.test(column) && !ACTS.test(column))
        .map((column) => `${table}.${column}`),
    );

    expect(tables.size).toBeGreaterThanOrEqual(ENTITIES.length);
    expect([...tables.keys()].filter((table) => !listed.includes(table))).toEqual([]);
    expect(unnamed.filter((name) => !/\.(receiverUnitId|personal)$/.test(name))).toEqual([]);
    expect(overlooked.filter((name) => !/\.(annulledById|predecessorId|successorId|holder)$/.test(name))).toEqual([]);
  });

  it('is told to the person across all rooms, without secrets, and that is on record', async () => {
    const { exportPerson } = await city.ask<Exported>(EXPORT, { who: leaver.login }, leaverToken);

    const names = exportPerson.sections.map(({ name }) => name);
    const told = JSON.stringify(exportPerson);
    expect(names).toEqual(
      expect.arrayContaining([
        'person',
        'appointment',
        'office_fact',
        'decision_line',
        'session_family',
        'shadow',
        'operation',
        'access_lock',
        'audit_record',
      ]),
    );
    expect(exportPerson.sections.find(({ name }) => name === 'person')?.rows[0]).toMatchObject({
      familyName: 'Quách',
      birthDate: '1985-03-04',
      citizenNumberHeld: true,
    });
    expect(exportPerson.sections.every(({ complete }) => complete)).toBe(true);
    expect(told).not.toMatch(/citizenHash|citizenCipher|"hash"|"salt"|"jkt"/);
    expect(told).not.toContain(CITIZEN);
    const [row] = await city.city.store.read.query(
      `SELECT "actorId", "personId" FROM audit_record WHERE action = 'person.export'`,
    );
    expect(row).toEqual({ actorId: leaver.id, personId: leaver.id });
  });

  it('is told to nobody else but the city administrator', async () => {
    const other = await city.activatePerson((await city.holder(['Lý', 'Tò', 'Mò'], 'so-tttt/chuyen-vien')).id);

    expect(await city.refused(EXPORT, { who: leaver.id }, other)).toEqual(['FORBIDDEN']);
    expect(await city.refused(EXPORT, { who: 'khong-co-ai' }, other)).toEqual(['FORBIDDEN']);
    expect(await city.refused(EXPORT, { who: leaver.id }, null)).toEqual(['UNAUTHENTICATED']);
    expect((await city.ask<Exported>(EXPORT, { who: leaver.id })).exportPerson.personId).toBe(leaver.id);
    expect(await city.refused(EXPORT, { who: 'khong-co-ai' })).toEqual(['NOT_FOUND person']);
    expect(await city.refused(ERASE, { who: leaver.id }, other)).toEqual(['FORBIDDEN']);
  });

  it('keeps citizen numbers, passwords and tokens out of the store, the export and the audit record', async () => {
    await city.settle();
    const file = join(city.folder, 'nhat-ky.ndjson');
    writeFileSync(file, '');
    await exportOffline(city.config, { from: null, to: null }, async (lines) =>
      writeFileSync(file, `${lines.join('\n')}\n`, { flag: 'a' }),
    );

    const secrets = [
      CITIZEN,
      city.password,
      'Sai-Mat-Khau-77',
      'Sai-Cho-Mat-Khau-99',
      'ma-lam-moi-bia-dat',
      leaverToken,
      refreshToken,
    ];
    const files = readdirSync(city.folder)
      .map((name) => join(city.folder, name))
      .filter((name) => /city\.db|nhat-ky/.test(name) && statSync(name).isFile());
    const found = files.flatMap((name) => {
      const bytes = readFileSync(name);
      return secrets.filter((secret) => bytes.includes(secret)).map((secret) => `${name}: ${secret}`);
    });

    expect(files.length).toBeGreaterThan(1);
    expect(found).toEqual([]);
    expect(await verifyExportFile(file, { witnesses: new Map() })).toMatchObject({ ok: true, finding: null });
    expect(readFileSync(file, 'utf8')).not.toContain('"detail":"{}"Quách');
  });

  it('is not erased in office, nor while an account is there, nor before the retention ends', async () => {
    const inOffice = await city.refused(ERASE, { who: leaver.id });
    await city.decide({ end: [{ personId: leaver.id, reason: 'RESIGNED' }] });
    const withAccounts = await city.refused(ERASE, { who: leaver.id });
    await city.city.store.write((tx) => tx.manager.query(`DELETE FROM shadow WHERE "personId" = '${leaver.id}'`));
    const early = await city.refused(ERASE, { who: leaver.id });

    expect(inOffice).toEqual(['PERSON_IN_OFFICE person']);
    expect(withAccounts).toEqual(['PERSON_HAS_ACCOUNT person']);
    expect(early).toEqual(['RETENTION_NOT_OVER person']);
  });

  it('is erased when its time is over, and the chain still holds', async () => {
    city.clock?.advance(3_651 * 86_400_000);
    const erased = await city.ask<{ erasePerson: { rows: number } }>(ERASE, { who: leaver.login });
    await city.settle();

    const { auditVerdict } = await city.ask<{ auditVerdict: { ok: boolean; erased: number; finding: unknown } }>(
      '{ auditVerdict { ok erased finding { kind seq } } }',
    );
    const { exportPerson } = await city.ask<Exported>(EXPORT, { who: leaver.id });
    const rows = exportPerson.sections.find(({ name }) => name === 'audit_record')?.rows ?? [];
    expect(auditVerdict).toMatchObject({ ok: true, finding: null });
    expect(auditVerdict.erased).toBeGreaterThan(5);
    expect(erased.erasePerson.rows).toBeGreaterThan(auditVerdict.erased);
    const before = rows.filter(({ action }) => !['person.erase', 'person.export'].includes(String(action)));
    const told = ['Quách', 'Đặc', '1985-03-04', '0912000111', 'báo mất máy'].filter((one) =>
      JSON.stringify(exportPerson).includes(one),
    );
    expect(told).toEqual([]);
    expect(new Set(before.map(({ origin }) => origin))).toEqual(new Set(['erased']));
    expect(rows.find(({ action }) => action === 'person.erase')?.personal).toContain('Hết thời hạn lưu trữ');
    expect(exportPerson.sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['person', 'appointment', 'decision_person']),
    );
    expect(exportPerson.sections.map(({ name }) => name)).not.toContain('session_family');
  });

  it('is erased without anybody asking once its time is over, a few at a time, each on record', async () => {
    const clock = city.clock!;
    const { store, logger, retention } = city.city;
    const strangers = [];
    for (const name of ['Một', 'Hai', 'Ba']) strangers.push(await city.person('Tạ', 'Quá', name));
    const people = new PersonRecords(store, 3_650);
    const few = new PersonRetention({ store, clock, logger, people }, HOUR_MS, 2);
    const early = await few.lookWhenDue();
    clock.advance(3_651 * DAY_MS);

    const looks = [await few.lookWhenDue(), await few.lookWhenDue(), await few.lookWhenDue()];
    const again = await retention.lookWhenDue();
    await city.settle();

    expect([early, ...looks, again]).toEqual([0, 2, 1, 0, 0]);
    const names = await city.ask<Record<string, { fullName: string }>>(
      `{ ${strangers.map(({ id }, index) => `p${index}: person(id: "${id}") { fullName }`).join(' ')} me { fullName } }`,
    );
    expect(Object.values(names).filter(({ fullName }) => fullName.includes('Tạ'))).toEqual([]);
    expect(names['me']?.fullName).not.toBe(names['p0']?.fullName);
    const rows = await store.read.query<{ subjectId: string; actorId: string | null; detail: string }[]>(
      `SELECT "subjectId", "actorId", detail FROM audit_record WHERE action = 'person.erase' AND origin = 'retention'`,
    );
    expect(rows.map(({ subjectId }) => subjectId).sort()).toEqual(strangers.map(({ id }) => id).sort());
    expect(rows[0]).toMatchObject({ actorId: null, detail: expect.stringContaining('retention-over') });
    const { auditVerdict } = await city.ask<{ auditVerdict: object }>('{ auditVerdict { ok finding { kind seq } } }');
    expect(auditVerdict).toEqual({ ok: true, finding: null });
  });
});
