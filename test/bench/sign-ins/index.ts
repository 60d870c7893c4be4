/**
 * Sign-ins over HTTP beside what the directory can do: the same people bind to the same server in the same run, by a
 * bare client on connections that are kept. A sign-in is one bind and what makes it a session: the count of attempts, the
 * look at office, the session, its audit row and the tokens.
 */
import { performance } from 'node:perf_hooks';
import { Client } from 'ldapts';
import { OwnCity } from '../city/own-city';
import { figure, median, quantile, type Figure } from '../measure';
import { inScratch } from '../scratch';
import { each, PASSWORD, peopleIn } from './people';

const LOGIN = 'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }';
const AT_ONCE = 8;

export interface SignInOptions {
  readonly rounds: number;
  readonly people: number;
  /** Of each person in a round: fewer than the sessions that one person may have. */
  readonly times: number;
}

interface Round {
  readonly signIns: number;
  readonly binds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export function measureSignIns(options: SignInOptions): Promise<Figure[]> {
  return inScratch(async (folder) => {
    const own = await OwnCity.start(folder);
    try {
      const logins = await peopleIn(own, options.people);
      await oneRound(own, logins, 1, true);
      const all: Round[] = [];
      for (let round = 0; round < options.rounds; round += 1)
        all.push(await oneRound(own, logins, options.times, round % 2 === 0));
      const of = (what: keyof Round): number[] => all.map((one) => one[what]);
      return [
        figure('sign-ins', '/s', of('signIns'), {
          value: median(of('signIns')) / median(of('binds')),
          to: 'raw binds',
        }),
        figure('sign-in: p50', 'ms', of('p50Ms')),
        figure('sign-in: p99', 'ms', of('p99Ms')),
        figure('raw binds on the same directory', '/s', of('binds')),
      ];
    } finally {
      await own.stop();
    }
  });
}

/** Every other round in the opposite order. Sessions of before are ended: more than so many would end each other. */
async function oneRound(own: OwnCity, logins: readonly string[], times: number, ours: boolean): Promise<Round> {
  await own.request('mutation { revokeAllSessions(reason: "đo lường") }');
  const all = Array.from({ length: times }, () => logins).flat();
  const latencies: number[] = [];
  const signIns = (): Promise<number> =>
    rate(all, async (login) => {
      const begun = performance.now();
      await signIn(own.gateway, login);
      latencies.push(performance.now() - begun);
    });
  const binds = (): Promise<number> => rateOfBinds(own, all);
  const first = ours ? await signIns() : await binds();
  const second = ours ? await binds() : await signIns();
  return {
    signIns: ours ? first : second,
    binds: ours ? second : first,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  };
}

/** A second. */
async function rate(logins: readonly string[], work: (login: string) => Promise<void>): Promise<number> {
  const begun = performance.now();
  await each(AT_ONCE, logins, work);
  return (logins.length * 1_000) / (performance.now() - begun);
}

async function signIn(gateway: string, login: string): Promise<void> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: LOGIN, variables: { u: login, p: PASSWORD } }),
  });
  const text = await response.text();
  if (!text.includes('"accessToken"')) throw new Error(`${login} could not sign in: ${text.slice(0, 300)}`);
}

async function rateOfBinds(own: OwnCity, logins: readonly string[]): Promise<number> {
  const { url, peopleDn, tls } = own.systems.ldap;
  const idle = Array.from(
    { length: AT_ONCE },
    () => new Client({ url, ...(tls?.ca === undefined ? {} : { tlsOptions: { ca: tls.ca } }) }),
  );
  const clients = [...idle];
  try {
    return await rate(logins, async (login) => {
      const client = idle.pop()!;
      await client.bind(`uid=${login},${peopleDn}`, PASSWORD);
      idle.push(client);
    });
  } finally {
    await Promise.all(clients.map((client) => client.unbind()));
  }
}
