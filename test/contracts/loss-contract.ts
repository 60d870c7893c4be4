/**
 * What every connector keeps when its server is frozen, cut off, killed and started again: nothing is told as done that
 * is not, an unknown outcome is told as one, and afterwards it works again without anybody's help.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorError, type AccountSpec, type Call, type Connector } from '../../src/connectors/contract';
import type { Door } from '../servers/door';
import { call, codeOf, readAll } from './connector-contract';

export interface LossSubject {
  /** Goes through the door. */
  readonly connector: Connector;
  /** Goes round it. */
  readonly beside: Connector;
  readonly door: Door;
  /** As a power cut, and back on the same data and port. */
  readonly server: { kill(): Promise<void>; start(): Promise<void> };
  /** What a message calls the target. */
  readonly system: string;
  spec(index: number): AccountSpec;
  close(): Promise<void>;
}

/** 20,000 in a longer run. */
const ENTRIES = Number(process.env['CONTRACT_ENTRIES'] ?? 60);
/** Many pages: one is read ahead, and the server must die before the last. */
const PAGE = Math.max(10, Math.floor(ENTRIES / 40));
const AT_ONCE = 16;
const FAILED = ['unreachable', 'timeout'];

export function describeLossContract(name: string, factory: () => Promise<LossSubject>): void {
  describe(`${name} through losses`, () => {
    let subject: LossSubject;

    beforeEach(async () => {
      subject = await factory();
    }, 60_000);

    afterEach(() => subject.close(), 60_000);

    it('tells a change whose answer does not come as unknown, although it was made', async () => {
      const { connector, beside, door } = subject;
      const { nativeId } = await connector.create(subject.spec(1), call());

      door.hold('answers');
      const frozen = await codeOf(connector.disable(nativeId, call(400)));
      door.release();

      expect(frozen).toBe('timeout');
      await connector.disable(nativeId, call());
      expect(await beside.read(nativeId, call())).toMatchObject({ status: 'disabled' });
    });

    it('is not led astray by a change that arrives after it was given up', async () => {
      const { connector, beside, door } = subject;
      const { nativeId } = await connector.create(subject.spec(1), call());

      door.hold('requests');
      const late = await codeOf(connector.disable(nativeId, call(400)));
      const meanwhile = await beside.read(nativeId, call());
      door.release();

      expect([late, meanwhile!.status]).toEqual(['timeout', 'active']);
      await connector.enable(nativeId, call());
      await connector.disable(nativeId, call());
      expect(await connector.read(nativeId, call())).toMatchObject({ status: 'disabled' });
    });

    it('says truly what became of sixteen operations in flight when the connection is lost', async () => {
      const { connector, beside, door } = subject;
      await connector.create(subject.spec(AT_ONCE + 1), call());
      const specs = Array.from({ length: AT_ONCE }, (_, index) => subject.spec(index + 1));

      door.count();
      door.hold('answers');
      const outcomes = specs.map((spec) => codeOf(connector.create(spec, call())));
      while (door.count().requests === 0) await pause(5);
      door.cut();
      door.release();
      const codes = await Promise.all(outcomes);

      const there = await Promise.all(
        specs.map(async (spec) => {
          const query = { by: 'name', name: spec.name } as const;
          return (await beside.search(query, { after: null, size: 2 }, call())).records.length === 1;
        }),
      );
      codes.forEach((code, index) => {
        expect(['done', ...FAILED]).toContain(code);
        if (code === 'done') expect(there[index]).toBe(true);
        if (code === 'unreachable') expect(there[index]).toBe(false);
      });
      const again = await Promise.all(specs.map((spec) => codeOf(connector.create(spec, call(20_000)))));
      again.forEach((code) => expect(['done', 'alreadyExists']).toContain(code));
      expect(await readAll(beside, 50)).toHaveLength(AT_ONCE + 1);
    }, 60_000);

    it('works again by itself, with its rights, after the server was killed', async () => {
      const { connector, server } = subject;
      const { nativeId } = await connector.create(subject.spec(1), call());

      await server.kill();
      const down = await codeOf(connector.disable(nativeId, call(2_000)));
      await server.start();
      await connector.disable(nativeId, call());
      await connector.create(subject.spec(2), call());

      expect(FAILED).toContain(down);
      expect(await connector.read(nativeId, call())).toMatchObject({ status: 'disabled' });
    }, 60_000);

    it(`reads ${ENTRIES} accounts in pages, each once, and no killed server looks like an end`, async () => {
      const { connector, server } = subject;
      for (let from = 0; from < ENTRIES; from += AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, ENTRIES - from) }, (_, index) => from + index + 1);
        await Promise.all(some.map((index) => connector.create({ ...subject.spec(index), grants: [] }, call(60_000))));
      }

      const first = await connector.search({ by: 'all' }, { after: null, size: PAGE }, longer());
      await server.kill();
      const middle = await codeOf(connector.search({ by: 'all' }, { after: first.next, size: PAGE }, call(2_000)));
      await server.start();
      const all = await readAll(connector, PAGE);

      expect([...FAILED, 'conflict']).toContain(middle);
      expect(new Set(all.map((one) => one.name)).size).toBe(ENTRIES);
      expect(all).toHaveLength(ENTRIES);
    }, 1_200_000);

    it('names the system, the operation and what to do when nobody is there', async () => {
      const { connector, door } = subject;
      await connector.test(call());

      await door.shut();
      const fault = await connector.disable('x', call(2_000)).catch((error: unknown) => error);
      const again = await connector.disable('x', call(2_000)).catch((error: unknown) => error);
      const findings = await connector.test(call(2_000));
      await door.open();

      expect(fault).toBeInstanceOf(ConnectorError);
      expect(again).toMatchObject({ code: 'unreachable' });
      const { message } = again as ConnectorError;
      expect(message).toContain(subject.system);
      expect(message).toContain(door.address);
      expect(message).toContain('disable');
      expect(message).toContain(' – ');
      expect(findings).toMatchObject([{ ok: false }]);
    });
  });
}

function longer(): Call {
  return call(60_000);
}
