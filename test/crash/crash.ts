/** The run: a city under a stream of decisions is killed again and again, and asked each time what it has kept. */
import { setTimeout as pause } from 'node:timers/promises';
import type { WriteBoundary } from '../../src/shared/write-boundary';
import type { Facts } from '../process/city-process';
import { findingsAtQuiet, Reader } from './at-quiet';
import { findingsAtRest, underWay } from './at-rest';
import { Caller } from './caller';
import { Desk } from './desk';
import { Evening } from './evening';
import { Ledger, UNITS } from './ledger';
import { Lost, send, type Line } from './line';
import { AT_MIDNIGHT, type Kill } from './plan';
import { crashFolder, Gateway, Targets, type TargetKind } from './processes';
import { copyOf, storeAt, storeIn, type StoreView } from './store';

export interface CrashOptions {
  readonly plan: readonly Kill[];
  /** Of what the callers send. */
  readonly seed: number;
  readonly folder: string;
  /** Left out: everything embedded. */
  readonly kind?: TargetKind;
  readonly progress: (line: string) => void;
}

export interface CrashReport {
  readonly kills: number;
  /** How often each boundary was reached and the process ended there. */
  readonly reached: ReadonlyMap<WriteBoundary, number>;
  readonly random: number;
  /** Planned boundaries that did not come up in time; those were killed at some moment instead. */
  readonly missed: readonly Kill[];
  readonly checksAtRest: number;
  readonly checksAtQuiet: number;
  readonly acknowledged: number;
  readonly decisions: number;
  readonly people: number;
  readonly papers: number;
  readonly findings: readonly string[];
}

const CALLERS = 4;
const BOUNDARY_WAIT_MS = 20_000;
/** The city's clock is set to so long before a midnight: room for a start, and for decisions about the day that comes. */
const BEFORE_MIDNIGHT_MS = 30_000;
const MIDNIGHT_WAIT_MS = 60_000;
const QUIET_WAIT_MS = 90_000;
/** Where several gateways may share the store, nobody touches who was in a dead one's hands before its lease is over. */
const LEASE_MS = 60_000;
/** There it is waited for quiet in one life of so many; in the others the stream goes on over what the kill left. */
const LIVES_A_QUIET = 4;
const POLL_MS = 50;
const PASSWORD = 'Mat-Khau-Thu-2026';
const EMBEDDED: TargetKind = { real: false, store: 'sqlite' };
/** More would be the same fault told again. */
const FINDINGS_MAX = 50;

export async function crash(options: CrashOptions): Promise<CrashReport> {
  const targets = await Targets.start(crashFolder(options.folder, 'systems'), options.kind ?? EMBEDDED);
  try {
    return await new Run(options, targets).all();
  } finally {
    await targets.stop();
  }
}

class Run {
  private readonly ledger = new Ledger();
  private readonly desk: Desk;
  private readonly callers: readonly Caller[];
  private readonly reader = new Reader();
  private readonly reached = new Map<WriteBoundary, number>();
  private readonly missed: Kill[] = [];
  private readonly findings: string[] = [];
  private readonly home: string;
  private readonly store: StoreView;
  private login = '';
  private random = 0;
  private atRest = 0;
  private atQuiet = 0;
  private lives = 0;

  constructor(
    private readonly options: CrashOptions,
    private readonly targets: Targets,
  ) {
    this.home = crashFolder(options.folder, 'city');
    const { storeUrl } = targets.facts;
    this.store = storeUrl === null ? storeIn(this.home) : storeAt(storeUrl, this.home);
    this.desk = new Desk(targets.facts, this.ledger);
    this.callers = Array.from(
      { length: CALLERS },
      (_, index) => new Caller(index, options.seed, this.ledger, this.desk),
    );
  }

  async all(): Promise<CrashReport> {
    const { plan, progress } = this.options;
    await this.begin();
    let count = 0;
    for (const kill of plan) {
      const startedAt = Date.now();
      await this.once(kill);
      count += 1;
      progress(
        `kill ${count}/${plan.length} ${kill.boundary ?? 'at a random moment'} in ${kill.during}, ${Date.now() - startedAt} ms; ` +
          `${this.ledger.acknowledged.length} changes acknowledged, ${this.findings.length} findings`,
      );
      if (this.findings.length > FINDINGS_MAX) break;
    }
    await this.undisturbed();
    const { acknowledged, subjects, papers } = this.ledger;
    return {
      kills: count,
      reached: this.reached,
      random: this.random,
      missed: this.missed,
      checksAtRest: this.atRest,
      checksAtQuiet: this.atQuiet,
      acknowledged: acknowledged.length,
      decisions: acknowledged.filter(({ number }) => number !== undefined).length,
      people: subjects.length,
      papers: papers.length,
      findings: this.findings,
    };
  }

  /** The first start, and those who stay: heads and clerks with whom papers find an owner. */
  private async begin(): Promise<void> {
    const gateway = this.start();
    const facts = await gateway.ready;
    if (facts === null) throw new Error(`the first start failed: ${gateway.stderr}`);
    const { code, login } = facts.administrator;
    const nobody = { url: facts.gateway, token: '' };
    const { activate } = await send<{ activate: { accessToken: string } }>(
      nobody,
      'mutation($code: String!, $password: String!) { activate(code: $code, password: $password) { accessToken } }',
      { code, password: PASSWORD },
    );
    this.login = login;
    const line = { url: facts.gateway, token: activate.accessToken };
    const posts = ['ubnd-tp/chu-tich-ubnd-tp', ...UNITS.flatMap((id) => [`${id}/van-thu`, `${id}/giam-doc-so`])];
    for (const [index, postId] of posts.entries()) await this.settleIn(line, postId, index);
    await this.quiet(gateway);
    await gateway.kill();
  }

  private async settleIn(line: Line, postId: string, index: number): Promise<void> {
    const names = { familyName: 'Lê', middleName: 'Thường', givenName: `Trực ${'ABCDEGHIKL'[index]}` };
    const { createPerson: person } = await send<{ createPerson: { id: string; login: string } }>(
      line,
      'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }',
      { input: names },
    );
    const input = {
      number: `${index}/QĐ-ĐT`,
      issuerId: 'ubnd-tp',
      signedOn: '2024-01-02',
      effectiveOn: '2024-01-02',
      appoint: [{ personId: person.id, postId }],
    };
    await send(line, 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }', {
      input,
    });
    this.ledger.stable.push({ ...person, unitId: postId.split('/')[0]! });
  }

  /** One life of the gateway, from its start to its kill, and a look at what it left. */
  private async once(kill: Kill): Promise<void> {
    const evening = kill.boundary === AT_MIDNIGHT ? await this.eveningComes() : null;
    const gateway = this.start(kill);
    if (kill.during === 'recovery' && kill.boundary === null)
      await Promise.race([gateway.ended, pause(kill.afterMs).then(() => gateway.kill())]);
    await this.live(gateway, kill, evening);
    if (kill.boundary === null) this.random += 1;
    else if (gateway.reachedBoundary) this.reached.set(kill.boundary, (this.reached.get(kill.boundary) ?? 0) + 1);
    else this.missed.push(kill);
    if (gateway.stderr !== '') this.tell([`the gateway logged: ${gateway.stderr.trim().slice(0, 1_000)}`]);
    await this.lookAtRest();
  }

  private async live(gateway: Gateway, kill: Kill, evening: Evening | null): Promise<void> {
    const facts = await gateway.ready;
    if (facts === null) {
      if (gateway.isDead && (kill.boundary === null || gateway.reachedBoundary)) return;
      await gateway.kill();
      this.tell([`the gateway did not start: ${gateway.stderr}`]);
      return;
    }
    try {
      const line = await this.signIn(facts);
      await this.resendAll(line);
      if (evening === null && this.waitsForQuiet() && (await this.quiet(gateway))) await this.lookAtQuiet(line);
      gateway.arm();
      await this.stream(gateway, line, kill, evening);
    } catch (error) {
      if (!(error instanceof Lost)) this.tell([error instanceof Error ? error.message : String(error)]);
    }
    await gateway.kill();
  }

  private waitsForQuiet(): boolean {
    this.lives += 1;
    return !this.sharesStore || this.lives % LIVES_A_QUIET === 0;
  }

  /** What was decided by day is done and looked at by day; then the city's clock moves on to the evening. */
  private async eveningComes(): Promise<Evening> {
    await this.undisturbed();
    const { clock } = this.ledger;
    clock.advanceToBeforeMidnight(BEFORE_MIDNIGHT_MS);
    return new Evening(clock);
  }

  private async stream(gateway: Gateway, line: Line, kill: Kill, evening: Evening | null): Promise<void> {
    const ending = new AbortController();
    const work = Promise.all(this.callers.map((caller) => caller.goOn(line, ending.signal, evening)));
    const boundaryWaitMs = evening === null ? BOUNDARY_WAIT_MS : MIDNIGHT_WAIT_MS;
    const waited = pause(kill.boundary === null ? kill.afterMs : boundaryWaitMs, null, { signal: ending.signal });
    waited.catch(() => undefined);
    try {
      await Promise.race([gateway.ended, waited, work]);
      await gateway.kill();
    } finally {
      ending.abort();
      await work;
    }
  }

  private async signIn(facts: Facts): Promise<Line> {
    const nobody = { url: facts.gateway, token: '' };
    const { login } = await send<{ login: { accessToken: string } }>(
      nobody,
      'mutation($username: String!, $password: String!) { login(username: $username, password: $password) { accessToken } }',
      { username: this.login, password: PASSWORD },
    );
    return { url: facts.gateway, token: login.accessToken };
  }

  private async resendAll(line: Line): Promise<void> {
    await Promise.all(this.callers.map((caller) => caller.resend(line)));
  }

  /** True when nothing is under way any more; false when the gateway died meanwhile. */
  private async quiet(gateway: Gateway): Promise<boolean> {
    const within = this.sharesStore ? LEASE_MS + QUIET_WAIT_MS : QUIET_WAIT_MS;
    const until = Date.now() + within;
    let waits: string | null = 'not asked yet';
    while (Date.now() < until) {
      if (gateway.isDead) return false;
      waits = await underWay(this.store, this.ledger);
      if (waits === null) return true;
      await pause(POLL_MS);
    }
    this.tell([`not quiet after ${within} ms: ${waits}`]);
    return false;
  }

  private async lookAtQuiet(line: Line): Promise<void> {
    this.ledger.passDays(this.ledger.clock.today());
    const told = await this.reader.findings(line, this.ledger);
    this.tell([...told, ...(await findingsAtQuiet(this.store, this.desk, this.ledger))]);
    this.atQuiet += 1;
  }

  private async lookAtRest(): Promise<void> {
    // A server goes on, and a city that is dead writes nothing to it; files would be recovered by being opened.
    const store = this.sharesStore ? this.store : copyOf(this.home, crashFolder(this.options.folder, 'copy'));
    this.tell(await findingsAtRest(store, this.ledger));
    this.atRest += 1;
  }

  /** A life that nobody ends before everything is right. */
  private async undisturbed(): Promise<void> {
    const gateway = this.start();
    const facts = await gateway.ready;
    if (facts === null) return this.tell([`a start that nobody disturbed failed: ${gateway.stderr}`]);
    try {
      const line = await this.signIn(facts);
      await this.resendAll(line);
      if (await this.quiet(gateway)) await this.lookAtQuiet(line);
    } catch (error) {
      this.tell([String(error)]);
    }
    await gateway.stop();
    if (gateway.stderr !== '') this.tell([`the gateway logged: ${gateway.stderr.trim().slice(0, 1_000)}`]);
    await this.lookAtRest();
  }

  private start(kill: Kill | null = null): Gateway {
    return Gateway.start(this.home, this.targets.facts, this.ledger.clock, kill);
  }

  private get sharesStore(): boolean {
    return this.targets.facts.storeUrl !== null;
  }

  private tell(findings: readonly string[]): void {
    for (const finding of findings.filter((one) => !this.findings.includes(one))) {
      this.findings.push(finding);
      this.options.progress(`FINDING ${finding}`);
    }
  }
}
