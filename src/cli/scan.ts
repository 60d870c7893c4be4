/** `dieuhanh scan TARGET`: read all accounts of a system and tell what was found. `dieuhanh observe-only`: write to none. */
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, run } from './output';

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
    .description('read all accounts of a system, compare them with what office wants, and tell what was found')
    .addHelpText(
      'after',
      '\nWhat differs is corrected or only reported as the policy says; a scan that was not read to its end ends with 1.',
    )
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
    .description('write to no system, or not to this one, until it is ended; --end lets writes go on through the brake')
    .requiredOption('--reason <reason>', 'why; kept in the audit record')
    .option('--end', 'end it')
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
            ['target', 'health'],
            targets.map((one) => [one.id, one.health]),
          );
      }),
    );
}

function printScan(targetId: string, scan: ScanAnswer): void {
  printTable(
    ['situation', 'accounts'],
    scan.situations.map(({ situation, count }) => [situation, count]),
  );
  print(`${targetId}: ${scan.seen} read, ${scan.drifted} differ, ${scan.missing} missing.`);
  if (scan.status !== 'COMPLETE') print(`Not read to its end: ${scan.errorMessage ?? scan.errorCode ?? scan.status}`);
  else if (scan.drifted + scan.missing > 0) print(`What follows from it has the cause scan:${scan.id}.`);
}

/** One line that is written over, on a terminal only. */
function progressLine(targetId: string): { readonly show: (seen: number) => void; readonly end: () => void } {
  const { stderr } = process;
  return {
    show: (seen) => void (stderr.isTTY && stderr.write(`\r${targetId}: ${seen} accounts read …`)),
    end: () => void (stderr.isTTY && stderr.write('\r\u001b[2K')),
  };
}
