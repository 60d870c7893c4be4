/**
 * What the audit record costs a request: the same mutation runs through the gateway of one city with its audit rows and,
 * in turns, with their inserts left out. What the relay does afterwards – chaining – is taken by itself, and so is
 * verifying.
 */
import { performance } from 'node:perf_hooks';
import { EntityManager } from 'typeorm';
import { AuditRecord, verifyChain } from '../../src/audit';
import type { City } from '../../src/main';
import type { Context } from '../../src/subgraphs/identity/face';
import { inTurns } from './in-turns';
import { figure, median, type Figure } from './measure';
import { inOwnCity } from './own-process-city';

const DEFINE = 'mutation($input: [PositionInput!]!) { definePositions(input: $input) { id } }';
const BLOCK = 15;
const WARM_UP_MAX = 50;

interface Rounds {
  readonly with: number[];
  readonly without: number[];
  readonly chain: number[];
  readonly verify: number[];
}

export function measureAudit(rounds: number, mutations: number): Promise<Figure[]> {
  return inOwnCity(async (city) => {
    const taken: Rounds = { with: [], without: [], chain: [], verify: [] };
    const context = await city.identity.systemContext('bench');
    for (let index = 0; index < Math.min(mutations, WARM_UP_MAX); index += 1) await mutate(city, context);
    for (let round = 0; round < rounds; round += 1) await oneRound(city, context, mutations, taken);
    return [
      figure('mutation with its audit row', 'µs', taken.with, {
        value: median(taken.with) / median(taken.without),
        to: 'without',
      }),
      figure('mutation without audit row', 'µs', taken.without),
      figure('chaining, per record', 'µs', taken.chain),
      figure('verifying the chain, per record', 'µs', taken.verify),
    ];
  });
}

async function oneRound(city: City, context: Context, mutations: number, taken: Rounds): Promise<void> {
  await city.relay.drain();
  const { records: chained } = await verifyChain(city.store.read);
  let chainMs = 0;
  const once = (): Promise<void> => mutate(city, context);
  const drain = async (): Promise<void> => {
    const begun = performance.now();
    await city.relay.drain();
    chainMs += performance.now() - begun;
  };
  const rows = leavingOutRows();
  const blocks = Math.max(2, Math.round(mutations / BLOCK));
  const each = Math.min(BLOCK, mutations);
  const micros = await inTurns(
    [
      { name: 'with', once, after: drain },
      { name: 'without', once, before: rows.leaveOut, after: rows.putBack },
    ],
    { blocks, each },
  );
  const begun = performance.now();
  const { records, ok } = await verifyChain(city.store.read);
  taken.verify.push(((performance.now() - begun) * 1_000) / records);
  if (!ok || records < chained + blocks * each)
    throw new Error(`${records - chained} of ${blocks * each} rows are on record`);
  taken.with.push(micros.get('with')!);
  taken.without.push(micros.get('without')!);
  taken.chain.push((chainMs * 1_000) / (blocks * each));
}

/** Each changes the position, so that each is an act and not the repetition of one. */
let change = 0;

async function mutate(city: City, context: Context): Promise<void> {
  change += 1;
  const position = { id: 'do-luong', titleVi: `Đo lường ${change}`, titleEn: 'Bench', rank: 90, covered: false };
  const input = [{ ...position, managementRole: 'officer', seats: null }];
  const { errors } = await city.gateway.execute(DEFINE, { input }, context);
  if (errors !== undefined) throw errors[0];
}

function leavingOutRows(): { readonly leaveOut: () => void; readonly putBack: () => void } {
  const original = Object.getOwnPropertyDescriptor(EntityManager.prototype, 'insert');
  if (original === undefined) throw new Error('TypeORM inserts in another way now');
  const insert = original.value as (this: EntityManager, ...args: unknown[]) => Promise<unknown>;
  const none = { identifiers: [], generatedMaps: [], raw: [] };
  const without = function (this: EntityManager, target: unknown, row: unknown): Promise<unknown> {
    return target === AuditRecord ? Promise.resolve(none) : insert.call(this, target, row);
  };
  return {
    leaveOut: () => void Object.defineProperty(EntityManager.prototype, 'insert', { ...original, value: without }),
    putBack: () => void Object.defineProperty(EntityManager.prototype, 'insert', original),
  };
}
