/**
 * Whoever may no longer follow is put out at once: the end of an office, a suspension, a lock, the loss of a tablet. The
 * tests wait for the close that the server sends; the look now and then that would find it too comes after ten seconds.
 */
import { WebSocket } from 'ws';
import { KeyHolder } from '../../src/subgraphs/identity/key-holder.fixture';
import { TestCity, type Holder } from './harness';

jest.setTimeout(180_000);

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

/** Follows one's own operations; `closed` is the code with which the server ends it. */
async function follow(init: Record<string, string>, personId: string): Promise<{ readonly closed: Promise<number> }> {
  const socket = new WebSocket(`${city.city.gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const acked = new Promise<void>((resolve) => socket.once('message', () => resolve()));
  socket.send(JSON.stringify({ type: 'connection_init', payload: init }));
  await Promise.race([acked, closed.then((code) => Promise.reject(new Error(`refused with ${code}`)))]);
  const query = `subscription { operations(personId: "${personId}") { id } }`;
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return { closed };
}

async function following(person: Holder): Promise<Promise<number>[]> {
  const { accessToken } = await city.signIn(person.login);
  const { closed } = await follow({ authorization: `Bearer ${accessToken}` }, person.id);
  return [closed];
}

it('ASVS 7.4.2 closes the streams of who leaves office today', async () => {
  const person = await city.holder(['Nguyễn', 'Văn', 'Rời'], 'so-tttt/pho-giam-doc-so');
  const [closed] = await following(person);

  await city.decide({ end: [{ personId: person.id, reason: 'DISMISSED' }] });

  expect(await closed).toBe(4403);
});

it('closes the streams of who leaves office at midnight, at midnight', async () => {
  const person = await city.holder(['Nguyễn', 'Văn', 'Đêm'], 'so-noi-vu/pho-giam-doc-so');
  await city.decide({ end: [{ personId: person.id, reason: 'RETIRED' }] }, { effectiveOn: '2026-03-03' });
  await city.beginDay('2026-03-03', -1);
  const [closed] = await following(person);

  city.clock?.advance(1);

  expect(await closed).toBe(4403);
});

it('closes the streams of who is suspended', async () => {
  const person = await city.holder(['Nguyễn', 'Thị', 'Đình'], 'so-y-te/pho-giam-doc-so');
  const [closed] = await following(person);

  await city.decide({ suspend: [{ personId: person.id }] });

  expect(await closed).toBe(4403);
});

it('closes the streams of whose access is locked', async () => {
  const person = await city.holder(['Nguyễn', 'Thị', 'Khóa'], 'so-xay-dung/pho-giam-doc-so');
  const [closed] = await following(person);

  await city.ask('mutation($id: ID!) { lockAccess(personId: $id, reason: "lộ mật khẩu") { id } }', { id: person.id });

  expect(await closed).toBe(4403);
});

it('closes the stream of a tablet that is taken back, and its key opens nothing more', async () => {
  const person = await city.holder(['Nguyễn', 'Văn', 'Máy'], 'so-tttt/van-thu');
  await city.settle();
  const tablet = await KeyHolder.make();
  const { receiveTablets } = await city.ask<{ receiveTablets: { id: string }[] }>(
    'mutation { receiveTablets(input: { serials: ["MTB-KEY-1"], model: "MTB 10", unitId: "so-tttt" }) { id } }',
  );
  const tabletId = receiveTablets[0]!.id;
  await city.ask(
    'mutation($t: ID!, $p: ID!) { issueTablet(tabletId: $t, personId: $p, recordNumber: "BB-1") { id } }',
    {
      t: tabletId,
      p: person.id,
    },
  );
  const now = (): Date => city.clock?.now() ?? new Date();
  const htu = `${city.city.gateway.url}/graphql`;
  const signIn = async (): Promise<{ data: { login: { accessToken: string } } | null; codes: string[] }> => {
    const answer = await city.send<{ login: { accessToken: string } }>(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: person.login, p: city.password },
      null,
      { dpop: await tablet.proof(now(), { htu }) },
    );
    return { data: answer.data, codes: answer.errors.map(({ extensions }) => extensions.code) };
  };
  const token = (await signIn()).data!.login.accessToken;
  const enrolled = await city.send('mutation { enrolDevice(serial: "MTB-KEY-1") { id } }', {}, null, {
    authorization: `DPoP ${token}`,
    dpop: await tablet.proof(now(), { htu, token }),
  });
  const { closed } = await follow(
    { authorization: `DPoP ${token}`, dpop: await tablet.proof(now(), { htu, token, htm: 'GET' }) },
    person.id,
  );

  await city.ask('mutation($t: ID!) { returnTablet(tabletId: $t, recordNumber: "BB-2") { id } }', { t: tabletId });

  expect(enrolled.errors).toEqual([]);
  expect(await closed).toBe(4403);
  expect((await signIn()).codes).toEqual(['SIGN_IN_FAILED']);
});
