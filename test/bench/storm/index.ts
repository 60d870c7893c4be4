/**
 * So many people leave by one effective instant. From that instant to the last account disabled, in all three systems,
 * beside the same number of disables written to the same servers by protocol clients, as many in flight, in the same
 * order. The city's clock is set shortly before midnight; nobody tells it that the instant has come.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { OwnCity, type OperationCount } from '../city/own-city';
import { figure, median, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { RawClients, type Leaver } from './raw-clients';

export interface StormSizes {
  readonly rounds: number;
  readonly leavers: number;
  /** On OpenLDAP, Dovecot and MariaDB. */
  readonly real?: boolean;
}

interface Round {
  readonly stormMs: number;
  readonly rawMs: number;
  readonly operations: number;
}

/** People that the city's worker reconciles at a time, as shipped; the raw clients write for as many. */
const WORKERS = 8;
const UNITS = ['so-tttt', 'so-noi-vu'];
/** How long before the instant the clock is set: a city looks at its clock again within a second. */
const BEFORE_MS = 3_000;
const DAY_MS = 86_400_000;
const HANOI_MS = 7 * 3_600_000;
const CREATED_AT_ONCE = 8;
const STORM_MS_MAX = 600_000;
/** Its own look must not weigh on the city; when the last was disabled is read from the record. */
const LOOK_EVERY_MS = 2_000;

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';
const PREVIEW = 'query($input: RecordDecisionInput!) { previewDecision(input: $input) { hash } }';

export async function measureStorm({ rounds, leavers, real = false }: StormSizes): Promise<Figure[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1)
    all.push(await inScratch((folder) => oneRound(folder, leavers, real)));
  const storm = all.map(({ stormMs }) => stormMs / 1_000);
  const raw = all.map(({ rawMs }) => rawMs / 1_000);
  const name = `${real ? 'real servers: ' : ''}${leavers} leave at one instant`;
  return [
    figure(`${name}: instant → last account disabled`, 's', storm, {
      value: median(storm) / median(raw),
      to: 'raw disables',
    }),
    figure(
      `${name}: leavers`,
      '/s',
      storm.map((seconds) => leavers / seconds),
    ),
    figure(
      `${name}: operations for each`,
      '',
      all.map(({ operations }) => operations / leavers),
    ),
    figure(`${real ? 'real servers: ' : ''}${leavers} × 3 raw disables, ${WORKERS} in flight`, 's', raw),
  ];
}

async function oneRound(folder: string, count: number, real: boolean): Promise<Round> {
  const variables = { DIEUHANH_WORKERS: String(WORKERS) };
  const own = real ? await OwnCity.startReal(folder, variables) : await OwnCity.start(folder, variables);
  try {
    const midnightMs = Math.ceil((Date.now() + HANOI_MS + BEFORE_MS) / DAY_MS) * DAY_MS - HANOI_MS;
    const leavers = await appointed(own, count, dayOf(midnightMs - DAY_MS));
    await leave(own, leavers, dayOf(midnightMs));
    const clients = await RawClients.connect(own.systems, leavers);
    try {
      if ((await clients.active()) !== 3 * count) throw new Error('somebody has not all three accounts');
      await own.city.ask('turnTo', new Date(midnightMs - BEFORE_MS).toISOString());
      const { lastMs, operations } = await rested(own, count, new Date(midnightMs).toISOString());
      if ((await clients.active()) !== 0) throw new Error('an account of a leaver is still active');
      await own.stopCity();
      await clients.enableAll();
      return { stormMs: lastMs - midnightMs, rawMs: await clients.disableAll(WORKERS), operations };
    } finally {
      await clients.close();
    }
  } finally {
    await own.stop();
  }
}

async function appointed(own: OwnCity, count: number, today: string): Promise<readonly Leaver[]> {
  const people: Leaver[] = [];
  const numbers = Array.from({ length: count }, (_, number) => number).values();
  const create = async (): Promise<void> => {
    for (const number of numbers) {
      const name = [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
      const { createPerson: person } = await own.request<{ createPerson: { id: string; login: string } }>(CREATE, {
        input: { familyName: 'Trần', middleName: 'Thị', givenName: `Bão${name}`, evenIfLike: true },
      });
      people.push({ personId: person.id, login: person.login, unitId: UNITS[number % UNITS.length]! });
    }
  };
  await Promise.all(Array.from({ length: CREATED_AT_ONCE }, create));
  const appoint = people.map(({ personId, unitId }) => ({ personId, postId: `${unitId}/pho-giam-doc-so` }));
  await own.request(RECORD, { input: { ...paper(1, today), appoint } });
  await own.city.ask('settle');
  return people;
}

/** One decision for all of them, recorded ahead. */
async function leave(own: OwnCity, leavers: readonly Leaver[], day: string): Promise<void> {
  const end = leavers.map(({ personId }) => ({ personId, reason: 'RETIRED' }));
  const input = { ...paper(2, day), end };
  const { previewDecision } = await own.request<{ previewDecision: { hash: string } }>(PREVIEW, { input });
  await own.request(RECORD, { input: { ...input, previewHash: previewDecision.hash } });
  await own.city.ask('settle');
}

function paper(number: number, effectiveOn: string): Record<string, unknown> {
  return { number: `${number}/QĐ-DO`, issuerId: 'ubnd-tp', signedOn: '2026-01-05', effectiveOn };
}

/** The day in Hanoi. */
function dayOf(instantMs: number): string {
  return new Date(instantMs + HANOI_MS).toISOString().slice(0, 10);
}

/** When every leaver's three accounts are disabled, and how many operations were made until nobody was due any more. */
async function rested(own: OwnCity, count: number, since: string): Promise<{ lastMs: number; operations: number }> {
  const begin = performance.now();
  const disabled = ({ kind, status }: OperationCount): boolean => kind === 'disable' && status === 'DONE';
  for (;;) {
    const done = (await own.city.ask<readonly OperationCount[]>('operations', since)).find(disabled);
    if (done !== undefined && done.count >= 3 * count) break;
    if (performance.now() - begin > STORM_MS_MAX) throw new Error(`only ${done?.count ?? 0} accounts were disabled`);
    await wait(LOOK_EVERY_MS);
  }
  await own.city.ask('settle');
  const all = await own.city.ask<readonly OperationCount[]>('operations', since);
  const lastMs = all.find(disabled)?.lastMs;
  if (lastMs == null) throw new Error('no disable has a time');
  return { lastMs, operations: all.reduce((sum, one) => sum + one.count, 0) };
}
