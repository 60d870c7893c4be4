/** The tablet's first page: one request over every subgraph, and a system that is down costs one field. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestCity, type Answer, type Holder } from './harness';

let city: TestCity;
beforeAll(async () => {
  city = await TestCity.open();
});
afterAll(() => city.close());

const HOME = readFileSync(join(__dirname, '../../schema/operations/TabletHome.graphql'), 'utf8');

interface Home {
  readonly me: {
    readonly fullName: string;
    readonly directory: { readonly groups: readonly string[] } | null;
    readonly appointments: readonly unknown[];
    readonly applications:
      readonly { readonly name: string; readonly url: string | null; readonly status: string }[] | null;
    readonly tablets: readonly { readonly serial: string; readonly status: string }[] | null;
    readonly mailbox: { readonly unread: number; readonly quotaUsedMiB: number; readonly quotaMiB: number } | null;
    readonly documents: { readonly totalCount: number; readonly edges: readonly { readonly node: unknown }[] } | null;
  };
}

async function home(person: Holder): Promise<Answer<Home>> {
  return city.send<Home>(HOME, {}, await city.login(person.login));
}

/** A head with a tablet, a message and two open documents. */
async function settledHead(unitId: string, name: readonly [string, string, string], serial: string): Promise<Holder> {
  const person = await city.holder(name, `${unitId}/giam-doc-so`);
  await city.deliver(`${person.login}@hanoi.gov.vn`, 'Mời họp giao ban');
  const document = {
    type: 'Công văn',
    senderUnit: 'vp-ubnd-tp',
    ownerPost: `${unitId}/giam-doc-so`,
    receivedOn: '2026-03-02',
    kind: 'incoming',
    task: 'Xử lý',
  };
  await city.document(unitId, {
    ...document,
    number: '145/UBND-KGVX',
    subject: 'Chuẩn bị hội nghị giao ban',
    urgency: 'Khẩn',
    dueOn: '2026-03-05',
  });
  await city.document(unitId, {
    ...document,
    number: '88/BC',
    subject: 'Tình hình giải ngân',
    urgency: 'Thường',
    dueOn: '2026-03-12',
  });
  await city.document(unitId, { ...document, number: '7/BC', subject: 'Đã xong', urgency: 'Thường', status: 'done' });
  const { receiveTablets } = await city.ask<{ receiveTablets: { id: string }[] }>(
    'mutation($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }',
    { input: { unitId, model: 'MTB', serials: [serial], recordNumber: `BB-${serial}` } },
  );
  await city.ask(
    'mutation($tabletId: ID!, $personId: ID!) { issueTablet(tabletId: $tabletId, personId: $personId, recordNumber: "BB-GN") { id } }',
    { tabletId: receiveTablets[0]?.id, personId: person.id },
  );
  return person;
}

it('answers in one request with groups, posts, applications, tablets, unread mail and open documents', async () => {
  const person = await settledHead('so-tttt', ['Nguyễn', 'Văn', 'Mẫu'], 'MTB-0001');

  const { data, errors, extensions } = await home(person);

  expect(errors).toEqual([]);
  expect(extensions?.stale).toBeUndefined();
  expect(data?.me).toMatchObject({
    fullName: 'Nguyễn Văn Mẫu',
    appointments: [
      {
        primary: false,
        mode: 'OFFICIAL',
        post: { title: 'Giám đốc Sở', unit: { name: 'Sở Thông tin và Truyền thông thành phố Hà Nội' } },
      },
    ],
    mailbox: { unread: 1, quotaMiB: 10_240 },
    documents: {
      totalCount: 2,
      edges: [
        {
          node: {
            number: '145/UBND-KGVX',
            subject: 'Chuẩn bị hội nghị giao ban',
            urgency: 'Khẩn',
            dueOn: '2026-03-05',
            sender: { name: 'Văn phòng Ủy ban nhân dân thành phố Hà Nội' },
          },
        },
        { node: { number: '88/BC', subject: 'Tình hình giải ngân', urgency: 'Thường', dueOn: '2026-03-12' } },
      ],
    },
  });
  expect([...(data?.me.directory?.groups ?? [])].sort()).toEqual(['heads-department', 'leaders', 'unit-so-tttt']);
  expect(data?.me.tablets).toEqual([{ serial: 'MTB-0001', status: expect.any(String) }]);
  expect(new Set(data?.me.applications?.map(({ status }) => status))).toEqual(new Set(['READY']));
  expect(data?.me.applications?.find(({ name }) => name.startsWith('Quản lý văn bản'))?.url).toMatch(
    /\/don-vi\/so-tttt$/,
  );
  expect(data?.me.mailbox?.quotaUsedMiB).toBeGreaterThan(0);
});

it('shows nobody the home of another: each token sees its own', async () => {
  const one = await city.holder(['Lê', 'Thị', 'Một'], 'so-y-te/chuyen-vien');
  const two = await city.holder(['Lê', 'Thị', 'Hai'], 'so-gddt/chuyen-vien');

  const answers = [await home(one), await home(two)];

  expect(answers.map(({ data }) => data?.me.fullName)).toEqual(['Lê Thị Một', 'Lê Thị Hai']);
  expect(answers.map(({ data }) => data?.me.directory?.groups)).toEqual([['unit-so-y-te'], ['unit-so-gddt']]);
  expect(await city.refused(HOME, {}, null)).toEqual(['UNAUTHENTICATED']);
});

describe('with the mail server stopped', () => {
  it('gives the rest and no mailbox, with one error for that field, to who was never read before', async () => {
    const person = await settledHead('so-noi-vu', ['Phạm', 'Hồng', 'Thái'], 'MTB-0002');
    const token = await city.login(person.login);
    await city.away('mail');

    const { data, errors } = await city.send<Home>(HOME, {}, token);

    await city.back('mail');
    expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
      ['me.mailbox', 'UNAVAILABLE'],
    ]);
    expect(data?.me).toMatchObject({
      fullName: 'Phạm Hồng Thái',
      mailbox: null,
      appointments: [{ mode: 'OFFICIAL' }],
      tablets: [{ serial: 'MTB-0002' }],
      documents: { totalCount: 2 },
    });
    expect(data?.me.directory?.groups).toContain('heads-department');
    expect(data?.me.applications?.length).toBeGreaterThan(0);
  });

  it('gives the rest and the last known mailbox, marked with its age', async () => {
    const person = await settledHead('so-vhtt', ['Tôn', 'Đức', 'Thắng'], 'MTB-0003');
    const live = await home(person);
    expect(live.data?.me.mailbox).toMatchObject({ unread: 1 });
    city.clock?.advance(60_000);
    const token = await city.login(person.login);
    await city.away('mail');

    const { data, errors, extensions } = await city.send<Home>(HOME, {}, token);

    await city.back('mail');
    expect(errors).toEqual([]);
    expect(data?.me).toEqual(live.data?.me);
    expect(extensions?.stale).toEqual([
      expect.objectContaining({ path: ['me', 'mailbox'], source: 'mail', age: 60_000 }),
    ]);
  });
});

it('costs only its own fields when the unit’s QLVB or the directory is away', async () => {
  const person = await settledHead('so-tnmt', ['Đặng', 'Thùy', 'Trâm'], 'MTB-0004');
  const token = await city.login(person.login);
  await city.away('qlvb', 'directory');

  const { data, errors } = await city.send<Home>(HOME, {}, token);

  await city.back('qlvb', 'directory');
  expect(new Set(errors.map(({ path }) => path?.join('.')))).toEqual(new Set(['me.directory', 'me.documents']));
  expect(errors).toHaveLength(2);
  expect(data?.me).toMatchObject({
    directory: null,
    documents: null,
    mailbox: { unread: 1 },
    tablets: [{ serial: 'MTB-0004' }],
  });
});
