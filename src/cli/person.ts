/** `dieuhanh person export` and `person erase`: what is held about a person, and its end (Law 91/2025/QH15). */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { say } from './texts';

interface Section {
  readonly name: string;
  readonly about: string;
  readonly complete: boolean;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

interface Exported {
  readonly personId: string;
  readonly exportedAt: string;
  readonly sections: readonly Section[];
}

interface EraseOptions extends ConnectionOptions {
  readonly reason: string;
}

const EXPORT =
  'mutation Export($person: ID!) { exportPerson(person: $person) { personId exportedAt sections { name about complete rows } } }';
const ERASE =
  'mutation Erase($person: ID!, $reason: String!) { erasePerson(person: $person, reason: $reason) { personId rows } }';

export function personVerb(program: Command): void {
  const person = program.command('person').description(say('personAbout'));
  withConnection(person.command('export <person>'))
    .description(say('personExportAbout'))
    .option('--file <file>', say('personFileOption'))
    .action((who: string, options: ConnectionOptions & { readonly file?: string }) =>
      run(options.json, async () => {
        const { exportPerson } = await connect(options).request<{ exportPerson: Exported }>(EXPORT, { person: who });
        const text = `${JSON.stringify(exportPerson, null, 2)}\n`;
        if (options.file !== undefined) await writeFile(options.file, text, { mode: 0o600, flag: 'wx' });
        if (options.json) printJson(exportPerson);
        else for (const line of readable(exportPerson)) print(line);
      }),
    );
  withConnection(person.command('erase <person>'))
    .description(say('personEraseAbout'))
    .requiredOption('--reason <text>', say('personReasonOption'))
    .action((who: string, options: EraseOptions) =>
      run(options.json, async () => {
        const { erasePerson } = await connect(options).request<{
          erasePerson: { readonly personId: string; readonly rows: number };
        }>(ERASE, { person: who, reason: options.reason });
        if (options.json) printJson(erasePerson);
        else print(say('personErased', { ...erasePerson }));
      }),
    );
}

function readable({ personId, exportedAt, sections }: Exported): string[] {
  const lines = [say('personHeld', { personId, exportedAt })];
  for (const { name, about, rows, complete } of sections) {
    lines.push('', `${about} (${name}): ${rows.length}${complete ? '' : '+'}`);
    rows.forEach((row, index) => lines.push(`  ${index + 1}.`, ...values(row)));
  }
  return lines;
}

function values(row: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(row)
    .filter(([, value]) => value !== null && value !== '')
    .map(([column, value]) => `     ${column}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}
