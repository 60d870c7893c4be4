/** The register of tablets beside the minutes of handovers, in one store: what leavers should give back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { graphql } from 'graphql';
import { contextOf } from '../../test/fakes/room-context';
import { PROVISIONING_ENTITIES } from '../provisioning/effects';
import { ManualClock } from '../shared/clock';
import { openStore } from '../store/open';
import { createTabletsRoom, TABLETS_ENTITIES } from '../subgraphs/tablets';
import { tabletHandovers } from './tablet-handovers';

const ADMIN = { id: 'admin', roles: ['administrator', 'person'], administers: [] } as const;
const AWAITED = 5_100;
const LIST = `query($after: String, $unit: ID) { tablets(awaitingReturn: true, unitId: $unit, first: 500, after: $after) {
  totalCount pageInfo { endCursor hasNextPage } edges { node { id } } } }`;

interface Listed {
  readonly tablets: {
    readonly totalCount: number;
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
    readonly edges: readonly { readonly node: { readonly id: string } }[];
  };
}

it('lists every device that leavers should give back, page by page, however many they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'awaited-'));
  const clock = new ManualClock(new Date('2026-05-04T02:00:00Z'));
  const file = join(folder, 'city.db');
  const store = await openStore({ kind: 'sqlite', file }, [...PROVISIONING_ENTITIES, ...TABLETS_ENTITIES], clock);
  const room = createTabletsRoom({
    store,
    applications: { folder: 'Điều hành', entries: [], unitUrl: () => null },
    accounts: { statuses: () => Promise.resolve([]) },
    handovers: tabletHandovers(
      { tabletLeft: () => Promise.resolve(), successorsOf: () => Promise.resolve([]) },
      { left: () => Promise.resolve() },
    ),
  });
  const ask = async (variableValues: Record<string, unknown>): Promise<Listed['tablets']> => {
    const { data, errors } = await graphql({
      schema: room.subgraph.schema,
      source: LIST,
      variableValues,
      contextValue: contextOf(ADMIN),
    });
    expect(errors).toBeUndefined();
    return (data as unknown as Listed).tablets;
  };
  // Each device stands in two minutes, and the last ones were given back.
  const rowsOf = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${AWAITED + 10})`;
  await store.write(async ({ manager, now }) => {
    const at = now.toISOString().replace('T', ' ').replace('Z', '');
    await manager.query(`INSERT INTO tablet (id, serial, model, status, unitId, receivedAt)
      ${rowsOf} SELECT printf('t-%05d', i), printf('S-%05d', i), 'MTB', 'issued', CASE WHEN i <= 3 THEN 'so-a' ELSE 'so-b' END, '${at}' FROM n`);
    for (const minutes of ['h-1', 'h-2'])
      await manager.query(`INSERT INTO handover_item (id, handoverId, kind, ref, label, fromPersonId, status, at)
        ${rowsOf} SELECT printf('${minutes}-%05d', i), '${minutes}', 'TABLET', printf('t-%05d', i), 'S', 'p',
          CASE WHEN i > ${AWAITED} THEN 'RETURNED' ELSE 'OPEN' END, '${at}' FROM n`);
  });

  const seen: string[] = [];
  const totals = new Set<number>();
  for (let after: string | null = null, pages = 0; pages < 20; pages += 1) {
    const page = await ask({ after });
    seen.push(...page.edges.map(({ node }) => node.id));
    totals.add(page.totalCount);
    after = page.pageInfo.endCursor;
    if (!page.pageInfo.hasNextPage) break;
  }
  const ofUnit = await ask({ unit: 'so-a' });
  await store.close();
  rmSync(folder, { recursive: true });

  expect(seen).toEqual(Array.from({ length: AWAITED }, (_, at) => `t-${String(at + 1).padStart(5, '0')}`));
  expect([...totals]).toEqual([AWAITED]);
  expect([ofUnit.totalCount, ofUnit.edges.length]).toEqual([3, 3]);
});
