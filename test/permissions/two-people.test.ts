/**
 * What takes two people: roles of the whole city, and the deletion of accounts. One city grows older from test to test:
 * it begins with one administrator, who binds `second` in the first of them.
 */
import { TestCity, type Holder } from '../city/harness';

jest.setTimeout(180_000);

let city: TestCity;
let second: Holder;
let me: Holder;
beforeAll(async () => {
  city = await TestCity.open();
  second = await officer('Hai');
  ({ me } = await city.ask<{ me: Holder }>('{ me { id login } }'));
});
afterAll(() => city.close());

const BIND =
  'mutation($id: ID!, $role: CityRole!) { bindRole(personId: $id, role: $role, reason: "Theo quyết định") { id status decidedBy { id } } }';
const UNBIND =
  'mutation($id: ID!, $role: CityRole!) { unbindRole(personId: $id, role: $role, reason: "Thôi nhiệm vụ") { id status } }';
const CONFIRM = 'mutation($id: ID!) { confirmRoleChange(id: $id) { status decidedBy { id } } }';
const BINDINGS = '{ roleBindings { person { id } role } pendingRoleChanges { id person { id } role wants } }';
const APPROVE =
  'mutation($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { approvedBy { id } applyable approvalsNeeded approvals { person { id } } } }';

/** Somebody in office with a password, whose code no administrator issued. */
async function officer(givenName: string, postId = 'so-noi-vu/chuyen-vien'): Promise<Holder> {
  const person = await city.person('Đỗ', 'Văn', givenName);
  await city.decide(
    { appoint: [{ personId: person.id, postId }] },
    { signedOn: '2020-01-06', effectiveOn: '2020-01-06' },
  );
  await city.activate((await city.city.identity.issueCodeFor(person.id)).code);
  return person;
}

async function tokenOf({ login }: Holder): Promise<string> {
  const token = await city.login(login);
  if (token === null) throw new Error(`${login} cannot sign in`);
  return token;
}

async function ask(
  document: string,
  id: string,
  role: string,
  token?: string,
): Promise<{ id: string; status: string }> {
  const answer = await city.ask<Record<string, { id: string; status: string }>>(document, { id, role }, token);
  return Object.values(answer)[0]!;
}

/** Asked by the one, confirmed by the other. */
async function bound({ id }: Holder, role: string): Promise<void> {
  const request = await ask(BIND, id, role);
  await city.ask(CONFIRM, { id: request.id }, await tokenOf(second));
}

async function audited(action: string): Promise<Record<string, unknown>[]> {
  const rows: { detail: string }[] = await city.city.store.read.query(
    'SELECT detail FROM audit_record WHERE action = ? ORDER BY at',
    [action],
  );
  return rows.map(({ detail }) => JSON.parse(detail) as Record<string, unknown>);
}

test('the only administrator binds the second alone, loudly, and from then on nobody binds alone', async () => {
  const third = await officer('Ba');
  expect(await city.refused(UNBIND, { id: me.id, role: 'ADMINISTRATOR' })).toEqual(['LAST_ADMINISTRATOR']);

  const alone = await ask(BIND, second.id, 'ADMINISTRATOR');
  const next = await ask(BIND, third.id, 'ADMINISTRATOR');

  expect([alone.status, next.status]).toEqual(['CONFIRMED', 'PENDING']);
  expect((await audited('role.bind')).at(-1)).toMatchObject({ role: 'administrator', alone: true });
  expect(await city.refused(CONFIRM, { id: next.id })).toEqual(['SECOND_PERSON_NEEDED']);
  expect(await city.refused(BINDINGS, {}, await tokenOf(third))).toEqual(['FORBIDDEN']);
  const confirmed = await city.ask(CONFIRM, { id: next.id }, await tokenOf(second));
  expect(confirmed).toEqual({ confirmRoleChange: { status: 'CONFIRMED', decidedBy: { id: second.id } } });
  expect(await city.refused(CONFIRM, { id: next.id }, await tokenOf(third))).toEqual(['ROLE_REQUEST_CLOSED id']);
  const seen = await city.ask<{ roleBindings: { person: { id: string } }[]; pendingRoleChanges: unknown[] }>(
    BINDINGS,
    {},
    await tokenOf(third),
  );
  expect(seen.roleBindings.map(({ person }) => person.id)).toEqual(expect.arrayContaining([second.id, third.id]));
  expect(seen.pendingRoleChanges).toEqual([]);
});

test('whoever set a password with a code of the one who asks is no second person for a day', async () => {
  await city.activatePerson(second.id);
  const request = await ask(BIND, (await officer('Ba')).id, 'AUDITOR');

  const sameDay = await city.refused(CONFIRM, { id: request.id }, await tokenOf(second));
  city.clock?.advance(25 * 3_600_000);

  expect(sameDay).toEqual(['SECOND_PERSON_NEEDED']);
  expect(await city.ask(CONFIRM, { id: request.id }, await tokenOf(second))).toMatchObject({
    confirmRoleChange: { status: 'CONFIRMED' },
  });
});

test('a request that nobody confirms within seven days is over, and can be made again', async () => {
  const third = await officer('Ba');
  const request = await ask(BIND, third.id, 'HQ_OPERATOR');
  expect(await city.refused(BIND, { id: third.id, role: 'HQ_OPERATOR' })).toEqual(['ROLE_UNCHANGED']);

  city.clock?.advance(8 * 86_400_000);

  expect(await city.refused(CONFIRM, { id: request.id }, await tokenOf(second))).toEqual(['ROLE_REQUEST_CLOSED id']);
  expect((await ask(BIND, third.id, 'HQ_OPERATOR')).status).toBe('PENDING');
});

test('an auditor is nothing beside it, nobody asks for themselves, and an administrator is unbound by two', async () => {
  const third = await officer('Tư');
  await bound(third, 'ADMINISTRATOR');

  expect(await city.refused(BIND, { id: third.id, role: 'AUDITOR' })).toEqual(['ROLE_CONFLICT role']);
  expect(await city.refused(BIND, { id: me.id, role: 'HQ_OPERATOR' })).toEqual(['OWN_AFFAIR personId']);
  const away = await ask(UNBIND, third.id, 'ADMINISTRATOR');
  expect(await city.refused(CONFIRM, { id: away.id })).toEqual(['SECOND_PERSON_NEEDED']);
  expect(await city.ask(CONFIRM, { id: away.id }, await tokenOf(second))).toMatchObject({
    confirmRoleChange: { status: 'CONFIRMED' },
  });
});

test('erasing a person is no way to take a role away by one hand, nor to be rid of one’s own traces', async () => {
  const nobody = await city.person('Đỗ', 'Văn', 'Không');
  await bound(nobody, 'AUDITOR');
  const ERASE = 'mutation($id: ID!) { erasePerson(person: $id, reason: "Hết thời hạn") { rows } }';

  const refused = [await city.refused(ERASE, { id: nobody.id }), await city.refused(ERASE, { id: me.id })];

  expect(refused).toEqual([['PERSON_HAS_ROLE person'], ['OWN_AFFAIR person']]);
});

test('ASVS 8.3.2: who is unbound, or leaves the post that carried a role, has lost it at the next request with the old token', async () => {
  const post = 'vp-ubnd-tp/can-bo-cntt';
  const operator = await officer('Vận', post);
  await city.decide({ appoint: [{ personId: operator.id, postId: 'so-noi-vu/chuyen-vien' }] });
  await bound(operator, 'HQ_OPERATOR');
  const third = await officer('Năm');
  await bound(third, 'ADMINISTRATOR');
  const tokens = { third: await tokenOf(third), operator: await tokenOf(operator) };
  const TABLETS = '{ tablets(unitId: "vp-ubnd-tp") { totalCount } }';
  const before = [await city.refused(BINDINGS, {}, tokens.third), await city.refused(TABLETS, {}, tokens.operator)];

  const away = await ask(UNBIND, third.id, 'ADMINISTRATOR');
  const waiting = await city.refused(BINDINGS, {}, tokens.third);
  await city.ask(CONFIRM, { id: away.id }, await tokenOf(second));
  await city.decide({
    end: [{ appointmentId: await city.appointmentId(operator.id, post), reason: 'TRANSFERRED' }],
  });

  expect([...before, waiting]).toEqual([[], [], []]);
  expect(await city.refused(BINDINGS, {}, tokens.third)).toEqual(['FORBIDDEN']);
  expect(await city.refused(TABLETS, {}, tokens.operator)).toEqual(['FORBIDDEN']);
});

test('a unit administrator neither locks nor lets in nor issues a code for an administrator who serves in the unit', async () => {
  const unit = await tokenOf(await officer('Quản', 'so-tttt/quan-tri-don-vi'));
  const of = { id: me.id };

  const refused = [
    await city.refused('mutation($id: ID!) { lockAccess(personId: $id, reason: "x") { id } }', of, unit),
    await city.refused('mutation($id: ID!) { unlockAccess(personId: $id, reason: "x") { id } }', of, unit),
    await city.refused('mutation($id: ID!) { issueActivationCode(personId: $id) { code } }', of, unit),
  ];

  expect(refused).toEqual([['FORBIDDEN'], ['FORBIDDEN'], ['FORBIDDEN']]);
});

test('an operator of the headquarters issues no code for a post that carries more than the operator has', async () => {
  const operator = await officer('Hành', 'vp-ubnd-tp/can-bo-cntt');
  await bound(operator, 'HQ_OPERATOR');
  const [clerk, colleague] = [
    await officer('Thư', 'vp-ubnd-tp/van-thu'),
    await officer('Viên', 'vp-ubnd-tp/chuyen-vien'),
  ];
  const ISSUE = 'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }';
  const token = await tokenOf(operator);

  const refused = [
    await city.refused(ISSUE, { id: clerk.id }, token),
    await city.refused(ISSUE, { id: colleague.id }, token),
  ];

  expect(refused).toEqual([['FORBIDDEN'], []]);
});

test('accounts are deleted once two people have approved the same plan', async () => {
  const leaver = await officer('Nghỉ');
  await city.decide({ end: [{ personId: leaver.id, reason: 'RETIRED' }] });
  await city.beginDay('2031-06-01');
  const [plan] = (await city.city.store.read.query(
    "SELECT DISTINCT plan.id, plan.hash FROM plan JOIN operation ON operation.planId = plan.id WHERE operation.personId = ? AND operation.status = 'WAITING_APPROVAL'",
    [leaver.id],
  )) as { id: string; hash: string }[];

  const first = await city.ask(APPROVE, plan);
  await city.settle();
  const stillThere = (await city.directory(leaver.login)) !== null;
  const again = await city.refused(APPROVE, { ...plan });
  const done = await city.ask(APPROVE, plan, await tokenOf(second));
  await city.settle();

  expect(first).toEqual({
    approvePlan: { approvedBy: null, applyable: false, approvalsNeeded: 2, approvals: [{ person: { id: me.id } }] },
  });
  expect([stillThere, again]).toEqual([true, ['SECOND_PERSON_NEEDED planId']]);
  expect(done).toMatchObject({ approvePlan: { approvedBy: { id: second.id }, approvals: [{}, {}] } });
  expect(await city.directory(leaver.login)).toBeNull();
});
