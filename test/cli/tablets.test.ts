/** `dieuhanh import` of tablets: tried first, entered once, and refused by line and code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce, CityProcess, newFolder, PASSWORD, removeFolder, runCli, type Ended } from '../process/city-process';

jest.setTimeout(300_000);

const folder = newFolder('cli-tablets');
const home = join(folder, 'home');
const cityFolder = join(folder, 'city');
let city: CityProcess;

beforeAll(async () => {
  buildOnce();
  mkdirSync(home);
  city = await CityProcess.start(cityFolder);
  const activated = await dieuhanh(['activate', city.facts.administrator.code], `${PASSWORD}\n`);
  if (activated.code !== 0) throw new Error(activated.stderr);
});

afterAll(async () => {
  await city.kill();
  removeFolder(folder);
});

function dieuhanh(args: readonly string[], input = ''): Promise<Ended> {
  return runCli(args, { HOME: home, DIEUHANH_URL: city.facts.gateway, DIEUHANH_HOME: cityFolder }, input);
}

async function imported(name: string, lines: readonly string[], ...options: readonly string[]): Promise<Ended> {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\r\n'));
  return dieuhanh(['import', path, ...options]);
}

const HEAD = 'serial,model,unit,record';

test('is tried without --apply, entered with it, and entered once', async () => {
  const lines = [HEAD, 'CLI-001,MTB 10,so-tttt,BB-9', 'CLI-002,MTB 10,so-tttt,BB-9'];

  const tried = await imported('tablets.csv', lines, '--json');
  const entered = await imported('tablets.csv', lines, '--apply', '--json');
  const again = await imported('tablets.csv', lines, '--apply', '--json');

  expect([tried, entered, again].map(({ code }) => code)).toEqual([0, 0, 0]);
  expect([tried, entered, again].map(({ stdout }) => JSON.parse(stdout) as object)).toEqual([
    { dryRun: true, rows: 2, created: 2, known: 0, problems: [] },
    { dryRun: false, rows: 2, created: 2, known: 0, problems: [] },
    { dryRun: false, rows: 2, created: 0, known: 2, problems: [] },
  ]);
});

test('tells each wrong row by its line and code, enters the others and exits 1', async () => {
  const ended = await imported(
    'rows.csv',
    [HEAD, 'CLI-101,MTB 10,so-tttt,', '!,MTB 10,so-tttt,', 'CLI-101,MTB 10,so-tttt,'],
    '--apply',
    '--json',
  );

  expect(ended.code).toBe(1);
  const outcome = JSON.parse(ended.stdout) as { created: number; problems: { line: number; code: string }[] };
  expect(outcome.created).toBe(1);
  expect(outcome.problems.map(({ line, code }) => `${line} ${code}`)).toEqual(['3 INVALID_VALUE', '4 SERIAL_TAKEN']);
});

test('refuses a table with a broken quote by its code and line, and enters nothing of it', async () => {
  const broken = [HEAD, 'CLI-201,MTB 10,so-tttt,', 'CLI-202,"MTB 10,so-tttt,'];

  const ended = await imported('broken.csv', broken, '--apply');
  const inJson = await imported('broken.csv', broken, '--apply', '--json');
  const rest = await imported('rest.csv', broken.slice(0, 2), '--json');

  expect([ended.code, ended.stdout, inJson.code]).toEqual([1, '', 1]);
  expect(ended.stderr).toMatch(/^TABLE_UNREADABLE.*(line|dòng) 3/);
  expect(inJson.stdout).toContain('TABLE_UNREADABLE');
  expect(JSON.parse(rest.stdout)).toMatchObject({ created: 1, known: 0 });
});
