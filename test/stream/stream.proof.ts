/**
 * `npm run prove:stream`: a real city in a process of its own is killed 50 times (SIGKILL) while decisions stream in and
 * the checker breaks its connections at least 1,000 times. Nothing may be lost, doubled or out of order, and every
 * decision that was acknowledged must stand in the log once. DISCONNECTS and KILLS set other numbers.
 */
import { createServer, type AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import { HttpApi } from '../../src/cli/http-api';
import { summary } from '../../src/cli/check-stream';
import { randomFrom } from '../../src/cli/stream/random';
import { speak } from '../../src/cli/texts';
import { checkStream, type Progress } from '../../src/cli/stream/stream-check';
import { CityProcess, newFolder, PASSWORD } from '../process/city-process';

const DISCONNECTS = Number(process.env.DISCONNECTS ?? 1_000);
const KILLS = Number(process.env.KILLS ?? 50);
const SEED = Number(process.env.SEED ?? 2020);
/** People of the proof in office at a time. */
const HELD_MAX = 5;

const random = randomFrom(SEED);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

class Proof {
  readonly acknowledged: string[] = [];
  kills = 0;
  /** Why the last attempt was not answered. */
  trouble = '';
  done = false;
  private papers = 0;
  private signedInAtMs = 0;
  private token = '';

  constructor(
    readonly folder: string,
    private readonly settings: Record<string, string>,
    public city: CityProcess,
  ) {}

  async killAgainAndAgain(): Promise<void> {
    while (this.kills < KILLS) {
      await pause(400 + random() * 1_600);
      await this.city.kill();
      this.kills += 1;
      this.city = await CityProcess.start(this.folder, this.settings);
    }
  }

  /** Sends until it is answered: the same key has the same effect once, whoever died meanwhile. */
  async insist<T>(query: string, variables: Record<string, unknown>, key: string): Promise<T> {
    for (;;) {
      try {
        const answer = await this.city.send<T>(query, variables, await this.administrator(), {
          'idempotency-key': key,
        });
        if (answer.data !== null && answer.errors.length === 0) return answer.data;
        const code = answer.errors[0]?.extensions.code;
        if (code !== 'UNAVAILABLE' && code !== 'UNAUTHENTICATED') throw new Refused(JSON.stringify(answer.errors));
        if (code === 'UNAUTHENTICATED') this.signedInAtMs = 0;
      } catch (error) {
        if (error instanceof Refused) throw error;
        this.trouble = error instanceof Error ? error.message : String(error);
      }
      await pause(50);
    }
  }

  async decide(lines: Record<string, unknown>): Promise<string> {
    this.papers += 1;
    const number = `${this.papers}/QĐ-CM`;
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const input = { number, issuerId: 'ubnd-tp', signedOn: today, effectiveOn: today, ...lines };
    type Recorded = { recordDecision: { decision: { id: string } } };
    const { recordDecision } = await this.insist<Recorded>(
      'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }',
      { input },
      `paper-${this.papers}`,
    );
    return recordDecision.decision.id;
  }

  /** Appoints and ends, one line a decision, for as long as the proof runs. */
  async keepDeciding(): Promise<void> {
    const { unit } = await this.insist<{ unit: { posts: { id: string; seats: number | null }[] } }>(
      '{ unit(id: "so-tttt") { posts { id seats } } }',
      {},
      'posts',
    );
    const postId = unit.posts.find((post) => post.seats === null)!.id;
    const inOffice: string[] = [];
    for (let turn = 0; !this.done; turn += 1) {
      const personId = await this.newcomer(turn);
      this.acknowledged.push(await this.decide({ appoint: [{ personId, postId }] }));
      inOffice.push(personId);
      const leaver = inOffice.length > HELD_MAX ? inOffice.shift() : undefined;
      if (leaver !== undefined) {
        this.acknowledged.push(await this.decide({ end: [{ personId: leaver, reason: 'RESIGNED' }] }));
      }
      await pause(20);
    }
  }

  private async newcomer(turn: number): Promise<string> {
    const letters = [...String(turn)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    const { createPerson } = await this.insist<{ createPerson: { id: string } }>(
      'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }',
      { input: { familyName: 'Trịnh', middleName: 'Văn', givenName: `Thứ ${letters}` } },
      `person-${turn}`,
    );
    return createPerson.id;
  }

  async administrator(): Promise<string> {
    if (Date.now() - this.signedInAtMs < 120_000) return this.token;
    const { login } = await this.city.ask<{ login: { accessToken: string } }>(
      'mutation($u: String!, $p: String!) { login(username: $u, password: $p) { accessToken } }',
      { u: this.city.facts.administrator.login, p: PASSWORD },
      null,
    );
    this.token = login.accessToken;
    this.signedInAtMs = Date.now();
    return this.token;
  }
}

class Refused extends Error {}

it('loses, doubles and disorders nothing', async () => {
  const folder = newFolder('stream-proof');
  const settings = { DIEUHANH_PORT: await freePort() };
  const proof = new Proof(folder, settings, await CityProcess.start(folder, settings));
  const enough = new AbortController();
  const began = Date.now();
  try {
    await proof.city.activateAdministrator();
    type Registered = { registerClient: { clientId: string; clientSecret: string } };
    const { registerClient: client } = await proof.insist<Registered>(
      'mutation { registerClient(name: "Proof", roles: [SUBSCRIBER]) { clientId clientSecret } }',
      {},
      'client',
    );
    let token = { text: '', atMs: 0 };
    const subscriber = async (): Promise<string> => {
      if (Date.now() - token.atMs > 120_000) {
        const { clientToken } = await proof.city.ask<{ clientToken: { accessToken: string } }>(
          'mutation($i: ID!, $s: String!) { clientToken(clientId: $i, clientSecret: $s) { accessToken } }',
          { i: client.clientId, s: client.clientSecret },
          null,
        );
        token = { text: clientToken.accessToken, atMs: Date.now() };
      }
      return token.text;
    };
    const { url } = { url: proof.city.facts.gateway };
    let progress: Progress = { heard: 0, connections: 0, disconnects: 0 };
    let killed = false;
    const look = (): void => {
      if (killed && progress.disconnects >= DISCONNECTS) enough.abort();
    };
    const api = new HttpApi(url, subscriber, 'en');
    const checking = checkStream({
      url,
      language: 'en',
      api,
      token: subscriber,
      random,
      after: null,
      disconnects: null,
      durationMs: 3_600_000,
      patienceMs: 120_000,
      onProgress: (now) => {
        progress = now;
        say(
          `${Math.round((Date.now() - began) / 1_000)} s: ${now.heard} events heard, ${now.connections} connections, ${now.disconnects} forced disconnects, ${proof.kills} kills, ${proof.acknowledged.length} decisions ${proof.trouble.slice(0, 120)}`,
        );
        look();
      },
      signal: enough.signal,
    });
    const deciding = proof.keepDeciding();
    await Promise.race([proof.killAgainAndAgain(), checking, deciding]);
    killed = true;
    look();
    const stopped = new Promise<void>((resolve) => {
      if (enough.signal.aborted) resolve();
      enough.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await Promise.race([stopped, checking, deciding]);
    proof.done = true;
    await deciding;
    const verdict = await checking;

    const told = new Map<string, number>();
    type Log = {
      roleChanges: {
        edges: { node: { decision: { id: string } } }[];
        pageInfo: { endCursor: string; hasNextPage: boolean };
      };
    };
    for (let after: string | null = null; ;) {
      const { roleChanges }: Log = await api.request<Log>(
        'query($after: String) { roleChanges(after: $after, first: 500) { edges { node { decision { id } } } pageInfo { endCursor hasNextPage } } }',
        { after },
      );
      for (const { node } of roleChanges.edges) told.set(node.decision.id, (told.get(node.decision.id) ?? 0) + 1);
      after = roleChanges.pageInfo.endCursor;
      if (!roleChanges.pageInfo.hasNextPage) break;
    }
    const once = proof.acknowledged.filter((id) => told.get(id) === 1).length;
    say(JSON.stringify(verdict.transports));
    say(
      `${proof.kills} kills, ${verdict.disconnects} forced disconnects, ${verdict.logged} events in the log; ${once} of ${proof.acknowledged.length} acknowledged decisions told once; ${Math.round((Date.now() - began) / 1_000)} s`,
    );
    speak('en');
    say(summary(verdict));

    expect(once).toBe(proof.acknowledged.length);
    expect(verdict).toMatchObject({ ok: true, lost: 0, doubled: 0, outOfOrder: 0, unknown: 0 });
    expect(verdict.disconnects).toBeGreaterThanOrEqual(DISCONNECTS);
  } finally {
    proof.done = true;
    enough.abort();
    await proof.city.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
