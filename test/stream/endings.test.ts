/** Ends that are taken back, and ends of what was given for a time: told once, as what they are, in their order. */
import { City } from '../../src/subgraphs/organisation/room.fixture';

let city: City;
beforeEach(async () => {
  city = await City.open();
});
afterEach(() => city.close());

const PAGE =
  'query($after: String) { roleChanges(after: $after, first: 500) { edges { node { kind inForce appointmentId person { fullName } } } pageInfo { endCursor } } }';

interface Page {
  readonly roleChanges: {
    readonly edges: readonly { readonly node: { readonly kind: string; readonly inForce: boolean | null } }[];
    readonly pageInfo: { readonly endCursor: string };
  };
}

const announce = (): Promise<number> => city.room.announcements.announceDue(city.clock.now());

async function read(after: string | null): Promise<Page['roleChanges']> {
  await city.relay();
  return ((await city.data(PAGE, { after })) as unknown as Page).roleChanges;
}

const kinds = async (after: string): Promise<string[]> =>
  (await read(after)).edges.map(({ node }) => `${node.kind} ${node.inForce}`);

async function suspended(): Promise<{ readonly personId: string; readonly from: string }> {
  const personId = await city.person('Nguyễn', 'Thị', 'An');
  await city.appoint(personId, 'so-a/giam-doc', '2026-01-05');
  const from = (await read(null)).pageInfo.endCursor;
  await city.record({ effectiveOn: '2026-05-02', suspend: [{ personId }] });
  return { personId, from };
}

it('tells once that a reinstatement was annulled, after the suspension and the reinstatement', async () => {
  const { personId, from } = await suspended();
  const paper = await city.record({ reinstate: [{ personId }] });

  await city.annul(paper);
  await announce();
  await announce();

  expect(await kinds(from)).toEqual(['SUSPENDED null', 'REINSTATED null', 'ANNULLED null']);
});

it('tells nothing of a reinstatement that was annulled before its day', async () => {
  const { personId, from } = await suspended();
  const paper = await city.record({ effectiveOn: '2026-05-20', reinstate: [{ personId }] });
  await city.annul(paper);

  city.clock.set(new Date('2026-05-20T02:00:00.000Z'));
  await announce();

  expect((await kinds(from)).map((one) => one.split(' ')[0])).toEqual(['SUSPENDED', 'SCHEDULED', 'ANNULLED']);
});

it('tells the end of a delegation on its day, once', async () => {
  const head = await city.person('Lê', 'Văn', 'Giao');
  const officer = await city.person('Lê', 'Thị', 'Nhận');
  const fromAppointmentId = await city.appoint(head, 'so-a/giam-doc', '2026-01-05');
  await city.appoint(officer, 'so-b/pho', '2026-01-05');
  const from = (await read(null)).pageInfo.endCursor;
  const line = { fromAppointmentId, toPersonId: officer, scope: 'sign', fields: [] };
  await city.record({ delegate: [{ ...line, endsOn: '2026-05-10' }] });

  city.clock.set(new Date('2026-05-10T02:00:00.000Z'));
  await announce();
  await announce();

  expect((await kinds(from)).map((one) => one.split(' ')[0])).toEqual(['DELEGATED', 'SCHEDULED', 'DELEGATION_ENDED']);
});

it('tells the end of a delegation with the post that it came from', async () => {
  const head = await city.person('Lê', 'Văn', 'Giao');
  const officer = await city.person('Lê', 'Thị', 'Nhận');
  const fromAppointmentId = await city.appoint(head, 'so-a/giam-doc', '2026-01-05');
  await city.appoint(officer, 'so-b/pho', '2026-01-05');
  const from = (await read(null)).pageInfo.endCursor;
  await city.record({
    delegate: [{ fromAppointmentId, toPersonId: officer, scope: 'sign', fields: [], endsOn: '2026-12-01' }],
  });

  await city.record({ end: [{ personId: head, reason: 'RETIRED' }] });
  city.clock.set(new Date('2026-12-01T02:00:00.000Z'));
  await announce();

  expect((await kinds(from)).map((one) => String(one.split(' ')[0])).sort()).toEqual([
    'DELEGATED',
    'DELEGATION_ENDED',
    'ENDED',
    'SCHEDULED',
  ]);
});
