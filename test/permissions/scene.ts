/** A city with somebody of every role in it, and something to ask about at every reach. */
import { RECORD, TestCity, type Holder } from '../city/harness';
import { REACHES, type About, type Reach, type RoleName, type Thing } from './expectations';
import { Things } from './things';

const DIVISION = 'so-tttt-phong-1';
const LONG_AGO = { signedOn: '2020-01-06', effectiveOn: '2020-01-06' };

const POSTS: readonly (readonly [RoleName, string])[] = [
  ['auditor', 'so-noi-vu/chuyen-vien'],
  ['operator', 'vp-ubnd-tp/can-bo-cntt'],
  ['unitAdministrator', 'so-tttt/quan-tri-don-vi'],
  ['recordsClerk', 'so-tttt/van-thu'],
  ['assetAccountant', 'so-tttt/ke-toan-tai-san'],
  ['delegate', 'so-tttt/chuyen-vien'],
  ['person', 'so-tttt/chuyen-vien'],
];

const UNITS: Readonly<Record<Reach, string>> = {
  own: 'so-tttt',
  subtree: DIVISION,
  foreign: 'so-noi-vu',
  headquarters: 'vp-ubnd-tp',
};

type Subject = Omit<About, 'callerId' | 'place' | 'today' | 'day' | 'thing'>;

export interface Caller {
  readonly id: string;
  readonly login: string;
  readonly token: string | null;
}

const BIND =
  'mutation($id: ID!, $role: CityRole!) { bindRole(personId: $id, role: $role, reason: "Theo quyết định") { id status } }';
const CONFIRM = 'mutation($id: ID!) { confirmRoleChange(id: $id) { status } }';

export class Scene {
  private numbers = 0;

  private constructor(
    readonly city: TestCity,
    readonly callers: Readonly<Record<RoleName, Caller>>,
    readonly subjects: Readonly<Record<Reach, Subject>>,
    private readonly things: Things,
  ) {}

  static async open(): Promise<Scene> {
    const city = await TestCity.open();
    await city.decide(
      {
        establishUnit: [{ id: DIVISION, name: 'Phòng Một', kind: 'division', parentId: 'so-tttt' }],
        openPost: ['chuyen-vien', 'quan-tri-don-vi', 'van-thu'].map((position) => ({
          id: `${DIVISION}/${position}`,
          unitId: DIVISION,
          positionId: position,
        })),
      },
      LONG_AGO,
    );
    const holders = await people(city);
    await delegate(city, holders.unitAdministrator!, holders.delegate!);
    for (const [role, name] of [
      ['auditor', 'AUDITOR'],
      ['operator', 'HQ_OPERATOR'],
    ] as const)
      await bind(city, holders[role]!.id, name);
    const things = await Things.in(city);
    const subjects = await subjectsOf(city, things);
    return new Scene(city, await callersOf(city, holders), subjects, things);
  }

  about(role: RoleName, reach: Reach, thing = ''): About {
    this.numbers += 1;
    const caller = this.callers[role];
    const subject = this.subjects[reach];
    return {
      ...subject,
      personId: reach === 'own' ? caller.id : subject.personId,
      callerId: caller.id,
      place: this.numbers,
      today: this.city.today(),
      day: '2026-06-01',
      thing,
    };
  }

  /** Something new for a question to use up. */
  make(thing: Thing, role: RoleName, reach: Reach): Promise<string> {
    return this.things.make(thing, { ...this.subjects[reach], callerId: this.callers[role].id });
  }
}

/** One administrator asks, the other confirms. */
export async function bind(city: TestCity, personId: string, role: string): Promise<void> {
  const second = await city.secondAdminToken();
  const { bindRole } = await city.ask<{ bindRole: { id: string } }>(BIND, { id: personId, role });
  await city.ask(CONFIRM, { id: bindRole.id }, second);
}

async function people(city: TestCity): Promise<Partial<Record<RoleName, Holder>>> {
  const holders: Partial<Record<RoleName, Holder>> = {};
  for (const [role, postId] of POSTS) holders[role] = await enter(city, postId);
  await city.settle();
  for (const holder of Object.values(holders)) await city.activatePerson(holder.id);
  return holders;
}

async function enter(city: TestCity, postId: string): Promise<Holder> {
  const holder = await city.person('Nguyễn', 'Thị', 'Vai');
  await record(city, { appoint: [{ personId: holder.id, postId }] }, LONG_AGO);
  return holder;
}

/** As `decide`, without waiting for what follows. */
async function record(city: TestCity, lines: Record<string, unknown>, head: Record<string, unknown>): Promise<string> {
  const { recordDecision } = await city.ask<{ recordDecision: { decision: { id: string } } }>(RECORD, {
    input: city.paper(lines, head),
  });
  return recordDecision.decision.id;
}

async function delegate(city: TestCity, from: Holder, to: Holder): Promise<void> {
  const fromAppointmentId = await city.appointmentId(from.id, 'so-tttt/quan-tri-don-vi');
  await record(city, { delegate: [{ fromAppointmentId, toPersonId: to.id, scope: 'all', endsOn: '2027-01-01' }] }, {});
}

/** Somebody who came, somebody who left, and a tablet, in each unit. */
async function subjectsOf(city: TestCity, things: Things): Promise<Record<Reach, Subject>> {
  const come = {} as Record<Reach, { readonly personId: string; readonly decisionId: string; readonly leaver: string }>;
  for (const reach of REACHES) {
    const unitId = UNITS[reach];
    const postId = `${unitId}/chuyen-vien`;
    const [comes, leaves] = [await city.person('Lê', 'Văn', 'Đến'), await city.person('Lê', 'Văn', 'Đi')];
    const head = { ...LONG_AGO, issuerId: unitId };
    const decisionId = await record(city, { appoint: [{ personId: comes.id, postId }] }, head);
    await record(city, { appoint: [{ personId: leaves.id, postId }] }, head);
    come[reach] = { personId: comes.id, decisionId, leaver: leaves.id };
  }
  await city.settle();
  for (const reach of REACHES)
    await record(city, { end: [{ personId: come[reach].leaver, reason: 'RETIRED' }] }, { issuerId: UNITS[reach] });
  await city.settle();
  const subjects = {} as Record<Reach, Subject>;
  for (const reach of REACHES) {
    const { leaver: _, ...known } = come[reach];
    subjects[reach] = {
      ...known,
      ...(await leftAt(city, UNITS[reach])),
      ...(await knownOf(city, known)),
      tabletId: await things.tablet(UNITS[reach]),
      officerId: await things.officer(UNITS[reach]),
    };
  }
  return subjects;
}

async function leftAt(city: TestCity, unitId: string): Promise<Pick<Subject, 'unitId' | 'handoverId'>> {
  const { handovers } = await city.ask<{ handovers: { edges: { node: { id: string } }[] } }>(
    'query($id: ID!) { handovers(unitId: $id, first: 1) { edges { node { id } } } }',
    { id: unitId },
  );
  return { unitId, handoverId: handovers.edges[0]!.node.id };
}

async function knownOf(
  city: TestCity,
  { personId, decisionId }: { readonly personId: string; readonly decisionId: string },
): Promise<Pick<Subject, 'nativeId' | 'planHash'>> {
  const { person, plan } = await city.ask<{
    person: { accounts: { nativeId: string; target: { id: string } }[] };
    plan: { hash: string };
  }>(
    'query($id: ID, $plan: ID!) { person(id: $id) { accounts { nativeId target { id } } } plan(id: $plan) { hash } }',
    {
      id: personId,
      plan: decisionId,
    },
  );
  const nativeId = person.accounts.find(({ target }) => target.id === 'directory')!.nativeId;
  return { nativeId, planHash: plan.hash };
}

async function callersOf(
  city: TestCity,
  holders: Partial<Record<RoleName, Holder>>,
): Promise<Record<RoleName, Caller>> {
  const { me } = await city.ask<{ me: Holder }>('{ me { id login } }');
  const { registerClient: client } = await city.ask<{ registerClient: { clientId: string; clientSecret: string } }>(
    'mutation { registerClient(name: "Cổng thử") { clientId clientSecret } }',
  );
  const { clientToken } = await city.ask<{ clientToken: { accessToken: string } }>(
    'mutation($id: ID!, $secret: String!) { clientToken(clientId: $id, clientSecret: $secret) { accessToken } }',
    { id: client.clientId, secret: client.clientSecret },
    null,
  );
  const callers: Partial<Record<RoleName, Caller>> = {
    administrator: { ...me, token: await city.adminToken() },
    client: { id: client.clientId, login: '', token: clientToken.accessToken },
    anonymous: { id: 'khong-ai', login: '', token: null },
  };
  for (const [role, holder] of Object.entries(holders) as [RoleName, Holder][])
    callers[role] = { ...holder, token: await city.login(holder.login) };
  return callers as Record<RoleName, Caller>;
}
