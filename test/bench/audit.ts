/**
 * What the audit record and the permissions cost a request. The same mutation runs through the gateway of one city with
 * its audit rows and, in turns, with their inserts left out; the chain is verified record by record; and the
 * rights of a request are built and asked as the rooms ask them.
 */
import 'reflect-metadata';
import { performance } from 'node:perf_hooks';
import { EntityManager } from 'typeorm';
import { AuditRecord, verifyChain } from '../../src/audit';
import { readConfig } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { prepareHome } from '../../src/main/home-folder';
import { silentLogger } from '../../src/shared/logger';
import type { Context, Principal } from '../../src/subgraphs/identity/face';
import { Rights } from '../../src/subgraphs/identity/permissions';
import { figure, median, type Figure } from './measure';
import { inScratch } from './scratch';

const DEFINE = 'mutation($input: [PositionInput!]!) { definePositions(input: $input) { id } }';
const READ = '{ auditRecords(first: 1) { edges { cursor } } }';
/** Rights asked for in one request of an administrator's page. */
const CHECKS = 3;
const RIGHTS_PER_ROUND = 20_000;

interface Rounds {
  readonly with: number[];
  readonly without: number[];
  readonly verify: number[];
  readonly rights: number[];
  readonly read: number[];
}

export function measureAudit(rounds: number, mutations: number): Promise<Figure[]> {
  return inScratch(async (home) => {
    prepareHome(home);
    const config = readConfig({ ...portsOfChance(), DIEUHANH_HOME: home, DIEUHANH_LOG: 'silent' });
    const city = await startCity(config, { logger: silentLogger });
    try {
      return await measured(city, rounds, mutations);
    } finally {
      await city.close();
    }
  });
}

async function measured(city: City, rounds: number, mutations: number): Promise<Figure[]> {
  const taken: Rounds = { with: [], without: [], verify: [], rights: [], read: [] };
  const context = await city.identity.systemContext('bench');
  await mutate(city, context, Math.min(mutations, 50));
  for (let round = 0; round < rounds; round += 1) {
    const chained = (await verifyChain(city.store.read)).records;
    taken.with.push(await mutate(city, context, mutations));
    taken.without.push(await withoutRows(() => mutate(city, context, mutations)));
    await city.relay.drain();
    const begun = performance.now();
    const { records, ok } = await verifyChain(city.store.read);
    if (!ok || records < chained + mutations)
      throw new Error(`${records - chained} of ${mutations} rows are on record`);
    taken.verify.push(((performance.now() - begun) * 1_000) / records);
    taken.rights.push(rightsOf(context.signedIn()));
    taken.read.push(await timed(mutations, () => city.gateway.execute(READ, {}, context)));
  }
  const bare = median(taken.without);
  const read = median(taken.read);
  return [
    figure('mutation with its audit row', 'µs', taken.with, { value: median(taken.with) / bare, to: 'without' }),
    figure('mutation without audit row', 'µs', taken.without),
    figure('verifying the chain, per record', 'µs', taken.verify),
    figure(`rights of a request (${CHECKS} checks)`, 'µs', taken.rights, {
      value: median(taken.rights) / read,
      to: 'one read',
    }),
    figure('read of one page through the gateway', 'µs', taken.read),
  ];
}

/** Each changes the position, so that each is an act and not the repetition of one. */
let change = 0;

function mutate(city: City, context: Context, count: number): Promise<number> {
  return timed(count, async () => {
    change += 1;
    const position = { id: 'do-luong', titleVi: `Đo lường ${change}`, titleEn: 'Bench', rank: 90, covered: false };
    const input = [{ ...position, managementRole: 'officer', seats: null }];
    const { errors } = await city.gateway.execute(DEFINE, { input }, context);
    if (errors !== undefined) throw errors[0];
  });
}

/** Microseconds of one, one after another. */
async function timed(count: number, work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  for (let index = 0; index < count; index += 1) await work();
  return ((performance.now() - begun) * 1_000) / count;
}

/** Leaves out the inserts of audit rows while `work` runs. */
async function withoutRows<T>(work: () => Promise<T>): Promise<T> {
  const original = Object.getOwnPropertyDescriptor(EntityManager.prototype, 'insert');
  if (original === undefined) throw new Error('TypeORM inserts in another way now');
  const insert = original.value as (this: EntityManager, ...args: unknown[]) => Promise<unknown>;
  const none = { identifiers: [], generatedMaps: [], raw: [] };
  const without = function (this: EntityManager, target: unknown, row: unknown): Promise<unknown> {
    return target === AuditRecord ? Promise.resolve(none) : insert.call(this, target, row);
  };
  Object.defineProperty(EntityManager.prototype, 'insert', { ...original, value: without });
  try {
    return await work();
  } finally {
    Object.defineProperty(EntityManager.prototype, 'insert', original);
  }
}

function rightsOf(principal: Principal): number {
  const begun = performance.now();
  for (let index = 0; index < RIGHTS_PER_ROUND; index += 1) {
    const rights = new Rights(principal);
    for (let check = 0; check < CHECKS; check += 1) rights.allow('person:read', { units: ['so-tttt'] });
  }
  return ((performance.now() - begun) * 1_000) / RIGHTS_PER_ROUND;
}

function portsOfChance(): Record<string, string> {
  const names = ['PORT', 'LDAP_PORT', 'IMAP_PORT', 'LMTP_PORT', 'DOVEADM_PORT', 'QLVB_PORT'];
  return Object.fromEntries(names.map((name) => [`DIEUHANH_${name}`, '0']));
}
