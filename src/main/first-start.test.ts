import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config/config';
import { FirstStartFile } from './first-start-file';
import { FirstFill } from './first-fill';
import { openCity, startCity, type RunningCity } from '.';

const PORTS = ['', '_LDAP', '_IMAP', '_LMTP', '_DOVEADM', '_QLVB'].map((name) => [`DIEUHANH${name}_PORT`, '0']);
const folder = mkdtempSync(join(tmpdir(), 'first-start-'));
const config = readConfig({ ...Object.fromEntries(PORTS), DIEUHANH_HOME: folder, DIEUHANH_ROSTER: '' });
const file = new FirstStartFile(join(folder, 'first-start.json'));
jest.setTimeout(120_000);

let running: RunningCity | null = null;

afterAll(async () => {
  await running?.city.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ready {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, string>>;
}

async function readiness(url: string): Promise<{ readonly status: number; readonly body: Ready }> {
  const response = await fetch(`${url}/ready`);
  return { status: response.status, body: (await response.json()) as Ready };
}

it('is ready only when the first start has filled it, and shows the one-time code until it is used', async () => {
  const fill = new FirstFill();
  const empty = await startCity({ ...config, homeFolder: join(folder, 'empty') }, { fill });
  fill.at('people in office');
  const filling = await readiness(empty.gateway.url);
  await empty.close();

  running = await openCity(config, () => undefined);
  const filled = await readiness(running.city.gateway.url);
  const code = file.read()?.administrator.code ?? '';
  const shown = running.banner;
  await fetch(`${running.city.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation($c: String!) { activate(code: $c, password: "Mat-Khau-Thu-2026") { accessToken } }',
      variables: { c: code },
    }),
  });
  const afterUse = file.read();
  await running.city.close();
  running = await openCity(config, () => undefined);

  expect(filling).toMatchObject({
    status: 503,
    body: { ready: false, parts: { 'first-start': 'filling, step 3 of 5: people in office' } },
  });
  expect(filled).toMatchObject({ status: 200, body: { ready: true } });
  expect(filled.body.parts).not.toHaveProperty('first-start');
  expect(code).toMatch(/^\S{4}-\S{4}-\S{4}$/);
  expect(shown).toContain(code);
  expect(afterUse?.administrator.code).toBeNull();
  expect(running.banner).not.toContain(code);
  expect(JSON.stringify(running.facts)).not.toContain(code);
});
