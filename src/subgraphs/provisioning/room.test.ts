import { composeServices } from '@theguild/federation-composition';
import { graphql, parse, subscribe, type ExecutionResult } from 'graphql';
import { Not } from 'typeorm';
import { City, head, OTHER_UNIT, person, POLICY, START } from '../../../test/fakes/provisioning-city';
import { OperationRow, type Engine } from '../../provisioning/effects';
import type { Subgraph } from '../../shared/subgraph';
import { createProvisioningRoom } from './index';
import { readsDuring } from '../../../test/fakes/statements';
import { contextOf, type Asker } from '../../../test/fakes/room-context';

const ADMIN = { id: 'admin', roles: ['administrator', 'person'], administers: [] } as const;
const OF_UNIT = { id: 'ql', roles: ['unit-administrator', 'person'], administers: ['so-tttt'] } as const;
const HEAD = { id: 'nvan', roles: ['person'], administers: [] } as const;

describe('the provisioning room', () => {
  let city: City;
  let engine: Engine;
  let subgraph: Subgraph;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
    subgraph = createProvisioningRoom({ engine, store: city.store, clock: city.clock, office: city.office }).subgraph;
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
  });

  afterEach(() => city.close());

  const ask = (
    source: string,
    variableValues: Record<string, unknown> = {},
    asker: Asker = ADMIN,
  ): Promise<ExecutionResult> =>
    graphql({ schema: subgraph.schema, source, contextValue: contextOf(asker), variableValues });

  const answer = async (
    source: string,
    variables: Record<string, unknown> = {},
    asker: Asker = ADMIN,
  ): Promise<Record<string, unknown>> => {
    const result = await ask(source, variables, asker);
    expect(result.errors).toBeUndefined();
    return JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>;
  };

  const codeOf = async (
    source: string,
    variables: Record<string, unknown> = {},
    asker: Asker = ADMIN,
  ): Promise<unknown> => (await ask(source, variables, asker)).errors?.[0]?.extensions.code;

  const ACCOUNTS = `query ($id: ID!) { _entities(representations: [{ __typename: "Person", id: $id }]) { ... on Person { accounts {
    id name status situation nativeId observedAt target { id kind unit { id } health } grants { kind value justification appointment { id } }
    desired { name status grants { value } } conditions { kind reason } } } } }`;

  it('shows a plan below an operation only to whom it shows the plan itself', async () => {
    await city.decide(engine, [person('hvc', [head('hvc')]), person('ltb', [head('ltb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();
    const source =
      '{ operations(personId: "hvc") { edges { node { plan { operations { edges { node { person { id } } } } } } } } }';

    const seenByUnit = await answer(source, {}, OF_UNIT);
    const seenByCity = await answer(source);

    const persons = (seen: Record<string, unknown>): unknown => [
      ...new Set([...JSON.stringify(seen).matchAll(/"person":\{"id":"(\w+)"/g)].map(([, id]) => id)),
    ];
    expect(persons(seenByUnit)).toEqual([]);
    expect(persons(seenByCity)).toEqual(['hvc', 'ltb']);
  });

  it('composes by itself', () => {
    const result = composeServices([{ name: 'provisioning', typeDefs: parse(subgraph.sdl) }]);

    expect(result.errors ?? []).toEqual([]);
  });

  it('shows accounts with what justifies each grant', async () => {
    const data = await answer(
      ACCOUNTS.replace('$id: ID!', '').replace('query ()', 'query').replace('id: $id', 'id: "nvan"'),
    );

    expect(data).toMatchObject({
      _entities: [
        {
          accounts: [
            {
              name: 'nvan',
              status: 'ACTIVE',
              situation: 'linked',
              target: { id: 'directory', kind: 'directory', unit: null, health: 'UP' },
              grants: [
                {
                  kind: 'group',
                  value: 'leaders',
                  justification: 'appointment:nvan@so-tttt',
                  appointment: { id: 'nvan@so-tttt' },
                },
              ],
              desired: { status: 'ACTIVE' },
              conditions: [],
            },
            { target: { id: 'mail' } },
            { target: { id: 'qlvb:so-tttt', unit: { id: 'so-tttt' } } },
          ],
        },
      ],
    });
  });

  it('shows what is wanted and not there yet, and why', async () => {
    city.target('qlvb:so-yt').goDown();
    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();

    const data = await answer(
      `{ _entities(representations: [{ __typename: "Person", id: "tvb" }]) { ... on Person { accounts { status target { id } conditions { kind reason } } } } }`,
    );

    expect(data).toMatchObject({
      _entities: [
        {
          accounts: [
            { status: 'ACTIVE' },
            { status: 'ACTIVE' },
            { status: 'PENDING', conditions: [{ kind: 'WAITING', reason: 'unreachable' }] },
          ],
        },
      ],
    });
  });

  it('lets a unit administrator see those of the own subtree, and a person only themselves', async () => {
    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    const of = (id: string): string =>
      `{ _entities(representations: [{ __typename: "Person", id: "${id}" }]) { ... on Person { accounts { id } } } }`;

    const codes = await Promise.all([
      codeOf(of('nvan'), {}, OF_UNIT),
      codeOf(of('tvb'), {}, OF_UNIT),
      codeOf(of('nvan'), {}, HEAD),
      codeOf(of('tvb'), {}, HEAD),
    ]);

    expect(codes).toEqual([undefined, 'FORBIDDEN', undefined, 'FORBIDDEN']);
  });

  it('previews a decision, and its plan is the same once it is recorded', async () => {
    const gone = person('nvan', [head('nvan', { endsOn: '2026-03-02' })]);
    city.office.under = { effectiveAt: START, before: [], after: [gone] };
    const input = {
      number: '1',
      issuerId: 'ubnd-tp',
      signedOn: '2026-03-02',
      effectiveOn: '2026-03-02',
      end: [{ personId: 'nvan', reason: 'RETIRED' }],
    };
    const fields =
      'id hash cause needsApproval applyable summary { disable netLoss } operations { totalCount edges { node { kind reason status target { id } person { id } } } }';

    const shown = await answer(
      `query ($input: RecordDecisionInput!) { previewDecision(input: $input) { ${fields} } }`,
      { input },
    );
    const decisionId = await city.decide(engine, [gone]);
    const stored = await answer(`query ($id: ID!) { plan(id: $id) { ${fields} } }`, { id: decisionId });

    const preview = shown.previewDecision as { hash: string };
    expect(preview).toMatchObject({
      id: 'preview',
      cause: 'decision',
      needsApproval: false,
      summary: { disable: 3, netLoss: 3 },
    });
    expect(stored.plan).toEqual({ ...preview, id: decisionId, cause: `decision:${decisionId}` });
    expect((await city.plans()).map((plan) => plan.id)).not.toContain('preview');
  });

  it('shows accounts and operations of a unit that has ended, at a target that no unit of today has', async () => {
    city.office.units = () => Promise.resolve([OTHER_UNIT]);

    const shown = await answer(ACCOUNTS, { id: 'nvan' });
    const done = await answer(
      '{ operations(targetId: "qlvb:so-tttt") { edges { node { target { id kind unit { id } } } } } }',
    );

    const target = { id: 'qlvb:so-tttt', kind: 'qlvb', unit: { id: 'so-tttt' } };
    expect(JSON.stringify(shown)).toContain(JSON.stringify({ ...target, health: 'UP' }));
    expect(done).toEqual({ operations: { edges: [{ node: { target } }] } });
  });

  it('locks and unlocks access, at once for sessions and then at the targets', async () => {
    const lock = 'mutation { lockAccess(personId: "nvan", reason: "mất máy") { id } }';

    await answer(lock, {}, OF_UNIT);
    const locked = await engine.isLocked('nvan', city.clock.now());
    await engine.loop.settle();
    const closed = city.statusOf('directory', 'nvan');
    await answer('mutation { unlockAccess(personId: "nvan", reason: "tìm thấy") { id } }', {}, OF_UNIT);
    await engine.loop.settle();

    expect([locked, closed, city.statusOf('directory', 'nvan')]).toEqual([true, 'disabled', 'active']);
    expect(await codeOf(lock, {}, HEAD)).toBe('FORBIDDEN');
    expect(await codeOf('mutation { lockAccess(personId: "nobody", reason: "x") { id } }')).toBe('NOT_FOUND');
  });

  it('lets a unit administrator lock and unlock only whom no other unit has in office', async () => {
    await city.decide(engine, [person('nvan', [head('nvan'), head('nvan', { unit: OTHER_UNIT })])]);
    const lock = 'mutation { lockAccess(personId: "nvan", reason: "mất máy") { id } }';
    const unlock = 'mutation { unlockAccess(personId: "nvan", reason: "tìm thấy") { id } }';

    const refused = await codeOf(lock, {}, OF_UNIT);
    await answer(lock);
    const kept = await codeOf(unlock, {}, OF_UNIT);

    expect([refused, kept]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await engine.isLocked('nvan', city.clock.now())).toBe(true);
  });

  it('writes nothing to a paused target until it is resumed', async () => {
    await answer('mutation { pauseTarget(targetId: "mail", reason: "bảo trì") { health pauseReason } }');
    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    const paused = [city.statusOf('directory', 'nvan'), city.statusOf('mail', 'nvan')];

    await answer('mutation { resumeTarget(targetId: "mail") { health } }');
    await engine.loop.settle();

    expect(paused).toEqual(['disabled', 'active']);
    expect(city.statusOf('mail', 'nvan')).toBe('disabled');
  });

  it('reports drift and mends it when asked', async () => {
    const record = city.target('directory').byName('nvan')!;
    city.target('directory').plant({ ...record, grants: [] });
    await answer('mutation { reconcile(scope: PERSON, id: "nvan") { id cause } }');

    await engine.loop.settle();

    expect(city.target('directory').byName('nvan')?.grants).toEqual([{ kind: 'group', value: 'leaders' }]);
    expect(await answer('{ drift { totalCount } }')).toEqual({ drift: { totalCount: 0 } });
  });

  it('links an account that was there before, and then keeps it as it should be', async () => {
    const planted = city.target('qlvb:so-yt').plant({ name: 'tvb' });
    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();
    const before = city.target('qlvb:so-yt').writes.length;

    await answer(
      'mutation ($nativeId: String!) { linkAccount(targetId: "qlvb:so-yt", nativeId: $nativeId, personId: "tvb") { situation } }',
      { nativeId: planted.nativeId },
    );
    await engine.loop.settle();

    expect(before).toBe(0);
    expect(city.target('qlvb:so-yt').byName('tvb')?.grants).toEqual([{ kind: 'role', value: 'direct' }]);
    expect(
      await codeOf(
        'mutation ($nativeId: String!) { linkAccount(targetId: "qlvb:so-yt", nativeId: $nativeId, personId: "nvan") { id } }',
        { nativeId: planted.nativeId },
      ),
    ).toBe('ACCOUNT_LINKED');
  });

  it('deletes only after two people approved the plan with its hash', async () => {
    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    await city.pass(engine, 86_400_000 * (POLICY.leave.accounts.deleteAfterDays + 1));
    const waiting = await answer(
      '{ operations(personId: "nvan", status: [WAITING_APPROVAL]) { edges { node { id kind } } } }',
    );
    const plan = (await city.plans()).find((one) => one.needsApproval)!;

    const refused = await codeOf('mutation ($id: ID!) { approvePlan(planId: $id, hash: "other") { id } }', {
      id: plan.id,
    });
    const APPROVE =
      'mutation ($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { approvedBy { id } applyable approvalsNeeded approvals { person { id } } } }';
    const seen = { id: plan.id, hash: plan.hash };
    const first = await answer(APPROVE, seen);
    await engine.loop.settle();
    const before = city.target('directory').accounts.size;
    const again = await codeOf(APPROVE, seen);
    const second = await answer(APPROVE, seen, { ...ADMIN, id: 'second' });
    await engine.loop.settle();

    expect(waiting).toMatchObject({
      operations: { edges: [{ node: { kind: 'delete' } }, { node: { kind: 'delete' } }, { node: { kind: 'delete' } }] },
    });
    expect(first).toEqual({
      approvePlan: { approvedBy: null, applyable: false, approvalsNeeded: 2, approvals: [{ person: { id: 'admin' } }] },
    });
    expect(second).toMatchObject({ approvePlan: { approvedBy: { id: 'second' }, applyable: true } });
    expect([refused, before, again]).toEqual(['PLAN_CHANGED', 1, 'SECOND_PERSON_NEEDED']);
    expect(city.target('directory').accounts.size).toBe(0);
  });

  it('finds the accounts of a page of operations by one statement', async () => {
    const seen = await readsDuring(city.store, async () => {
      const page = await answer('{ operations { edges { node { account { id name } } } } }');
      const named = [...JSON.stringify(page).matchAll(/"account":\{"id"/g)];
      expect(named.length).toBeGreaterThan(1);
    });

    expect(seen.filter((statement) => /FROM .shadow./.test(statement))).toHaveLength(1);
  });

  it('needs as many approvals as it shows, whatever became of a part of the plan', async () => {
    await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
    await engine.loop.settle();
    await city.pass(engine, 86_400_000 * (POLICY.leave.accounts.deleteAfterDays + 1));
    const plan = (await city.plans()).find((one) => one.needsApproval)!;
    await city.store.write(async ({ manager }) => {
      const [kept] = await manager.findBy(OperationRow, { planId: plan.id });
      await manager.update(OperationRow, { planId: plan.id, id: Not(kept!.id) }, { status: 'SUPERSEDED' });
      await manager.update(OperationRow, { id: kept!.id }, { kind: 'archive' });
    });

    const first = await answer(
      'mutation ($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { approvedBy { id } approvalsNeeded approvals { person { id } } } }',
      { id: plan.id, hash: plan.hash },
    );

    expect(first).toEqual({
      approvePlan: { approvedBy: null, approvalsNeeded: 2, approvals: [{ person: { id: 'admin' } }] },
    });
  });

  it('tells followers of operations as they change', async () => {
    const controller = new AbortController();
    const stream = await subscribe({
      schema: subgraph.schema,
      document: parse('subscription { operations(personId: "tvb") { kind status target { id } } }'),
      contextValue: contextOf(ADMIN, controller.signal),
    });
    if (!(Symbol.asyncIterator in stream)) throw new Error(JSON.stringify(stream));
    const first = stream.next();

    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();

    expect((await first).value).toMatchObject({ data: { operations: { kind: 'create' } } });
    controller.abort();
    await stream.return(undefined);
  });

  it('lists targets and the policy', async () => {
    const data = await answer(
      '{ targets { id kind unit { id } health } policy { version roles { role positions targets } } }',
    );

    expect(data).toMatchObject({
      targets: [
        { id: 'directory' },
        { id: 'mail' },
        { id: 'qlvb:so-tttt', unit: { id: 'so-tttt' } },
        { id: 'qlvb:so-yt' },
      ],
      policy: { version: 'test-1', roles: [{ role: 'unit-head' }] },
    });
  });
});
