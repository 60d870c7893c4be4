/** Open streams of many people are asked after together: what that costs the store does not grow with their number. */
import type { Logger as QueryLog } from 'typeorm';
import type { Context } from './face';
import { IDENTITY_DEFAULTS } from './settings';
import { IdentityTown } from './room.fixture';

const PEOPLE = 60;

let town: IdentityTown;
let contexts: readonly Context[];

beforeAll(async () => {
  town = await IdentityTown.open({ attempts: { ...IDENTITY_DEFAULTS.attempts, perAddress: 1_000 } });
  const opened: Context[] = [];
  for (let index = 0; index < PEOPLE; index += 1) {
    town.add(`p-${index}`, `nguoi${index}`, { unitIds: ['so-tttt'] });
    opened.push(await town.context({ token: (await town.tokens(`nguoi${index}`)).accessToken }));
  }
  contexts = opened;
});

afterAll(() => town.close());

/** Reads of sessions and of roles; the relay reads other tables meanwhile. */
const OURS = /session_family|role_binding/;

/** Statements about sessions that a piece of work sends to the store. */
async function statements(work: () => Promise<unknown>): Promise<number> {
  let count = 0;
  const nothing = (): void => undefined;
  const counting: QueryLog = {
    logQuery: (query) => (count += OURS.test(query) ? 1 : 0),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
  const { connection } = town.store.read;
  const before = connection.logger;
  connection.logger = counting;
  try {
    await work();
  } finally {
    connection.logger = before;
  }
  return count;
}

it('reads as often for sixty people as for one', async () => {
  const one = await statements(() => town.room.stillValid(contexts[0]!));
  const all = await statements(() => Promise.all(contexts.map((context) => town.room.stillValid(context))));

  expect([one, all]).toEqual([2, 2]);
});

it('tells each of them their own answer', async () => {
  town.change('p-3', { inOffice: false });
  town.locked.add('p-5');
  await town.ask('mutation { logout }', { token: (await town.tokens('nguoi7')).accessToken });
  await town.ask(`mutation { revokeSessions(personId: "p-9", reason: "mất máy") }`, {
    token: await town.administrator(),
  });

  const answers = await Promise.all(contexts.map((context) => town.room.stillValid(context)));

  expect(answers.flatMap((holds, index) => (holds ? [] : [index]))).toEqual([3, 5, 9]);
});
