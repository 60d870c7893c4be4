/** `dieuhanh scan TARGET`: read all accounts of a system and tell what was found. `dieuhanh observe-only`: write to none. */
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, run } from './output';
import { say, type TextKey } from './texts';

interface ScanAnswer {
  readonly id: string;
  readonly status: 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';
  readonly seen: number;
  readonly situations: readonly { readonly situation: string; readonly count: number }[];
  readonly drifted: number;
  readonly missing: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
}

interface TargetAnswer {
  readonly id: string;
  readonly health: string;
  readonly scan: ScanAnswer | null;
}

const FIELDS =
  'id health scan { id status startedAt finishedAt complete seen situations { situation count } drifted missing errorCode errorMessage }';
const LOOK_EVERY_MS = 500;
/** A scan that is told of no more is left to itself; it goes on without us. */
const LOOKS_MAX = 100_000;

export function scanVerb(program: Command): void {
  withConnection(program.command('scan <target>'))
    .description(say('scanAbout'))
    .addHelpText('after', `\n${say('scanHelp')}`)
    .action((targetId: string, options: ConnectionOptions) =>
      run(options.json, async () => {
        const api = connect(options);
        const { scanTarget } = await api.request<{ scanTarget: TargetAnswer }>(
          `mutation Scan($id: ID!) { scanTarget(targetId: $id) { ${FIELDS} } }`,
          { id: targetId },
        );
        const line = progressLine(targetId);
        let target = scanTarget;
        for (let look = 0; target.scan?.status === 'RUNNING' && look < LOOKS_MAX; look += 1) {
          line.show(target.scan.seen);
          await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
          const answer = await api.request<{ target: TargetAnswer }>(
            `query Scan($id: ID!) { target(id: $id) { ${FIELDS} } }`,
            { id: targetId },
          );
          ({ target } = answer);
        }
        line.end();
        if (target.scan?.status !== 'COMPLETE') process.exitCode = 1;
        if (options.json) printJson(target);
        else if (target.scan !== null) printScan(target.id, target.scan);
      }),
    );
}

export function observeOnlyVerb(program: Command): void {
  withConnection(program.command('observe-only [target]'))
    .description(say('observeAbout'))
    .requiredOption('--reason <reason>', say('observeReason'))
    .option('--end', say('observeEnd'))
    .action((targetId: string | undefined, options: ConnectionOptions & { reason: string; end?: boolean }) =>
      run(options.json, async () => {
        const field = options.end === true ? 'endObserveOnly' : 'observeOnly';
        const answer = await connect(options).request<Record<string, readonly TargetAnswer[]>>(
          `mutation Observe($id: ID, $reason: String!) { ${field}(targetId: $id, reason: $reason) { id health } }`,
          { id: targetId ?? null, reason: options.reason },
        );
        const targets = answer[field] ?? [];
        if (options.json) printJson(targets);
        else
          printTable(
            [say('observeTarget'), say('observeHealth')],
            targets.map((one) => [one.id, one.health]),
          );
      }),
    );
}

const SITUATIONS: Readonly<Record<string, TextKey>> = {
  linked: 'situationLinked',
  unlinked: 'situationUnlinked',
  unmatched: 'situationUnmatched',
  disputed: 'situationDisputed',
  protected: 'situationProtected',
  gone: 'situationGone',
  pending: 'situationPending',
};

function printScan(target: string, { id, status, seen, drifted, missing, ...scan }: ScanAnswer): void {
  printTable(
    [say('scanSituation'), say('scanAccounts')],
    scan.situations.map(({ situation, count }) => {
      const text = SITUATIONS[situation];
      return [text === undefined ? situation : say(text), count];
    }),
  );
  print(say('scanResult', { target, seen, drifted, missing }));
  if (status !== 'COMPLETE') print(say('scanIncomplete', { why: scan.errorMessage ?? scan.errorCode ?? status }));
  else if (drifted + missing > 0) print(say('scanFollows', { id }));
}

/** One line that is written over, on a terminal only. */
function progressLine(targetId: string): { readonly show: (seen: number) => void; readonly end: () => void } {
  const { stderr } = process;
  return {
    show: (seen) => void (stderr.isTTY && stderr.write(`\r${say('scanProgress', { target: targetId, seen })}`)),
    end: () => void (stderr.isTTY && stderr.write('\r\u001b[2K')),
  };
}
