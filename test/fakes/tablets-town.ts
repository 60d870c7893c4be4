/** The tablets room on a real store, with a few persons whose accounts are known and units that are there. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql, type ExecutionResult } from 'graphql';
import { AUDIT_ENTITIES } from '../../src/audit';
import { Refusal } from '../../src/errors/refusal';
import { EVENT_ENTITIES } from '../../src/events';
import { ManualClock } from '../../src/shared/clock';
import { openStore } from '../../src/store/open';
import type { Store } from '../../src/store/store';
import { IdempotencyKey } from '../../src/subgraphs/identity/idempotency-key.entity';
import {
  createTabletsRoom,
  TABLETS_ENTITIES,
  type AccountState,
  type AccountStatus,
} from '../../src/subgraphs/tablets';
import { contextOf, type Asker } from './room-context';

export const ADMIN: Asker = { id: 'admin', roles: ['administrator', 'person'], administers: [] };
/** Who administers `so-noi-vu`, where the tablets of these tests are unless they say otherwise. */
export const OF_UNIT: Asker = { id: 'ql', roles: ['unit-administrator', 'person'], administers: ['so-noi-vu'] };

const FIELDS =
  'id serial model status usable unit { id } holder { id } custody { holder { id } unit { id } startsAt endsAt recordNumber }';

const READY: readonly [string, AccountState][] = [
  ['directory', 'active'],
  ['mail', 'active'],
  ['qlvb:so-noi-vu', 'active'],
];
/** `p-3` has no mail and waits for the document system. */
const ACCOUNTS = new Map<string, readonly [string, AccountState][]>([
  ['p-1', READY],
  ['p-2', READY],
  [
    'p-3',
    [
      ['directory', 'active'],
      ['qlvb:so-noi-vu', 'pending'],
    ],
  ],
]);

/** What the mutations of these tests give, each in its own answer. */
interface Data {
  readonly receiveTablets: readonly TabletAnswer[];
  readonly returnTablet: { readonly custody: readonly LinkAnswer[] };
}

interface LinkAnswer {
  readonly holder: unknown;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly recordNumber: string | null;
}

interface TabletAnswer {
  readonly id: string;
  readonly serial: string;
  readonly status: string;
  readonly holder: { readonly id: string } | null;
}

export class TabletsTown {
  readonly room: ReturnType<typeof createTabletsRoom>;

  private constructor(
    readonly store: Store,
    readonly clock: ManualClock,
    private readonly folder: string,
  ) {
    this.room = createTabletsRoom({
      store,
      applications: {
        folder: 'Điều hành Thành phố',
        entries: [
          { id: 'mail', name: 'Hộp thư điện tử', url: 'https://mail.hanoi.gov.vn', needs: 'mail', perUnit: false },
          { id: 'qlvb', name: 'Quản lý văn bản', url: 'http://qlvb.hanoi.gov.vn', needs: 'qlvb', perUnit: true },
        ],
        unitUrl: () => null,
      },
      accounts: { statuses: async (personIds) => personIds.flatMap(accountsOf) },
      unitsExist: async (unitIds) => new Set(unitIds.filter((id) => id !== 'khong-co')),
    });
  }

  static async open(): Promise<TabletsTown> {
    const folder = mkdtempSync(join(tmpdir(), 'tablets-room-'));
    const clock = new ManualClock(new Date('2017-04-01T02:00:00Z'));
    const entities = [...AUDIT_ENTITIES, ...EVENT_ENTITIES, IdempotencyKey, ...TABLETS_ENTITIES];
    return new TabletsTown(
      await openStore({ kind: 'sqlite', file: join(folder, 'city.db') }, entities, clock),
      clock,
      folder,
    );
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  ask(
    source: string,
    asker: Asker = ADMIN,
    variableValues: Record<string, unknown> = {},
    key: string | null = null,
  ): Promise<ExecutionResult> {
    return graphql({
      schema: this.room.subgraph.schema,
      source,
      variableValues,
      contextValue: contextOf(asker, undefined, key),
    }) as Promise<ExecutionResult>;
  }

  receive(
    serials: readonly string[],
    asker: Asker = ADMIN,
    unitId = 'so-noi-vu',
    key: string | null = null,
  ): Promise<ExecutionResult> {
    const source = `mutation ($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { ${FIELDS} } }`;
    return this.ask(source, asker, { input: { serials, model: 'iPad Air 2', unitId, recordNumber: 'BB-01' } }, key);
  }

  /** The id of a device that is in stock now. */
  async received(serial: string, unitId = 'so-noi-vu'): Promise<string> {
    const answer = await this.receive([serial], ADMIN, unitId);
    return dataOf(answer).receiveTablets[0]!.id;
  }

  issue(tabletId: string, personId: string, asker: Asker = ADMIN): Promise<ExecutionResult> {
    return this.ask(
      `mutation { issueTablet(tabletId: "${tabletId}", personId: "${personId}", recordNumber: "BB-02") { ${FIELDS} } }`,
      asker,
    );
  }

  giveBack(tabletId: string): Promise<ExecutionResult> {
    return this.ask(`mutation { returnTablet(tabletId: "${tabletId}", recordNumber: "BB-03") { ${FIELDS} } }`);
  }
}

/** The data of an answer that was to succeed. */
export function dataOf(answer: ExecutionResult): Data {
  expect(answer.errors).toBeUndefined();
  return answer.data as unknown as Data;
}

export function codeOf(answer: ExecutionResult): unknown {
  return answer.errors?.[0]?.extensions.code;
}

/** Each problem of a refusal with the path of its field. */
export function problemsOf(answer: ExecutionResult): unknown {
  const refusal = answer.errors?.[0]?.originalError ?? answer.errors?.[0];
  return refusal instanceof Refusal ? refusal.problems.map(({ code, path }) => [code, path.join('.')]) : undefined;
}

function accountsOf(personId: string): AccountStatus[] {
  return (ACCOUNTS.get(personId) ?? []).map(([targetId, status]) => ({
    personId,
    targetId,
    unitId: targetId.split(':')[1] ?? null,
    status,
  }));
}
