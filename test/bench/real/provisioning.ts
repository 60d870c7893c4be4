/**
 * How fast people get their accounts on real servers, beside what the same servers do when they are asked directly, as
 * many in flight; and how many decisions are recorded in a second meanwhile.
 */
import { OwnCity, type OperationCount } from '../city/own-city';
import { figure, median, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { commitsOf } from './commits';
import { RawAccounts } from './raw-accounts';

export interface ProvisioningSizes {
  readonly rounds: number;
  /** Who are appointed by one decision, and as many by a decision each. */
  readonly people: number;
}

interface Round {
  readonly engine: number;
  readonly directory: number;
  readonly mail: number;
  readonly store: number;
  readonly commitsEach: number;
  readonly decisions: number;
  readonly commits: number;
}

/** People that the city's worker reconciles at a time, as shipped; raw clients and callers are as many. */
const WORKERS = 8;
const POST = 'so-tttt/chuyen-vien';
const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

interface Person {
  readonly id: string;
  readonly login: string;
}

export async function measureProvisioning({ rounds, people }: ProvisioningSizes): Promise<Figure[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await inScratch((folder) => oneRound(folder, people)));
  const of = (key: keyof Round): number[] => all.map((round) => round[key]);
  const share = (to: string, rates: readonly number[]): Figure['ratio'] => ({
    to,
    value: median(of('engine')) / median(rates),
  });
  const slowest = all.map(({ directory, mail, store }) => Math.min(directory, mail, store));
  const name = 'real servers: people provisioned';
  return [
    figure(name, 'people/s', of('engine'), share('slowest raw', slowest)),
    figure(
      'real servers: raw accounts at OpenLDAP',
      'people/s',
      of('directory'),
      share('engine by raw', of('directory')),
    ),
    figure('real servers: raw accounts at Dovecot', 'people/s', of('mail'), share('engine by raw', of('mail'))),
    figure('real servers: raw commits at MariaDB', 'people/s', of('store'), share('engine by raw', of('store'))),
    figure('real servers: commits for each person', '', of('commitsEach')),
    figure('real servers: decisions recorded by 8 callers', 'decisions/s', of('decisions'), {
      to: 'bare commits',
      value: median(of('decisions')) / median(of('commits')),
    }),
  ];
}

async function oneRound(folder: string, count: number): Promise<Round> {
  const own = await OwnCity.startReal(folder, { DIEUHANH_WORKERS: String(WORKERS) });
  try {
    const storeUrl = own.storeUrl!;
    const together = await create(own, count, 'Chung');
    const apart = await create(own, count, 'Riêng');
    const before = await commitsOf(storeUrl);
    const since = Date.now();
    const appoint = together.map(({ id }) => ({ personId: id, postId: POST }));
    await own.request(RECORD, { input: { ...paper('chung'), appoint } });
    const decidedAt = Date.now();
    await own.city.ask('settle');
    const doneAt = await lastCreation(own, 3 * count, since);
    const commits = (await commitsOf(storeUrl)) - before;
    const decidingMs = await decide(own, apart);
    await own.city.ask('settle');
    await own.stopCity();
    const raw = await RawAccounts.connect(own.systems, storeUrl, WORKERS);
    try {
      const model = await raw.model(together[0]!.login);
      const perSecond = (ms: number): number => (count / ms) * 1_000;
      const storeMs = await raw.store(commits);
      return {
        engine: perSecond(doneAt - decidedAt),
        directory: perSecond(await raw.directory(count, model)),
        mail: perSecond(await raw.mail(count, model)),
        store: perSecond(storeMs),
        commitsEach: commits / count,
        decisions: perSecond(decidingMs),
        commits: (commits / storeMs) * 1_000,
      };
    } finally {
      await raw.close();
    }
  } finally {
    await own.stop();
  }
}

/** When the last account was made, by the record of what was done. */
async function lastCreation(own: OwnCity, accounts: number, since: number): Promise<number> {
  const operations = await own.city.ask<readonly OperationCount[]>('operations', new Date(since).toISOString());
  const created = operations.find(({ kind, status }) => kind === 'create' && status === 'DONE');
  if (created?.lastMs == null || created.count !== accounts)
    throw new Error(`${created?.count ?? 0} of ${accounts} accounts were made`);
  return created.lastMs;
}

async function decide(own: OwnCity, people: readonly Person[]): Promise<number> {
  const waiting = people.entries();
  const begin = performance.now();
  await each(async () => {
    for (const [number, { id }] of waiting)
      await own.request(RECORD, { input: { ...paper(`rieng-${number}`), appoint: [{ personId: id, postId: POST }] } });
  });
  return performance.now() - begin;
}

async function create(own: OwnCity, count: number, middleName: string): Promise<readonly Person[]> {
  const people: Person[] = [];
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  await each(async () => {
    for (const number of numbers) {
      const letters = [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
      const { createPerson } = await own.request<{ createPerson: Person }>(CREATE, {
        input: { familyName: 'Phan', middleName, givenName: `Cấp${letters}`, evenIfLike: true },
      });
      people.push(createPerson);
    }
  });
  return people;
}

async function each(hand: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: WORKERS }, hand));
}

function paper(number: string): Record<string, unknown> {
  return { number: `${number}/QĐ-CAP`, issuerId: 'ubnd-tp', signedOn: '2026-01-05', effectiveOn: '2026-01-05' };
}
