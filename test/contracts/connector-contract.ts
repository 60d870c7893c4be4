/**
 * What every connector keeps, whatever its target: run against its sandbox and against the real server alike. Nothing
 * here knows an attribute or a grant; the subject brings its own. What happens when the server goes away is in
 * loss-contract.ts.
 */
import {
  ConnectorError,
  findsPerson,
  type AccountRecord,
  type AccountSpec,
  type Attributes,
  type Call,
  type Connector,
  type ConnectorErrorCode,
  type TargetGrant,
} from '../../src/connectors/contract';

export interface ContractSubject {
  /** Not connected yet. */
  readonly connector: Connector;
  /** Asks the same target with credentials that are not right. */
  readonly stranger: Connector;
  /** What a message calls the target. */
  readonly system: string;
  /** Accounts that the target has no place for: an attribute, a grant, a name. */
  readonly impossible: readonly AccountSpec[];
  /** Distinct accounts by index: another name, another person, at least one grant unless the target has none. */
  spec(index: number): AccountSpec;
  /** A change that the target can hold, of an attribute that `spec` sets, to another value. */
  readonly change: Attributes;
  /** A grant that `spec` does not name; null where the target has no grants. */
  readonly otherGrant: TargetGrant | null;
  /** The strangest account that the target can hold: letters of every kind, and signs that its protocol uses itself. */
  readonly awkward: AccountSpec;
  /** Renames an account behind the connector's back; null where the name is the id. */
  readonly rename: ((record: AccountRecord, to: string) => Promise<void>) | null;
  /** A well-formed native id that the target never gave out. */
  readonly unknownId: string;
  close(): Promise<void>;
}

export function call(timeoutMs = 5_000): Call {
  return { signal: new AbortController().signal, timeoutMs };
}

/** The code of the ConnectorError that a call ends with; `done` when it does not fail. Other errors pass through. */
export async function codeOf(outcome: Promise<unknown>): Promise<ConnectorErrorCode | 'done'> {
  try {
    await outcome;
    return 'done';
  } catch (error) {
    if (error instanceof ConnectorError) return error.code;
    throw error;
  }
}

const PAGES_MAX = 1_000;

export async function readAll(connector: Connector, size: number): Promise<AccountRecord[]> {
  const records: AccountRecord[] = [];
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { records: some, next } = await connector.search({ by: 'all' }, { after, size }, call());
    records.push(...some);
    if (next === null) return records;
    after = next;
  }
  throw new Error('the search has no end');
}

function sorted(grants: readonly TargetGrant[]): string[] {
  return grants.map((grant) => `${grant.kind}:${grant.value}`).sort();
}

export function describeConnectorContract(name: string, factory: () => Promise<ContractSubject>): void {
  describe(`${name} keeps the connector contract`, () => {
    let subject: ContractSubject;
    let connector: Connector;

    beforeEach(async () => {
      subject = await factory();
      connector = subject.connector;
    });

    afterEach(() => subject.close());

    it('finds nothing wrong with a target in order', async () => {
      const findings = await connector.test(call());

      expect(findings.length).toBeGreaterThan(0);
      expect(findings.filter((finding) => !finding.ok)).toEqual([]);
    });

    it('creates an account and reads back what it was told', async () => {
      const spec = subject.spec(1);

      const created = await connector.create(spec, call());

      const read = await connector.read(created.nativeId, call());
      expect(read).toEqual(created);
      expect(read).toMatchObject({
        name: spec.name,
        personId: spec.personId,
        status: 'active',
        attributes: spec.attributes,
      });
      expect(sorted(read!.grants)).toEqual(sorted(spec.grants));
    });

    it('refuses to create an account twice, and leaves the first as it was', async () => {
      const created = await connector.create(subject.spec(1), call());

      const second = await codeOf(connector.create(subject.spec(1), call()));

      expect(second).toBe('alreadyExists');
      expect(await connector.read(created.nativeId, call())).toEqual(created);
    });

    it('lets one of two simultaneous creations win', async () => {
      const outcomes = await Promise.all([1, 1].map((index) => codeOf(connector.create(subject.spec(index), call()))));

      expect(outcomes.sort()).toEqual(['alreadyExists', 'done']);
    });

    it('disables and enables, each twice without complaint, and touches nothing else', async () => {
      const { nativeId, attributes, grants } = await connector.create(subject.spec(1), call());

      await connector.disable(nativeId, call());
      await connector.disable(nativeId, call());
      const disabled = await connector.read(nativeId, call());
      await connector.enable(nativeId, call());
      await connector.enable(nativeId, call());
      const enabled = await connector.read(nativeId, call());

      expect(disabled).toMatchObject({ status: 'disabled', attributes });
      expect(sorted(disabled!.grants)).toEqual(sorted(grants));
      expect(enabled).toMatchObject({ status: 'active', attributes });
      expect(sorted(enabled!.grants)).toEqual(sorted(grants));
    });

    it('changes what a delta names and keeps the rest', async () => {
      const spec = subject.spec(1);
      const { nativeId } = await connector.create(spec, call());

      await connector.modify(nativeId, { set: subject.change }, call());
      await connector.modify(nativeId, { set: subject.change }, call());

      const read = await connector.read(nativeId, call());
      expect(read!.attributes).toEqual({ ...spec.attributes, ...subject.change });
      expect(sorted(read!.grants)).toEqual(sorted(spec.grants));
    });

    it('adds and removes grants one by one, each twice without complaint', async () => {
      if (subject.otherGrant === null) return;
      const spec = subject.spec(1);
      const { nativeId } = await connector.create(spec, call());

      await connector.modify(nativeId, { addGrants: [subject.otherGrant] }, call());
      await connector.modify(nativeId, { addGrants: [subject.otherGrant] }, call());
      const added = await connector.read(nativeId, call());
      await connector.modify(nativeId, { removeGrants: [subject.otherGrant] }, call());
      await connector.modify(nativeId, { removeGrants: [subject.otherGrant] }, call());
      const removed = await connector.read(nativeId, call());

      expect(sorted(added!.grants)).toEqual(sorted([...spec.grants, subject.otherGrant]));
      expect(sorted(removed!.grants)).toEqual(sorted(spec.grants));
    });

    it('gives one grant to many accounts at once', async () => {
      const grant = subject.otherGrant;
      if (grant === null) return;
      const created = await Promise.all([1, 2, 3, 4].map((index) => connector.create(subject.spec(index), call())));

      await Promise.all(created.map(({ nativeId }) => connector.modify(nativeId, { addGrants: [grant] }, call())));

      const read = await Promise.all(created.map(({ nativeId }) => connector.read(nativeId, call())));
      for (const record of read) expect(sorted(record!.grants)).toContain(`${grant.kind}:${grant.value}`);
    });

    it('refuses a write that expects a version which is no more, where the target has versions', async () => {
      const created = await connector.create(subject.spec(1), call());
      if (created.version === null) return;
      await connector.modify(created.nativeId, { set: subject.change }, call(), created.version);

      const stale = await codeOf(
        connector.modify(created.nativeId, { set: subject.spec(1).attributes }, call(), created.version),
      );

      expect(stale).toBe('conflict');
      expect((await connector.read(created.nativeId, call()))!.attributes).toMatchObject(subject.change);
    });

    it('deletes once; the second time there is nothing to delete', async () => {
      const { nativeId } = await connector.create(subject.spec(1), call());

      const outcomes = [
        await codeOf(connector.delete(nativeId, call())),
        await codeOf(connector.delete(nativeId, call())),
      ];

      expect(outcomes).toEqual(['done', 'notFound']);
      expect(await connector.read(nativeId, call())).toBeNull();
    });

    it('gives back the strangest names and values as they were, and finds the account by them', async () => {
      const { awkward } = subject;

      const created = await connector.create(awkward, call());

      const page = { after: null, size: 5 };
      expect(created).toMatchObject({ name: awkward.name, personId: awkward.personId, attributes: awkward.attributes });
      expect(sorted(created.grants)).toEqual(sorted(awkward.grants));
      expect((await connector.search({ by: 'name', name: awkward.name }, page, call())).records).toEqual([created]);
      const byPerson = await connector.search({ by: 'personId', personId: awkward.personId }, page, call());
      expect(byPerson.records).toEqual([created]);
      await connector.delete(created.nativeId, call());
      expect(await connector.read(created.nativeId, call())).toBeNull();
    });

    it('takes no name for a pattern', async () => {
      await connector.create(subject.spec(1), call());

      const found = [];
      for (const name of ['*', 'nvmau*', '?', '%', 'nvmau1)(uid=*', '']) {
        const search = connector.search({ by: 'name', name }, { after: null, size: 5 }, call());
        found.push(await search.then(({ records }) => records.length).catch(() => 0));
      }

      expect(found).toEqual([0, 0, 0, 0, 0, 0]);
    });

    it('follows an account by its id when it was renamed, where names can change', async () => {
      if (subject.rename === null) return;
      const created = await connector.create(subject.spec(1), call());

      await subject.rename(created, 'nvmau-moi');
      await connector.disable(created.nativeId, call());
      await connector.modify(created.nativeId, { set: subject.change }, call());

      expect(await connector.read(created.nativeId, call())).toMatchObject({
        nativeId: created.nativeId,
        name: 'nvmau-moi',
        status: 'disabled',
        attributes: { ...subject.spec(1).attributes, ...subject.change },
      });
    });

    it('says of an account that it does not know that there is none', async () => {
      const { unknownId } = subject;

      const writes = [
        connector.modify(unknownId, { set: subject.change }, call()),
        connector.enable(unknownId, call()),
        connector.disable(unknownId, call()),
        connector.delete(unknownId, call()),
      ];

      expect(await Promise.all(writes.map(codeOf))).toEqual(['notFound', 'notFound', 'notFound', 'notFound']);
      expect(await connector.read(unknownId, call())).toBeNull();
    });

    it('refuses whoever has not the right credentials, whatever they ask, and says what mends it', async () => {
      const spec = subject.spec(1);
      const created = await connector.create(spec, call());
      const { nativeId } = created;
      const { stranger } = subject;
      const page = { after: null, size: 5 };

      const asked: Promise<unknown>[] = [
        stranger.read(nativeId, call()),
        stranger.search({ by: 'name', name: spec.name }, page, call()),
        stranger.search({ by: 'personId', personId: spec.personId }, page, call()),
        stranger.search({ by: 'all' }, page, call()),
        stranger.create(subject.spec(2), call()),
        stranger.modify(nativeId, { set: subject.change }, call()),
        stranger.enable(nativeId, call()),
        stranger.disable(nativeId, call()),
        stranger.delete(nativeId, call()),
      ];
      const faults = await Promise.all(asked.map((one) => one.catch((error: unknown) => error)));

      for (const fault of faults) {
        expect(fault).toMatchObject({ code: 'unauthorised' });
        expect((fault as ConnectorError).message).toContain(subject.system);
        expect((fault as ConnectorError).message).toContain(' – ');
      }
      expect((await stranger.test(call())).some((finding) => !finding.ok)).toBe(true);
      expect(await connector.read(nativeId, call())).toEqual(created);
      expect(await readAll(connector, 5)).toHaveLength(1);
    });

    it('rejects what the target has no place for, and makes nothing of it', async () => {
      const codes = [];
      for (const spec of subject.impossible) codes.push(await codeOf(connector.create(spec, call())));

      expect(codes).toEqual(subject.impossible.map(() => 'rejected'));
      expect(await readAll(connector, 5)).toEqual([]);
    });

    it('finds an account by name and by person, and nobody by another', async () => {
      const created = await connector.create(subject.spec(1), call());
      await connector.create(subject.spec(2), call());
      const page = { after: null, size: 10 };

      const byName = await connector.search({ by: 'name', name: created.name }, page, call());
      const byPerson = await connector.search({ by: 'personId', personId: subject.spec(1).personId }, page, call());
      const nobody = await connector.search({ by: 'personId', personId: subject.spec(3).personId }, page, call());

      expect(byName).toEqual({ records: [created], next: null });
      expect(byPerson).toEqual({ records: [created], next: null });
      expect(nobody).toEqual({ records: [], next: null });
    });

    it('finds in one look, where it can, what searches by person and by name find together', async () => {
      if (!findsPerson(connector)) return;
      const [one, two] = [subject.spec(1), subject.spec(2)];
      const first = await connector.create(one, call());
      const second = await connector.create(two, call());
      const third = subject.spec(3);
      const asked = [
        { personId: one.personId, name: one.name },
        { personId: one.personId, name: two.name },
        { personId: one.personId, name: third.name },
        { personId: third.personId, name: two.name },
        { personId: third.personId, name: third.name },
        { personId: third.personId, name: '*' },
      ];

      const found = [];
      for (const who of asked) found.push(await connector.findPerson(who, call()));
      await connector.disable(first.nativeId, call());
      const [disabled] = await connector.findPerson({ personId: one.personId, name: third.name }, call());

      const byName = (records: readonly AccountRecord[]): AccountRecord[] =>
        [...records].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(found.map(byName)).toEqual([[first], [first, second], [first], [second], [], []]);
      expect(disabled).toMatchObject({ nativeId: first.nativeId, status: 'disabled' });
      const stranger = subject.stranger as typeof connector;
      expect(await codeOf(stranger.findPerson(asked[0]!, call()))).toBe('unauthorised');
    });

    it('reads all accounts page by page, each once, to the end', async () => {
      const created = [];
      for (let index = 1; index <= 7; index += 1) created.push(await connector.create(subject.spec(index), call()));

      const uneven = await readAll(connector, 3);
      const exact = await readAll(connector, 7);

      const ours = (records: readonly AccountRecord[]): string[] =>
        records
          .filter((one) => one.personId !== null)
          .map((one) => one.nativeId)
          .sort();
      expect(ours(uneven)).toEqual(created.map((one) => one.nativeId).sort());
      expect(ours(exact)).toEqual(ours(uneven));
    });

    it('serves sixteen operations that begin before it is connected', async () => {
      const specs = Array.from({ length: 16 }, (_, index) => subject.spec(index + 1));

      const created = await Promise.all(specs.map((spec) => connector.create(spec, call(20_000))));

      expect(created.map((one) => one.name)).toEqual(specs.map((spec) => spec.name));
      expect(new Set(created.map((one) => one.nativeId)).size).toBe(16);
    });

    it('fails at once when the caller has gone', async () => {
      const gone = { signal: AbortSignal.abort(), timeoutMs: 5_000 };

      const code = await codeOf(connector.read(subject.unknownId, gone));

      expect(['unreachable', 'timeout']).toContain(code);
    });
  });
}
