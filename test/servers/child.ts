/**
 * One server in the foreground, ended by its own id: by `stop`, or when this process is gone – however it went – because
 * the shell that holds the server then sees the end of its input.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { areGone, childrenOf } from './processes';

const WATCHED = `
exec 3<&0
"$@" </dev/null 3<&- 4>&- &
server=$!
echo $server >&4
exec 4>&-
{ cat <&3 >/dev/null; kill -TERM $server 2>/dev/null; } &
watcher=$!
exec 3<&-
wait $server
status=$?
kill $watcher 2>/dev/null
exit $status
`;

const STOP_WITHIN_MS = 20_000;
const READY_WITHIN_MS = 60_000;

export interface Child {
  /** Of the server itself. */
  readonly pid: number;
  /** Ends it as a shutdown would; after 20 s by force. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface Launch {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Speaks the server's protocol; throws while it does not answer yet. */
  readonly ready: () => Promise<void>;
}

export async function launch({ name, command, logFile, env, ready }: Launch): Promise<Child> {
  const log = openSync(logFile, 'a');
  const shell = spawn('/bin/sh', ['-c', WATCHED, name, ...command], {
    stdio: ['pipe', log, log, 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  let ended = false;
  const end = new Promise<void>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('exit', () => {
      ended = true;
      shell.stdin?.destroy();
      resolve();
    });
  });
  // Writing to a shell that is gone is no fault of ours.
  shell.stdin?.on('error', () => undefined);
  const told = (): string => readFileSync(logFile, 'utf8').trim().split('\n').slice(-8).join('\n');
  const pid = await firstLine(shell.stdio[4] as NodeJS.ReadableStream);
  if (!(pid > 0)) throw new Error(`${name} did not start:\n${told()}`);
  await untilReady(
    ready,
    () => ended,
    () => `${name} does not answer:\n${told()}`,
  );
  const until = async (signal: NodeJS.Signals): Promise<void> => {
    if (!ended) signalTo(pid, signal);
    const forced = setTimeout(() => signalTo(pid, 'SIGKILL'), STOP_WITHIN_MS);
    await end;
    clearTimeout(forced);
  };
  const kill = async (): Promise<void> => {
    // Its number may be another's by now.
    if (ended) return;
    // Its own children outlive a killed server for a moment and hold its sockets; a power cut leaves none.
    signalTo(pid, 'SIGSTOP');
    const children = childrenOf(pid);
    for (const child of children) signalTo(child, 'SIGKILL');
    await until('SIGKILL');
    await untilReady(
      () => (areGone(children) ? Promise.resolve() : Promise.reject(new Error('still there'))),
      () => false,
      () => `${name} was killed, and its children ${children.join(', ')} are still there`,
    );
  };
  return { pid, stop: () => until('SIGTERM'), kill };
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended by itself
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<number> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return Number(text.trim());
}

async function untilReady(ready: () => Promise<void>, ended: () => boolean, told: () => string): Promise<void> {
  const last = Date.now() + READY_WITHIN_MS;
  while (!ended() && Date.now() < last) {
    try {
      await ready();
      return;
    } catch {
      await pause(30);
    }
  }
  throw new Error(told());
}

/** Ports that nobody listened on a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
    }),
  );
  const ports = held.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
