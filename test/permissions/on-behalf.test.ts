/** Who acts under a delegation acts for the delegator, and the record names both (clause 52). */
import { RECORD, TestCity, type Holder } from '../city/harness';

let city: TestCity;
let clerk: Holder;
let accountant: Holder;
let delegate: Holder;
let token: string;
let delegations: readonly string[];

beforeAll(async () => {
  city = await TestCity.open();
  clerk = await city.holder(['Trần', 'Thị', 'Thư'], 'so-tttt/van-thu');
  accountant = await city.holder(['Lê', 'Văn', 'Toán'], 'so-tttt/ke-toan-tai-san');
  delegate = await city.holder(['Phạm', 'Thị', 'Thay'], 'so-tttt/chuyen-vien');
  await city.decide({
    delegate: [
      await delegation(clerk, 'so-tttt/van-thu', delegate),
      await delegation(accountant, 'so-tttt/ke-toan-tai-san', delegate),
    ],
  });
  token = await tokenOf(delegate);
  delegations = await received(delegate);
}, 60_000);
afterAll(() => city.close());

const LIST = `query($of: ID, $by: ID) { auditRecords(onBehalfOfId: $of, actorId: $by, first: 100) { edges { node {
  action actor { id } onBehalfOf { id } detail } } } }`;
const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }';
const ANNUL =
  'mutation($id: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $id, by: $by) { decision { id } } }';
const RECEIVE = 'mutation($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }';
const ISSUE = 'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-1") { id } }';
const FROM_UNIT = { issuerId: 'so-tttt' };

interface Row {
  readonly action: string;
  readonly actor: { readonly id: string } | null;
  readonly onBehalfOf: { readonly id: string } | null;
  readonly detail: { readonly delegationId?: string };
}

async function rows(asked: { readonly of?: string; readonly by?: string }): Promise<readonly Row[]> {
  const { auditRecords } = await city.ask<{ auditRecords: { edges: { node: Row }[] } }>(LIST, asked);
  return auditRecords.edges.map(({ node }) => node).reverse();
}

async function delegation(from: Holder, postId: string, to: Holder): Promise<Record<string, unknown>> {
  const fromAppointmentId = await city.appointmentId(from.id, postId);
  return { fromAppointmentId, toPersonId: to.id, scope: 'all', endsOn: '2026-12-31' };
}

/** Ids of what was delegated to a person, in the order in which it was. */
async function received({ id }: Holder): Promise<readonly string[]> {
  const { person } = await city.ask<{ person: { delegations: { id: string }[] } }>(
    'query($id: ID) { person(id: $id) { delegations { id } } }',
    { id },
  );
  return person.delegations.map((one) => one.id).sort();
}

async function tokenOf({ login }: Holder): Promise<string> {
  const held = await city.login(login);
  if (held === null) throw new Error(`${login} cannot sign in`);
  return held;
}

async function newcomer(): Promise<string> {
  const input = { familyName: 'Vũ', givenName: 'Mới' };
  return (await city.ask<{ createPerson: { id: string } }>(CREATE, { input }, token)).createPerson.id;
}

function appoint(personId: string, postId: string): Record<string, unknown> {
  return { input: city.paper({ appoint: [{ personId, postId }] }, FROM_UNIT) };
}

test('a delegate of the records clerk enters and annuls papers, each on record with both names and the delegation', async () => {
  const personId = await newcomer();

  const { recordDecision } = await city.ask<{ recordDecision: { decision: { id: string } } }>(
    RECORD,
    appoint(personId, 'so-tttt/chuyen-vien'),
    token,
  );
  const by = city.paper({}, FROM_UNIT);
  await city.ask(ANNUL, { id: recordDecision.decision.id, by }, token);

  const done = await rows({ of: clerk.id });
  expect(done.map(({ action }) => action)).toEqual(['person.create', 'decision.record', 'decision.annul']);
  expect(new Set(done.map(({ actor }) => actor?.id))).toEqual(new Set([delegate.id]));
  expect(new Set(done.map(({ onBehalfOf }) => onBehalfOf?.id))).toEqual(new Set([clerk.id]));
  expect(new Set(done.map(({ detail }) => detail.delegationId))).toEqual(new Set([delegations[0]]));
});

test('what the delegate does for themselves, and what the delegator does, is on nobody’s behalf', async () => {
  await city.ask('mutation { exportPerson(person: "' + delegate.id + '") { personId } }', {}, token);
  await city.ask(RECORD, appoint(await newcomer(), 'so-tttt/chuyen-vien'), await tokenOf(clerk));

  const [own, clerks] = [await rows({ by: delegate.id }), await rows({ by: clerk.id })];

  expect(own.find(({ action }) => action === 'person.export')).toMatchObject({ onBehalfOf: null });
  expect(clerks.find(({ action }) => action === 'decision.record')).toMatchObject({ onBehalfOf: null });
});

test('a delegate reaches no further than the delegator, and neither gains by it nor lets the delegator gain', async () => {
  const personId = await newcomer();

  const refused = {
    foreign: await city.refused(
      RECORD,
      { input: city.paper({ appoint: [{ personId, postId: 'so-y-te/chuyen-vien' }] }, { issuerId: 'so-y-te' }) },
      token,
    ),
    self: await city.refused(RECORD, appoint(delegate.id, 'so-tttt/can-bo-cntt'), token),
    delegator: await city.refused(RECORD, appoint(clerk.id, 'so-tttt/chuyen-vien'), token),
    // The clerk could give it: they hold it by themselves.
    samePost: await city.refused(RECORD, appoint(personId, 'so-tttt/van-thu'), token),
    lock: await city.refused(
      'mutation($id: ID!) { lockAccess(personId: $id, reason: "x") { id } }',
      { id: clerk.id },
      token,
    ),
  };

  expect(refused).toEqual({
    foreign: ['FORBIDDEN'],
    self: ['OWN_AFFAIR'],
    delegator: ['OWN_AFFAIR'],
    samePost: ['FORBIDDEN'],
    lock: ['FORBIDDEN'],
  });
  expect(await city.refused(RECORD, appoint(personId, 'so-tttt/van-thu'), await tokenOf(clerk))).toEqual([]);
});

test('a delegate of the accountant keeps the tablets for them, and hands none to either of the two', async () => {
  const { receiveTablets } = await city.ask<{ receiveTablets: { id: string }[] }>(
    RECEIVE,
    { input: { serials: ['TB-UY-QUYEN'], model: 'iPad Air 2', unitId: 'so-tttt' } },
    token,
  );
  const id = receiveTablets[0]!.id;

  const refused = [
    await city.refused(ISSUE, { id, to: delegate.id }, token),
    await city.refused(ISSUE, { id, to: accountant.id }, token),
  ];

  expect(refused).toEqual([['OWN_AFFAIR personId'], ['OWN_AFFAIR personId']]);
  expect(await rows({ of: accountant.id })).toMatchObject([
    { action: 'tablet.receive', actor: { id: delegate.id }, detail: { delegationId: delegations[1] } },
  ]);
});

test('nothing is done for a delegator who is suspended, and nothing once the delegation has ended', async () => {
  const input = { input: { familyName: 'Vũ', givenName: 'Sau' } };
  const { id: afterDecisionId } = await city.decide({ suspend: [{ personId: clerk.id }] });
  const suspended = await city.refused(CREATE, input, token);
  await city.decide({ reinstate: [{ personId: clerk.id }] }, { afterDecisionId });
  const back = await city.refused(CREATE, input, token);

  await city.decide({ endDelegation: [{ delegationId: delegations[0] }] });

  expect([suspended, back, await city.refused(CREATE, input, token)]).toEqual([['FORBIDDEN'], [], ['FORBIDDEN']]);
});

test('another system records no gain of the person who was shown its secret, and any other', async () => {
  const { me } = await city.ask<{ me: { id: string } }>('{ me { id } }');
  const { registerClient } = await city.ask<{ registerClient: { clientId: string; clientSecret: string } }>(
    'mutation { registerClient(name: "Nhân sự", scopes: [DECISION_RECORD, DECISION_READ]) { clientId clientSecret } }',
  );
  const { clientToken } = await city.ask<{ clientToken: { accessToken: string } }>(
    'mutation($id: ID!, $secret: String!) { clientToken(clientId: $id, clientSecret: $secret) { accessToken } }',
    { id: registerClient.clientId, secret: registerClient.clientSecret },
  );
  const appoint = (personId: string): Promise<string[]> =>
    city.refused(
      RECORD,
      { input: city.paper({ appoint: [{ personId, postId: 'so-tttt/chuyen-vien' }] }) },
      clientToken.accessToken,
    );

  expect(await appoint(me.id)).toEqual(['OWN_AFFAIR']);
  expect(await appoint((await city.person('Lý', 'Thị', 'Khác')).id)).toEqual([]);
});
