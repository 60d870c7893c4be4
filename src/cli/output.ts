/** How verbs speak: tables for people, JSON for programs, progress on a terminal, refusals with what to do. */
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { ApiRefusal } from '../import/api';
import { GatewayUnreachable } from './http-api';
import { say } from './texts';

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  for (const row of rows) table.push(row.map(String));
  print(table.toString());
}

/** A bar on a terminal once the work has lasted two seconds; nothing elsewhere. */
export function progress(label: string): {
  readonly update: (done: number, total: number) => void;
  readonly stop: () => void;
} {
  const started = Date.now();
  let bar: SingleBar | undefined;
  return {
    update(done, total) {
      if (!process.stderr.isTTY || (bar === undefined && Date.now() - started < 2_000)) return;
      if (bar === undefined) {
        bar = new SingleBar({
          format: `${label} {bar} {value}/{total} ETA {eta_formatted}`,
          stream: process.stderr,
          hideCursor: true,
        });
        bar.start(total, done);
      }
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar?.stop(),
  };
}

/** Something that went wrong on this side, with its code and in the language spoken. */
export class Told extends Error {
  constructor(
    readonly told: string,
    message: string,
  ) {
    super(message);
  }
}

/** What went wrong on this side has a code too, for programs that read `--json`. */
function codeOf(error: unknown): string {
  if (error instanceof Told) return error.told;
  if (error instanceof GatewayUnreachable) return 'GATEWAY_UNREACHABLE';
  return fileFault(error)?.code ?? 'COMMAND_FAILED';
}

const UNREADABLE = new Set(['EACCES', 'EPERM', 'EISDIR', 'ENOTDIR']);

/** A file named on the command line that is not there or cannot be read. */
function fileFault(error: unknown): { readonly code: string; readonly text: string } | null {
  const { code, path } = (error ?? {}) as { readonly code?: unknown; readonly path?: unknown };
  if (typeof code !== 'string') return null;
  const name = typeof path === 'string' ? path : '?';
  if (code === 'ENOENT') return { code: 'FILE_NOT_FOUND', text: say('fileNotFound', { path: name }) };
  return UNREADABLE.has(code)
    ? { code: 'FILE_UNREADABLE', text: say('fileUnreadable', { path: name, reason: code }) }
    : null;
}

/** Runs a verb's work; refusals and unreachable gateways end with their text and exit code 1, never with a stack. */
export async function run(json: boolean | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof ApiRefusal) {
      if (json) printJson({ errors: error.errors });
      else
        for (const problem of error.problems)
          process.stderr.write(
            `${problem.code}${problem.path.length > 0 ? ` (${problem.path.join('.')})` : ''}: ${problem.message}\n`,
          );
      if (error.code === 'UNAUTHENTICATED') process.stderr.write(`${say('signInFirst')}\n`);
    } else {
      const file = fileFault(error);
      const message = file?.text ?? (error instanceof Error ? error.message : String(error));
      if (json) printJson({ errors: [{ message, extensions: { code: codeOf(error) } }] });
      else process.stderr.write(`${file === null && !(error instanceof Told) ? '' : `${codeOf(error)}: `}${message}\n`);
    }
  }
}
