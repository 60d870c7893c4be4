/**
 * Fills an empty city: bodies and posts, the first administrator, the roster, and a few things to look at. All of it goes
 * through the API – the same operations as everyone's – under a context that is marked `first-start` in the audit record.
 */
import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config';
import type { Api } from '../import/api';
import { applyOrg, planOrg } from '../import/org';
import { importRoster } from '../import/roster';
import { readTable } from '../import/sheet';
import type { Language } from '../errors/catalogue';
import type { FirstFill } from './first-fill';
import { startSays } from './start-texts';

export interface FirstStartParts {
  readonly api: Api;
  readonly config: Config;
  /** Runs the engine until nobody is due. */
  readonly settle: () => Promise<void>;
  readonly bootstrapAdministrator: (personId: string) => Promise<{ readonly code: string; readonly expiresAt: Date }>;
  readonly report: (line: string) => void;
  /** In which it reports; Vietnamese when left out. */
  readonly language?: Language;
  /** Told at each step, for whoever asks how far it has come. */
  readonly fill?: FirstFill;
}

export interface SampleLogin {
  readonly login: string;
  readonly fullName: string;
  readonly who: string;
}

export interface FirstStart {
  readonly administrator: { readonly login: string; readonly code: string; readonly expiresAt: string };
  readonly samples: readonly SampleLogin[];
  /** Sandbox only: the password of every sample login. */
  readonly samplePassword: string;
}

/** The password of the sample logins; they exist in a sandbox on loopback and nowhere else. */
const SAMPLE_PASSWORD = 'Dieu-Hanh-2026';

const SAMPLE_POSTS = [
  ['ubnd-tp/chu-tich-ubnd-tp', 'Chairperson of the city'],
  ['so-tttt/giam-doc-so', 'Director of a department'],
  ['so-tttt/van-thu', 'records clerk'],
  ['so-tttt/quan-tri-don-vi', 'unit administrator'],
] as const;

const ADMINISTRATOR = { familyName: 'Phạm', middleName: 'Quang', givenName: 'Kiểm', birthDate: '1984-05-06' };

const CREATE = 'mutation Create($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation Record($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';
const ISSUE = 'mutation Issue($personId: ID!) { issueActivationCode(personId: $personId) { code } }';
const ACTIVATE =
  'mutation Activate($code: String!, $password: String!) { activate(code: $code, password: $password) { person { id } } }';
const HOLDER = 'query Holder($id: ID!) { post(id: $id) { holders { person { id login fullName } } } }';

export async function fillCity(parts: FirstStartParts): Promise<FirstStart> {
  const { api, config, report, fill } = parts;
  const says = startSays(parts.language ?? 'vi');
  fill?.at('bodies and posts');
  const org = await applyOrg(
    api,
    planOrg(await readFile(config.orgFile, 'utf8'), await readFile(config.policyFile, 'utf8'), parts.language),
  );
  report(says('bodies', { units: org.units, posts: org.posts, withoutPosts: org.withoutPosts }));
  fill?.at('people in office');
  const administrator = await appointAdministrator(parts);
  if (config.rosterFile !== null) {
    const roster = await importRoster(api, await readTable(config.rosterFile, parts.language), {
      apply: true,
      language: parts.language,
    });
    const problem = roster.problems[0];
    if (problem !== undefined)
      throw new Error(`${config.rosterFile} line ${problem.line}: ${problem.code} ${problem.message}`);
    report(says('people', { people: roster.peopleCreated, rows: roster.rows, decisions: roster.decisionsRecorded }));
  }
  fill?.at('their accounts');
  await parts.settle();
  report(says('accounts'));
  fill?.at('samples');
  const samples = config.rosterFile === null ? [] : await activateSamples(api);
  return { administrator, samples, samplePassword: SAMPLE_PASSWORD };
}

async function appointAdministrator({
  api,
  bootstrapAdministrator,
}: FirstStartParts): Promise<FirstStart['administrator']> {
  const { createPerson: person } = await api.request<{ createPerson: { id: string; login: string } }>(CREATE, {
    input: ADMINISTRATOR,
  });
  await api.request(RECORD, {
    input: {
      number: '15/QĐ-STTTT',
      issuerId: 'so-tttt',
      signedOn: '2021-06-28',
      effectiveOn: '2021-07-01',
      appoint: [{ personId: person.id, postId: 'so-tttt/can-bo-cntt' }],
    },
  });
  const { code, expiresAt } = await bootstrapAdministrator(person.id);
  return { login: person.login, code, expiresAt: expiresAt.toISOString() };
}

async function activateSamples(api: Api): Promise<SampleLogin[]> {
  const samples: SampleLogin[] = [];
  for (const [postId, who] of SAMPLE_POSTS) {
    const { post } = await api.request<{
      post: { holders: { person: { id: string; login: string; fullName: string } }[] } | null;
    }>(HOLDER, { id: postId });
    const person = post?.holders[0]?.person;
    if (person === undefined) continue;
    const { issueActivationCode } = await api.request<{ issueActivationCode: { code: string } }>(ISSUE, {
      personId: person.id,
    });
    await api.request(ACTIVATE, { code: issueActivationCode.code, password: SAMPLE_PASSWORD });
    samples.push({ login: person.login, fullName: person.fullName, who });
  }
  return samples;
}
