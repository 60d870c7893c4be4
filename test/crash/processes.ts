/** The two processes of a crash test: the gateway that is killed, and the systems that go on. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CLI, childEnvironment, type Facts, ROOT } from '../process/city-process';
import type { CityClock } from './city-clock';
import type { Kill } from './plan';
import type { TargetFacts } from './targets';

/** Compiled: what is started is the built program, whoever asks for it. */
const BUILT = join(ROOT, 'dist/test/crash');
const START_MS_MAX = 120_000;

/** Settings of a child that lives by the city's clock; `preload` is loaded after that and before the program. */
export function livingBy({ aheadMs }: CityClock, preload: string | null = null): Record<string, string> {
  const files = [...(aheadMs > 0 ? ['clock-preload.js'] : []), ...(preload === null ? [] : [preload])];
  if (files.length === 0) return {};
  return {
    NODE_OPTIONS: files.map((file) => `--require ${join(BUILT, file)}`).join(' '),
    CITY_AHEAD_MS: String(aheadMs),
  };
}

export interface TargetKind {
  /** OpenLDAP and Dovecot instead of the embedded directory and mail. */
  readonly real: boolean;
  /** What the city keeps its own things in. */
  readonly store: 'sqlite' | 'mariadb';
}

export class Targets {
  private constructor(
    readonly facts: TargetFacts,
    private readonly child: ChildProcess,
  ) {}

  static async start(folder: string, kind: TargetKind): Promise<Targets> {
    const flags = [...(kind.real ? ['--real'] : []), ...(kind.store === 'mariadb' ? ['--mariadb'] : [])];
    const child = spawn(process.execPath, [join(BUILT, 'targets.js'), ...flags], {
      env: childEnvironment({ DIEUHANH_HOME: folder }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Targets(JSON.parse(await firstLine(child, 'the systems')) as TargetFacts, child);
  }

  async stop(): Promise<void> {
    const ended = endOf(this.child);
    this.child.stdin?.end();
    await ended;
  }
}

export class Gateway {
  /** Settles when it can be asked; null when it ended before. */
  readonly ready: Promise<Facts | null>;
  readonly ended: Promise<void>;
  private readonly errors: string[] = [];
  private dead = false;

  constructor(
    readonly folder: string,
    private readonly child: ChildProcess,
    private readonly mark: string,
  ) {
    child.stderr?.on('data', (chunk: Buffer) => this.errors.push(chunk.toString()));
    this.ended = endOf(child).then(() => {
      this.dead = true;
    });
    this.ready = firstLine(child, 'the gateway').then(
      (line) => JSON.parse(line) as Facts,
      () => null,
    );
  }

  /** As users start it; with `kill` at a boundary, a preload that ends it there. */
  static start(folder: string, targets: TargetFacts, clock: CityClock, kill: Kill | null = null): Gateway {
    const systems = join(folder, 'systems.json');
    mkdirSync(folder, { recursive: true });
    writeFileSync(systems, JSON.stringify(targets.systems), { mode: 0o600 });
    const mark = join(folder, 'killed-at');
    rmSync(mark, { force: true });
    const settings: Record<string, string> = {
      DIEUHANH_HOME: folder,
      DIEUHANH_SYSTEMS: systems,
      DIEUHANH_LOG: 'error',
      ...(targets.storeUrl === null ? {} : { DIEUHANH_STORE_URL: targets.storeUrl }),
    };
    const boundary = kill?.boundary ?? null;
    Object.assign(settings, livingBy(clock, boundary === null ? null : 'preload.js'));
    if (kill !== null && boundary !== null)
      Object.assign(settings, {
        CRASH_BOUNDARY: boundary,
        CRASH_NTH: String(kill.nth),
        CRASH_MARK: mark,
        CRASH_ARMED: kill.during === 'recovery' ? 'at-start' : '',
      });
    const child = spawn(process.execPath, [CLI, 'start', '--json'], {
      env: childEnvironment(settings),
      cwd: tmpdir(),
      stdio: boundary === null ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return new Gateway(folder, child, mark);
  }

  get isDead(): boolean {
    return this.dead;
  }

  /** What it logged: nothing, as long as nothing is wrong. */
  get stderr(): string {
    return this.errors.join('');
  }

  /** True when the preload ended it at its boundary. */
  get reachedBoundary(): boolean {
    return existsSync(this.mark);
  }

  /** From now on the boundary counts. */
  arm(): void {
    if (this.child.connected) this.child.send('arm');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}

export function crashFolder(folder: string, part: 'city' | 'systems' | 'copy'): string {
  return resolve(folder, part);
}

function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const timer = setTimeout(() => fail(new Error(`${name} did not start in ${START_MS_MAX} ms`)), START_MS_MAX);
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      act();
    };
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) settle(() => done(text.slice(0, text.indexOf('\n'))));
    });
    child.once('close', (code) => settle(() => fail(new Error(`${name} ended with ${code}`))));
  });
}

function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => child.once('close', () => done()));
}
