import { graphql, type ExecutionResult } from 'graphql';
import { City, head, OTHER_UNIT, person, POLICY, UNIT } from '../../../test/fakes/provisioning-city';
import { ShadowRow, type Engine } from '../../provisioning/effects';
import type { Subgraph } from '../../shared/subgraph';
import { createProvisioningRoom } from './index';
import { contextOf, type Asker } from '../../../test/fakes/room-context';

const ADMIN = { id: 'admin', roles: ['administrator', 'person'], administers: [] } as const;
const OF_UNIT = { id: 'ql', roles: ['unit-administrator', 'person'], administers: ['so-tttt'] } as const;

describe('scans and observation in the API', () => {
  let city: City;
  let engine: Engine;
  let subgraph: Subgraph;

  beforeEach(async () => {
    city = await City.open();
    engine = city.engine();
    subgraph = createProvisioningRoom({ engine, store: city.store, clock: city.clock, office: city.office }).subgraph;
    await city.decide(engine, [person('nvan', [head('nvan')])]);
    await engine.loop.settle();
    city.clock.advance(1_000);
  });

  afterEach(() => city.close());

  const ask = (source: string, asker: Asker = ADMIN): Promise<ExecutionResult> =>
    graphql({ schema: subgraph.schema, source, contextValue: contextOf(asker) });

  const answer = async (source: string): Promise<Record<string, unknown>> => {
    const result = await ask(source);
    expect(result.errors).toBeUndefined();
    return JSON.parse(JSON.stringify(result.data)) as Record<string, unknown>;
  };

  const codeOf = async (source: string, asker: Asker = ADMIN): Promise<unknown> =>
    (await ask(source, asker)).errors?.[0]?.extensions.code;

  const SCAN = `scan { status complete seen situations { situation count } drifted missing errorCode }`;

  const scanned = async (targetId: string): Promise<unknown> => {
    await answer(`mutation { scanTarget(targetId: "${targetId}") { id scan { status } } }`);
    await engine.scans.run(targetId);
    return (await answer(`{ target(id: "${targetId}") { ${SCAN} } }`)).target;
  };

  it('pages through what has drifted, and goes on from an account that was mended meanwhile', async () => {
    const others = ['ba', 'bon', 'nam'];
    await city.decide(
      engine,
      others.map((id) => person(id, [head(id)])),
    );
    await engine.loop.settle();
    for (const id of ['nvan', ...others]) {
      const account = city.target('directory').byName(id)!;
      city.target('directory').plant({ ...account, grants: [...account.grants, { kind: 'group', value: 'hand' }] });
    }
    await city.store.write((tx) => engine.observeOnly.begin(tx, null, 'kiểm kê'));
    await engine.scans.run('directory');
    const page = async (
      after: string | null,
    ): Promise<{ names: string[]; end: string; more: boolean; total: number }> => {
      const cursor = after === null ? '' : `, after: "${after}"`;
      const { drift } = (await answer(
        `{ drift(targetId: "directory", first: 2${cursor}) { totalCount pageInfo { endCursor hasNextPage } edges { node { account { name } } } } }`,
      )) as {
        drift: {
          totalCount: number;
          pageInfo: { endCursor: string; hasNextPage: boolean };
          edges: { node: { account: { name: string } } }[];
        };
      };
      const { endCursor: end, hasNextPage: more } = drift.pageInfo;
      return { names: drift.edges.map(({ node }) => node.account.name), end, more, total: drift.totalCount };
    };

    const first = await page(null);
    await city.store.write((tx) =>
      tx.manager.update(ShadowRow, { name: first.names[1]!, targetId: 'directory' }, { linked: false }),
    );
    const rest = await page(first.end);

    expect([first.total, first.more, rest.total, rest.more]).toEqual([4, true, 3, false]);
    expect([...first.names, ...rest.names].sort()).toEqual(['nvan', ...others].sort());
    expect(await codeOf('{ drift(after: "eA") { totalCount } }')).toBe('INVALID_CURSOR');
  });

  it('scans when asked, tells what it found, and lists every account by its situation', async () => {
    city.target('directory').plant({ name: 'admin' });
    city.target('directory').plant({ name: 'la' });

    const target = await scanned('directory');

    expect(target).toEqual({
      scan: {
        status: 'COMPLETE',
        complete: true,
        seen: 3,
        situations: [
          { situation: 'linked', count: 1 },
          { situation: 'protected', count: 1 },
          { situation: 'unmatched', count: 1 },
        ],
        drifted: 0,
        missing: 0,
        errorCode: null,
      },
    });
    const LIST = `totalCount pageInfo { endCursor hasNextPage } edges { node { name situation person { id } } }`;
    const first = (await answer(`{ accounts(targetId: "directory", first: 2) { ${LIST} } }`)).accounts as {
      pageInfo: { endCursor: string };
    };
    const rest = await answer(
      `{ accounts(targetId: "directory", first: 2, after: "${first.pageInfo.endCursor}") { ${LIST} } }`,
    );
    const orphans = await answer(`{ accounts(targetId: "directory", situation: "unmatched") { ${LIST} } }`);
    expect(first).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(rest).toMatchObject({ accounts: { totalCount: 3, edges: [{}], pageInfo: { hasNextPage: false } } });
    expect(orphans).toMatchObject({
      accounts: { totalCount: 1, edges: [{ node: { name: 'la', situation: 'unmatched', person: null } }] },
    });
  });

  it('says why a scan is incomplete', async () => {
    city.target('mail').answerInPart(true);

    const target = await scanned('mail');

    expect(target).toMatchObject({ scan: { status: 'INCOMPLETE', complete: false, errorCode: 'unreachable' } });
  });

  it('is for those who may: nobody else scans, lists or ends an observation', async () => {
    const codes = await Promise.all(
      [
        'mutation { scanTarget(targetId: "directory") { id } }',
        'mutation { observeOnly(reason: "x") { id } }',
        'mutation { endObserveOnly(reason: "x") { id } }',
        '{ accounts(targetId: "directory") { totalCount } }',
        'mutation { linkAccount(targetId: "directory", nativeId: "x", personId: "nvan") { id } }',
        'mutation { unlinkAccount(accountId: "x", reason: "x") { id } }',
      ].map((source) => codeOf(source, OF_UNIT)),
    );

    expect(codes).toEqual(Array(6).fill('FORBIDDEN'));
  });

  it('refuses to link a protected account, somebody else’s, and a second one', async () => {
    const { nativeId: guarded } = city.target('directory').plant({ name: 'admin' });
    const { nativeId: free } = city.target('directory').plant({ name: 'la' });
    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();
    const theirs = city.target('directory').byName('tvb')!.nativeId;
    const link = (nativeId: string, personId: string): Promise<unknown> =>
      codeOf(
        `mutation { linkAccount(targetId: "directory", nativeId: "${nativeId}", personId: "${personId}") { id } }`,
      );

    const codes = [await link(guarded, 'nvan'), await link(theirs, 'nvan'), await link(free, 'nvan')];

    expect(codes).toEqual(['ACCOUNT_PROTECTED', 'ACCOUNT_LINKED', 'ACCOUNT_EXISTS']);
  });

  it('keeps an unlinked account apart, through looks and scans, until a person links it', async () => {
    const [account] = await engine.accounts.accountsOf(['nvan']);
    const read = async (): Promise<unknown> => (await engine.accounts.byIds([account!.id]))[0]?.situation;
    await answer(`mutation { unlinkAccount(accountId: "${account!.id}", reason: "của người khác") { id } }`);
    const writes = city.target(account!.targetId).writes.length;

    await engine.loop.settle();
    await engine.scans.run(account!.targetId);
    await engine.loop.settle();

    expect(await read()).toBe('unlinked');
    expect(city.target(account!.targetId).writes).toHaveLength(writes);
    await answer(
      `mutation { linkAccount(targetId: "${account!.targetId}", nativeId: "${account!.nativeId}", personId: "nvan") { id } }`,
    );
    await engine.loop.settle();
    expect(await read()).toBe('linked');
  });

  describe('after a restore', () => {
    beforeEach(async () => {
      await answer(`mutation { observeOnly(reason: "khôi phục từ bản sao lưu") { id health observeOnlyReason } }`);
    });

    it('shows every target as observed, and who should be out and is not', async () => {
      await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
      await engine.loop.settle();

      const data = await answer(
        `{ targets { health observeOnlyReason } _entities(representations: [{ __typename: "Person", id: "nvan" }]) { ... on Person { accounts { status conditions { kind reason } } } } }`,
      );

      expect(new Set((data.targets as { health: string }[]).map((target) => target.health))).toEqual(
        new Set(['OBSERVE_ONLY']),
      );
      const [{ accounts }] = data._entities as [{ accounts: { status: string; conditions: { kind: string }[] }[] }];
      expect(accounts.map((account) => account.status)).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE']);
      for (const { conditions } of accounts)
        expect(conditions.map((one) => one.kind)).toEqual(
          expect.arrayContaining(['OPEN_AFTER_LEAVE', 'TARGET_OBSERVE_ONLY']),
        );
    });

    it('ends by a person’s word: what was decided is done, and what nobody decided goes through the brake', async () => {
      const many = Array.from({ length: 25 }, (_, index) => `p${index}`);
      await answer(`mutation { endObserveOnly(reason: "trước đó") { id } }`);
      await city.decide(
        engine,
        many.map((id) => person(id, [head(id, { unit: OTHER_UNIT })])),
      );
      await engine.loop.settle();
      await answer(`mutation { observeOnly(reason: "khôi phục") { id } }`);
      for (const id of many) {
        const { nativeId, grants } = city.target('directory').byName(id)!;
        const record = city.target('directory').accounts.get(nativeId)!;
        const extra = [...grants, { kind: 'group', value: 'hand' }];
        city.target('directory').accounts.set(nativeId, { ...record, grants: extra });
      }
      await city.decide(engine, [person('nvan', [head('nvan', { endsOn: '2026-03-02' })])]);
      await engine.scans.run('directory');
      await engine.loop.settle();

      await answer(`mutation { endObserveOnly(reason: "đã kiểm tra") { id health } }`);
      await engine.loop.settle();

      expect(city.statusOf('directory', 'nvan')).toBe('disabled');
      expect(city.target('directory').byName('p3')!.grants).toHaveLength(2);
      const held = (await city.plans()).filter((plan) => plan.needsApproval);
      expect(held).toHaveLength(1);
      await answer(`mutation { approvePlan(planId: "${held[0]!.id}", hash: "${held[0]!.hash}") { id } }`);
      await engine.loop.settle();
      expect(many.map((id) => city.target('directory').byName(id)!.grants.length)).toEqual(many.map(() => 1));
      expect(await codeOf(`mutation { endObserveOnly(reason: "lần nữa") { id } }`)).toBe('TARGET_NOT_OBSERVED');
    });
  });

  it('names the target of a unit that has ended, to pause, scan and reconcile it', async () => {
    await city.decide(engine, [person('tvb', [head('tvb', { unit: OTHER_UNIT })])]);
    await engine.loop.settle();
    city.office.units = () => Promise.resolve([UNIT]);

    const data = await answer(
      `mutation { pauseTarget(targetId: "qlvb:so-yt", reason: "đã giải thể") { id health unit { id } } resumeTarget(targetId: "qlvb:so-yt") { health } scanTarget(targetId: "qlvb:so-yt") { id } reconcile(scope: TARGET, id: "qlvb:so-yt") { id } }`,
    );

    expect(data).toMatchObject({
      pauseTarget: { id: 'qlvb:so-yt', health: 'PAUSED', unit: { id: 'so-yt' } },
      resumeTarget: { health: 'UP' },
    });
    expect(await codeOf(`mutation { pauseTarget(targetId: "qlvb:khong-co", reason: "x") { id } }`)).toBe('NOT_FOUND');
    expect(POLICY.targets.map((target) => target.key)).toContain('qlvb');
  });
});
