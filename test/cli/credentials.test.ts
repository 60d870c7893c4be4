/** `dieuhanh keys` and `dieuhanh break-glass`, run as an operator runs them beside a city that serves. */
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildOnce, CityProcess, newFolder, PASSWORD, removeFolder, runCli, type Ended } from '../process/city-process';

jest.setTimeout(300_000);

const folder = newFolder('cli-credentials');
const home = join(folder, 'home');
const cityFolder = join(folder, 'city');
let city: CityProcess;

beforeAll(async () => {
  buildOnce();
  mkdirSync(home);
  city = await CityProcess.start(cityFolder);
  await done(['activate', city.facts.administrator.code], `${PASSWORD}\n`);
});

afterAll(async () => {
  await city.kill();
  removeFolder(folder);
});

function dieuhanh(args: readonly string[], input = ''): Promise<Ended> {
  return runCli(args, { HOME: home, DIEUHANH_URL: city.facts.gateway, DIEUHANH_HOME: cityFolder }, input);
}

async function done(args: readonly string[], input = ''): Promise<Record<string, unknown>> {
  const ended = await dieuhanh([...args, '--json'], input);
  if (ended.code !== 0) throw new Error(`${args.join(' ')}: ${ended.stdout}${ended.stderr}`);
  return JSON.parse(ended.stdout) as Record<string, unknown>;
}

const sessionFile = (): string => readFileSync(join(home, '.dieuhanh', 'sessions.json'), 'utf8');

function tokenNow(): string {
  return (JSON.parse(sessionFile()) as Record<string, { accessToken: string }>)[city.facts.gateway]!.accessToken;
}

const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: unknown }).kid;

async function ask(
  query: string,
  token: string,
): Promise<{ data?: unknown; errors?: { extensions: { code: string } }[] }> {
  const response = await fetch(`${city.facts.gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as never;
}

interface Key {
  readonly kid: string;
  readonly signs: boolean;
  readonly droppableAt: string | null;
}

test('keys are rotated beside a running city: the new one signs, the old one verifies until its tokens end', async () => {
  const before = tokenNow();

  const { keys } = (await done(['keys', 'rotate'])) as unknown as { keys: Key[] };
  const early = (await done(['keys', 'rotate', '--retire'])) as unknown as { keys: Key[] };
  await done(['login', city.facts.administrator.login], `${PASSWORD}\n`);

  expect(keys.map(({ signs }) => signs)).toEqual([true, false]);
  expect(early.keys.map(({ kid }) => kid)).toEqual(keys.map(({ kid }) => kid));
  expect([kidOf(before), kidOf(tokenNow())]).toEqual([keys[1]!.kid, keys[0]!.kid]);
  expect((await ask('{ me { id } }', before)).errors).toBeUndefined();
  expect(statSync(join(cityFolder, 'keys', 'tokens.json')).mode & 0o777).toBe(0o600);
});

test('a stolen key is dropped at once', async () => {
  const before = tokenNow();

  const { keys } = (await done(['keys', 'rotate', '--stolen'])) as unknown as { keys: Key[] };
  await done(['login', city.facts.administrator.login], `${PASSWORD}\n`);

  expect(keys).toHaveLength(1);
  expect((await ask('{ me { id } }', before)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect((await ask('{ me { id } }', tokenNow())).errors).toBeUndefined();
});

test('nothing is shown of a key, and a folder without a city is told', async () => {
  const shown = await dieuhanh(['keys', 'list', '--json']);
  const { keys } = JSON.parse(readFileSync(join(cityFolder, 'keys', 'tokens.json'), 'utf8')) as {
    keys: { privateKey: { d: string } }[];
  };
  const elsewhere = await runCli(['keys', 'list'], { HOME: home, DIEUHANH_HOME: join(folder, 'nowhere') });

  expect(shown.stdout).not.toContain(keys[0]!.privateKey.d);
  expect([elsewhere.code, elsewhere.stderr.includes('DIEUHANH_HOME')]).toEqual([1, true]);
});

describe('the sealed administrator', () => {
  const envelope = join(folder, 'envelope.jwk');

  test('is sealed into a file that is written once and for its owner only', async () => {
    await done(['break-glass', 'seal', '--out', envelope]);
    const again = await dieuhanh(['break-glass', 'seal', '--out', envelope, '--json']);

    expect(statSync(envelope).mode & 0o777).toBe(0o600);
    expect(again.code).toBe(1);
    expect((JSON.parse(readFileSync(envelope, 'utf8')) as { d?: unknown }).d).toEqual(expect.any(String));
  });

  test('is opened with the file and a reason, sees and stops, approves nothing, and is told in the figures', async () => {
    await done(['break-glass', 'open', '--key', envelope, '--reason', 'thư mục ngừng hoạt động']);
    const token = tokenNow();

    const seen = await ask('{ auditVerdict { ok } targets { id } }', token);
    const approves = await ask('mutation { approvePlan(planId: "x", hash: "y") { id } }', token);
    const figures = await (await fetch(`${city.facts.gateway}/metrics`)).text();

    expect(seen.errors).toBeUndefined();
    expect(approves.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(figures).toContain('identity_break_glass_openings 1');
  });

  test('is not opened with a file that others may read, with none, or once it is unsealed', async () => {
    await done(['login', city.facts.administrator.login], `${PASSWORD}\n`);
    const open = ['break-glass', 'open', '--key', envelope, '--reason', 'thử'];

    chmodSync(envelope, 0o644);
    const readable = await dieuhanh(open);
    chmodSync(envelope, 0o600);
    const missing = await dieuhanh(['break-glass', 'open', '--key', join(folder, 'none'), '--reason', 'thử']);
    await done(['break-glass', 'unseal', '--reason', 'diễn tập xong']);
    const unsealed = await dieuhanh([...open, '--json']);

    expect([readable.code, missing.code, unsealed.code]).toEqual([1, 1, 1]);
    expect(readable.stderr).toContain('chmod 600');
    expect(unsealed.stdout).toContain('SIGN_IN_FAILED');
    expect(existsSync(envelope)).toBe(true);
  });
});
