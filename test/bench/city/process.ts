/** A real city in a process of its own, started as `npm start` starts it: every port free, every file in one folder. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

export interface CityFacts {
  readonly gateway: string;
  readonly ldap: string;
  readonly doveadm: string;
  readonly qlvb: string;
  readonly ldapAdminDn: string;
  readonly administrator: { readonly login: string; readonly code: string };
  readonly samples: readonly { readonly login: string }[];
  readonly samplePassword: string;
  /** Of a city on real servers alone. */
  readonly imap?: string;
  readonly settings?: { readonly DIEUHANH_HOME: string; readonly DIEUHANH_STORE_URL: string };
}

const PORTS = ['', 'LDAP_', 'IMAP_', 'LMTP_', 'DOVEADM_', 'QLVB_'];
const READY_MS_MAX = 180_000;
const STOP_MS_MAX = 20_000;
const ERRORS_SHOWN = 2_000;
/** From `dist/test/bench/city` to the project. */
const ROOT = resolve(__dirname, '../../../..');
const CLI = [join(ROOT, 'dist/src/cli/index.js'), 'start', '--json'];
const REAL = [join(ROOT, 'dist/test/servers/serve-city.js'), '--json', '--synced'];

export class CityProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly home: string,
    readonly facts: CityFacts,
    /** From the start of the process to the line that says it is ready. */
    readonly readyMs: number,
  ) {}

  /** `roster: false` leaves the city without people: for a run that only shows that the bench works. */
  static start(home: string, roster: boolean): Promise<CityProcess> {
    return CityProcess.launch(CLI, home, roster);
  }

  /** On OpenLDAP, Dovecot and MariaDB, without people; its folder is of its own making. */
  static startReal(): Promise<CityProcess> {
    return CityProcess.launch(REAL, '', false);
  }

  private static async launch(script: readonly string[], home: string, roster: boolean): Promise<CityProcess> {
    const begin = performance.now();
    const child = spawn(process.execPath, script, {
      env: {
        ...process.env,
        DIEUHANH_HOME: home,
        ...Object.fromEntries(PORTS.map((name) => [`DIEUHANH_${name}PORT`, '0'])),
        ...(roster ? {} : { DIEUHANH_ROSTER: '' }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // A bench that is cut off takes its city with it.
    const end = (): void => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.removeListener('exit', end));
    const facts = await ready(child);
    return new CityProcess(child, facts.settings?.DIEUHANH_HOME ?? home, facts, performance.now() - begin);
  }

  /** Memory that the process has in RAM now, in MiB. */
  residentMiB(): number {
    const { pid } = this.child;
    try {
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(kib) / 1_024;
    } catch {
      return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
    }
  }

  secret(name: string): string {
    return readFileSync(join(this.home, 'keys', name), 'utf8').trim();
  }

  /** As Ctrl+C ends it; killed when that takes too long. */
  stop(): Promise<void> {
    return new Promise((done) => {
      if (this.child.exitCode !== null) return done();
      const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_MS_MAX);
      this.child.once('exit', () => {
        clearTimeout(timer);
        done();
      });
      this.child.kill('SIGTERM');
    });
  }
}

/** Resolves as soon as what was printed is the whole of the JSON. */
function ready(child: ChildProcess): Promise<CityFacts> {
  return new Promise((done, reject) => {
    let printed = '';
    let errors = '';
    const timer = setTimeout(() => fail(`was not ready within ${READY_MS_MAX} ms`), READY_MS_MAX);
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`the city ${why}\n${errors}`));
    };
    child.stderr!.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-ERRORS_SHOWN)));
    child.stdout!.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (!printed.trimEnd().endsWith('}')) return;
      try {
        const facts = JSON.parse(printed) as CityFacts;
        clearTimeout(timer);
        child.removeListener('exit', ended);
        done(facts);
      } catch {
        // A brace in the middle: more is to come.
      }
    });
    const ended = (code: number | null): void => fail(`ended with ${code}`);
    child.once('exit', ended);
  });
}
