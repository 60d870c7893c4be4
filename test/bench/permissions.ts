/**
 * What permissions cost a request. The same page of people runs through the gateway of one city: as a unit
 * administrator, whose rights are built for the request and asked for every person, and in turns with a context that
 * grants everything unasked. Who is asking, the loaders and the answer are the same.
 */
import { performance } from 'node:perf_hooks';
import type { City } from '../../src/main';
import { createContextFactory } from '../../src/subgraphs/identity/context';
import type { Context, Principal } from '../../src/subgraphs/identity/face';
import { Rights } from '../../src/subgraphs/identity/permissions';
import { inTurns } from './in-turns';
import { figure, median, type Figure } from './measure';
import { inOwnCity } from './own-process-city';

const UNIT = 'do-quyen';
const PAGE = 50;
const READ = `{ people(unitId: "${UNIT}", first: ${PAGE}) { edges { node { id login accounts { id } } } } }`;
const BLOCK = 5;
/** Units that the administrator's subtree holds beside their own. */
const DIVISIONS = 20;
const CHECKS = 3;
const RIGHTS_PER_ROUND = 20_000;

export function measurePermissions(rounds: number, requests: number): Promise<Figure[]> {
  return inOwnCity(async (city) => {
    await fill(city);
    const principal = administratorOf([UNIT, ...divisions()]);
    const answers = [await asked(city, principal), await unasked(city, principal)];
    if (new Set(answers).size !== 1) throw new Error('the two pages differ');
    const taken = { asked: [] as number[], unasked: [] as number[], rights: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const micros = await inTurns(
        [
          { name: 'asked', once: () => asked(city, principal) },
          { name: 'unasked', once: () => unasked(city, principal) },
        ],
        { blocks: Math.max(2, Math.round(requests / BLOCK)), each: BLOCK },
      );
      taken.asked.push(micros.get('asked')!);
      taken.unasked.push(micros.get('unasked')!);
      taken.rights.push(rightsOf(principal));
    }
    const bare = median(taken.unasked);
    return [
      figure(`page of ${PAGE} people, rights asked for each`, 'µs', taken.asked, {
        value: median(taken.asked) / bare,
        to: 'everything granted',
      }),
      figure(`page of ${PAGE} people, everything granted`, 'µs', taken.unasked),
      figure(`rights of a request (built, ${CHECKS} checks)`, 'µs', taken.rights, {
        value: median(taken.rights) / bare,
        to: 'everything granted',
      }),
    ];
  });
}

function divisions(): string[] {
  return Array.from({ length: DIVISIONS }, (_, index) => `${UNIT}-p${index}`);
}

async function fill(city: City): Promise<void> {
  const context = await city.identity.systemContext('bench');
  const ask = async (query: string, variables: Record<string, unknown>): Promise<Record<string, { id: string }>> => {
    const { data, errors } = await city.gateway.execute(query, variables, context);
    if (errors !== undefined) throw errors[0];
    return data as Record<string, { id: string }>;
  };
  await ask('mutation($input: [PositionInput!]!) { definePositions(input: $input) { id } }', {
    input: [
      { id: 'do-luong', titleVi: 'Đo lường', titleEn: 'Bench', rank: 90, covered: false, managementRole: 'officer' },
    ],
  });
  const people: string[] = [];
  for (let index = 0; index < PAGE; index += 1) {
    const input = { familyName: 'Nguyễn', middleName: 'Văn', givenName: `Đo ${index}`, evenIfLike: true };
    const made = await ask('mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }', { input });
    people.push(made['createPerson']!.id);
  }
  const head = { number: '1/QĐ-DO', issuerId: UNIT, signedOn: '2020-01-06', effectiveOn: '2020-01-06' };
  const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';
  const units = [UNIT, ...divisions()];
  await ask(RECORD, {
    input: {
      ...head,
      establishUnit: units.map((id, index) => ({
        id,
        name: `Đơn vị ${index}`,
        kind: index === 0 ? 'department' : 'division',
        ...(index === 0 ? {} : { parentId: UNIT }),
      })),
      openPost: units.map((unitId) => ({ id: `${unitId}/do-luong`, unitId, positionId: 'do-luong' })),
    },
  });
  const appoint = people.map((personId, index) => ({ personId, postId: `${units[index % units.length]}/do-luong` }));
  await ask(RECORD, { input: { ...head, number: '2/QĐ-DO', appoint } });
  await city.settle();
}

function administratorOf(units: readonly string[]): Principal {
  return {
    kind: 'person',
    id: 'p-do-luong',
    sessionId: 's-do-luong',
    roles: ['unit-administrator', 'person'],
    administers: new Set(units),
    unitsByRole: { 'unit-administrator': new Set(units) },
  };
}

function contextOf(principal: Principal | null): Promise<Context> {
  const authenticate = (): Promise<
    { principal: Principal; proof: null } | { principal: null; proof: null; reason: 'none' }
  > => Promise.resolve(principal === null ? { principal, proof: null, reason: 'none' } : { principal, proof: null });
  return createContextFactory({ authenticator: { authenticate } })({
    authorization: null,
    acceptLanguage: 'en',
    origin: 'bench',
    idempotencyKey: null,
    signal: new AbortController().signal,
  });
}

async function asked(city: City, principal: Principal): Promise<string> {
  return page(city, await contextOf(principal));
}

/** Nobody's context has no rights to build; who is asking is put into it. */
async function unasked(city: City, principal: Principal): Promise<string> {
  const context = await contextOf(null);
  const always = { principal, signedIn: () => principal, require: () => principal, may: () => true };
  return page(city, Object.assign(context, always));
}

async function page(city: City, context: Context): Promise<string> {
  const { data, errors } = await city.gateway.execute(READ, {}, context);
  if (errors !== undefined) throw errors[0];
  return JSON.stringify(data);
}

function rightsOf(principal: Principal): number {
  const begun = performance.now();
  for (let index = 0; index < RIGHTS_PER_ROUND; index += 1) {
    const rights = new Rights(principal);
    for (let check = 0; check < CHECKS; check += 1) rights.allow('person:read', { units: [UNIT] });
  }
  return ((performance.now() - begun) * 1_000) / RIGHTS_PER_ROUND;
}
