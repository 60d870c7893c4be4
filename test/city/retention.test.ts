/** What becomes of an account after its person left: archived, deleted with approval only, and given back under its name. */
import { TestCity, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const DAY_MS = 86_400_000;

async function later(days: number): Promise<void> {
  city.clock?.advance(days * DAY_MS);
  await city.settle();
}

async function statuses(person: Holder): Promise<Record<string, string>> {
  const accounts = await city.accounts(person.id);
  return Object.fromEntries(Object.entries(accounts).map(([target, { status }]) => [target, status]));
}

it('archives 90 days after the account was seen disabled, not after a date typed in, and gives the archived account back', async () => {
  const person = await city.holder(['Nguyễn', 'Văn', 'Mẫu'], 'so-tttt/chuyen-vien');
  const desk = await city.qlvb('so-tttt', person.id);
  await city.deliver(`${person.login}@hanoi.gov.vn`, 'Trước khi nghỉ');
  await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2025-06-01' });
  expect((await city.qlvb('so-tttt', person.id))?.status).toBe('disabled');
  await later(89);
  expect((await city.qlvb('so-tttt', person.id))?.status).toBe('disabled');

  await later(1);

  expect(await statuses(person)).toMatchObject({ mail: 'ARCHIVED', 'qlvb:so-tttt': 'ARCHIVED' });
  expect((await city.qlvb('so-tttt', person.id))?.status).toBe('archived');
  expect(await city.directory(person.login)).toMatchObject({ locked: true });
  await expect(city.deliver(`${person.login}@hanoi.gov.vn`, 'Quá muộn')).rejects.toThrow(/550/);

  await city.decide({ appoint: [{ personId: person.id, postId: 'so-tttt/chuyen-vien' }] });

  expect(await city.qlvb('so-tttt', person.id)).toMatchObject({
    id: desk?.id,
    status: 'active',
    roles: ['process', 'read'],
  });
  expect(await city.directory(person.login)).toMatchObject({ locked: false, groups: ['unit-so-tttt'] });
  const client = await city.imap(person.login);
  expect(await client.status('INBOX', { messages: true })).toMatchObject({ messages: 1 });
  await client.logout();
});

it('deletes nothing without approval, and gives who comes back after it a new account under the same name', async () => {
  const person = await city.holder(['Lê', 'Công', 'Kiều'], 'so-noi-vu/chuyen-vien');
  const before = await city.directory(person.login);
  await city.decide({ end: [{ personId: person.id, reason: 'RESIGNED' }] });
  await later(91);
  await later(1_826);
  expect(await city.directory(person.login)).toMatchObject({ uuid: before?.uuid, locked: true });
  const { operations } = await city.ask<{ operations: { edges: { node: { kind: string; status: string } }[] } }>(
    'query($id: ID!) { operations(personId: $id, status: [WAITING_APPROVAL]) { edges { node { kind status } } } }',
    { id: person.id },
  );
  expect(new Set(operations.edges.map(({ node }) => node.kind))).toEqual(new Set(['delete']));

  await city.approveAll(person.id);

  expect(await city.directory(person.login)).toBeNull();
  expect(await city.mailbox(person.login)).toBeNull();
  expect(await city.qlvb('so-noi-vu', person.id)).toBeNull();
  const namesake = await city.person('Lê', 'Công', 'Kiều');
  expect(namesake.login).toBe('lckieu2');
  await city.decide({ appoint: [{ personId: person.id, postId: 'so-noi-vu/chuyen-vien' }] });
  const again = await city.directory(person.login);
  expect(again).toMatchObject({ locked: false, groups: ['unit-so-noi-vu'] });
  expect(again?.uuid).not.toBe(before?.uuid);
  expect(await city.ldapBinds(person.login)).toBe(false);
});
