/** `dieuhanh doctor`: is everything that a city stands on there, and may it do what it must. Changes nothing. */
import { Option, type Command } from 'commander';
import { print, printJson, run } from './output';
import { say, spokenLanguage, type TextKey } from './texts';

interface Finding {
  readonly part: string;
  readonly code: string;
  readonly level: 'ok' | 'warning' | 'failure';
  readonly values: Readonly<Record<string, string | number | { readonly vi: string; readonly en: string }>>;
}

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: '✓', warning: '!', failure: '✗' };

/** `look` is given by `main`. */
export function doctorVerb(program: Command, look: () => Promise<readonly Finding[]>): void {
  program
    .command('doctor')
    .description(say('doctorAbout'))
    .addOption(new Option('--lang <language>', say('lang')).choices(['vi', 'en']).default(spokenLanguage()))
    .option('--json', say('json'))
    .addHelpText('after', `\n${say('doctorHelp')}`)
    .action((options: { json?: boolean }) =>
      run(options.json, async () => {
        const findings = await look();
        const failures = findings.filter(({ level }) => level === 'failure').length;
        if (failures > 0) process.exitCode = 1;
        if (options.json) {
          const told = findings.map((one) => ({ ...one, message: worded(one) }));
          printJson({ ok: failures === 0, findings: told });
          return;
        }
        for (const one of findings) print(`${MARKS[one.level]} ${one.part.padEnd(9)} ${worded(one)}`);
        const warnings = findings.filter(({ level }) => level === 'warning').length;
        print(`\n${say(failures > 0 ? 'doctorIll' : 'doctorWell', { failures, warnings })}`);
      }),
    );
}

function worded({ code, values }: Finding): string {
  const told = Object.entries(values).map(([name, value]) => [name, saidIn(value)] as const);
  return say(`doctor${code}` as TextKey, Object.fromEntries(told));
}

function saidIn(value: Finding['values'][string]): string | number {
  return typeof value === 'object' ? value[spokenLanguage()] : value;
}
