/**
 * A city on OpenLDAP, Dovecot and MariaDB, synced to the disk as MariaDB and the city do it: claims, decisions to three
 * accounts, and how long a leaver still has a door open, the IMAP connection that they are logged in with included.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { BenchApi } from '../city/api';
import { CityProcess } from '../city/process';
import { SYSTEMS, Systems, type Subject } from '../city/systems';
import { measureDecisions } from '../decisions';
import { figure, quantile, type Figure } from '../measure';
import { measureStorm } from '../storm';
import { measureClaims } from './claims';
import { measureProvisioning } from './provisioning';

export interface RealSizes {
  readonly rounds: number;
  readonly people: number;
  readonly commits: number;
  readonly decisions: number;
  readonly leavers: number;
  /** Appointed by one decision, and as many by one each. */
  readonly joiners: number;
  /** Who leave by one instant. */
  readonly storm: number;
}

const PASSWORD = 'Mat-Khau-Do-Luong-2026';
const UNIT = 'so-tttt';
const POST = 'so-tttt/chuyen-vien';
const LOOK_EVERY_MS = 10;
const CLOSED_MS_MAX = 30_000;
const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';
const ISSUE = 'mutation($id: ID!) { issueActivationCode(personId: $id) { code } }';

export async function measureReal(sizes: RealSizes): Promise<Figure[]> {
  const figures = await measureClaims(sizes.rounds, sizes.people, sizes.commits);
  figures.push(...(await measureProvisioning({ rounds: sizes.rounds, people: sizes.joiners })));
  figures.push(...(await measureStorm({ rounds: 1, leavers: sizes.storm, real: true })));
  const city = await CityProcess.startReal();
  try {
    const api = await new BenchApi(city.facts.gateway).activate(city.facts.administrator.code, PASSWORD);
    const systems = await Systems.connect(city);
    try {
      const decided = await measureDecisions(api, systems, sizes.rounds, sizes.decisions);
      figures.push(...decided.map((one) => ({ ...one, name: `real servers: ${one.name}` })));
      figures.push(...(await measureLeavers(api, systems, city.facts.imap ?? '', sizes)));
    } finally {
      await systems.close();
    }
  } finally {
    await city.stop();
  }
  return figures;
}

async function measureLeavers(
  api: BenchApi,
  systems: Systems,
  imap: string,
  { rounds, leavers }: RealSizes,
): Promise<Figure[]> {
  const times: number[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push([]);
    for (let count = 0; count < leavers; count += 1)
      times.at(-1)!.push(await oneLeaver(api, systems, imap, round * leavers + count));
  }
  const of = (share: number): number[] => times.map((some) => quantile(some, share));
  const name = 'real servers: one leaver, instant → three accounts disabled and IMAP cut';
  return [figure(`${name}: p50`, 'ms', of(0.5)), figure(`${name}: p99`, 'ms', of(0.99))];
}

async function oneLeaver(api: BenchApi, systems: Systems, imap: string, number: number): Promise<number> {
  const letters = [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const { createPerson: person } = await api.ask<{ createPerson: { id: string; login: string } }>(CREATE, {
    input: { familyName: 'Đinh', middleName: 'Rời', givenName: `Chức${letters}`, evenIfLike: true },
  });
  const subject: Subject = { personId: person.id, login: person.login, unitId: UNIT };
  await record(api, `v${number}`, { appoint: [{ personId: person.id, postId: POST }] });
  await until(systems, subject, 'active');
  const { issueActivationCode } = await api.ask<{ issueActivationCode: { code: string } }>(ISSUE, { id: person.id });
  await new BenchApi(api.address).activate(issueActivationCode.code, PASSWORD);
  const { cut } = await openMail(imap, person.login);
  // The session is the leaver's until the decision holds, and it holds when it is recorded: from then on it is late.
  const instant = performance.now();
  await record(api, `r${number}`, { end: [{ personId: person.id, reason: 'RETIRED' }] });
  await Promise.all([until(systems, subject, 'disabled'), cut]);
  return performance.now() - instant;
}

async function record(api: BenchApi, number: string, lines: Readonly<Record<string, unknown>>): Promise<void> {
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const head = { number: `${number}/QĐ-ROI`, issuerId: 'ubnd-tp', signedOn: today, effectiveOn: today };
  await api.ask(RECORD, { input: { ...head, ...lines } });
}

async function until(systems: Systems, subject: Subject, status: 'active' | 'disabled'): Promise<void> {
  const last = performance.now() + CLOSED_MS_MAX;
  while (performance.now() < last) {
    const states = await Promise.all(SYSTEMS.map((system) => systems.state(system, subject)));
    if (states.every((state) => state.status === status)) return;
    await wait(LOOK_EVERY_MS);
  }
  throw new Error(`the accounts of ${subject.login} did not become ${status}`);
}

/** Logged in and waiting for news; `cut` resolves when the server ends it. */
async function openMail(imap: string, login: string): Promise<{ readonly cut: Promise<void> }> {
  const { hostname, port } = new URL(imap);
  const auth = { user: login, pass: PASSWORD };
  const client = new ImapFlow({ host: hostname, port: Number(port), secure: false, auth, logger: false });
  client.on('error', () => undefined);
  await client.connect();
  const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await client.mailboxOpen('INBOX');
  return { cut };
}
