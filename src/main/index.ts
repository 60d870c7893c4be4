/** Starts a city and says what a newcomer needs: where it is, who may sign in, and what to ask first. */
import { join } from 'node:path';
import type { Config } from '../config/config';
import { prepareHome } from './home-folder';
import { InProcessApi } from './in-process-api';
import { startCity, type City, type CityOptions } from './city';
import { FirstFill } from './first-fill';
import { fillCity, type FirstStart } from './first-start';
import { FirstStartFile, type HandedOut } from './first-start-file';
import { settlePatiently } from './patience';
import { placeSamples } from './samples';

export { backup, restore } from './backup';
export { diagnose } from './doctor';
export { ENTITIES, startCity, type City, type CityOptions } from './city';
export { exportOffline, verifyExportFile, verifyOffline } from './offline';
export { PERMISSION_PAGE, withPermissionTable } from './permission-page';
export { subgraphSources } from './schema';
export { signingKeys } from './signing-keys';

export interface RunningCity {
  readonly city: City;
  readonly banner: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The city has decisions, but what the first start hands out at its end is not there. */
export class FirstStartCutOff extends Error {
  constructor(homeFolder: string) {
    super(`the first start in ${homeFolder} was cut off before it was done. Remove that folder and start again.`);
    this.name = 'FirstStartCutOff';
  }
}

/** An empty city is filled first, which writes to the systems: observing only is for one that was restored. */
export class NothingToObserve extends Error {
  constructor(homeFolder: string) {
    super(`there is no city in ${homeFolder} yet, so there is nothing to observe. Start without --observe-only.`);
    this.name = 'NothingToObserve';
  }
}

/** Starts the city; an empty one is filled first, and a filling that was cut off is refused with what to do. */
export async function openCity(
  config: Config,
  report: (line: string) => void,
  options: Pick<CityOptions, 'observeOnly' | 'startSandbox'> = {},
): Promise<RunningCity> {
  prepareHome(config.homeFolder);
  const file = new FirstStartFile(join(config.homeFolder, 'first-start.json'));
  const fill = new FirstFill();
  if (file.read() !== null) fill.done();
  else if (options.observeOnly !== undefined) throw new NothingToObserve(config.homeFolder);
  const administrator: { id: string | null } = { id: null };
  const city = await startCity(config, {
    ...options,
    fill,
    onActivated: (personId) => {
      if (personId === administrator.id) file.forgetCode();
    },
  });
  try {
    const handedOut = file.read() ?? (await firstStart(city, config, { file, fill, report }));
    fill.done();
    administrator.id =
      (await city.organisation.standing.personByLogin(handedOut.administrator.login))?.personId ?? null;
    const { code } = handedOut.administrator;
    const first = code !== null && !(await city.identity.isCodeOpen(code)) ? file.forgetCode() : handedOut;
    const samples = first ?? handedOut;
    return { city, banner: banner(city, samples), facts: facts(city, samples) };
  } catch (error) {
    await city.close();
    throw error;
  }
}

async function firstStart(
  city: City,
  config: Config,
  how: { readonly file: FirstStartFile; readonly fill: FirstFill; readonly report: (line: string) => void },
): Promise<FirstStart> {
  const { file, fill, report } = how;
  const api = new InProcessApi(city.gateway, () => city.identity.systemContext('first-start'));
  const { decisions } = await api.request<{ decisions: { totalCount: number } }>(
    '{ decisions(first: 1) { totalCount } }',
  );
  if (decisions.totalCount > 0) throw new FirstStartCutOff(config.homeFolder);
  report('First start: filling the city …');
  const filled = await fillCity({
    api,
    config,
    settle: async () => void (await settlePatiently(city, () => new Date())),
    bootstrapAdministrator: (personId) => city.identity.bootstrapAdministrator(personId),
    report,
    fill,
  });
  await placeSamples(api, city.sandbox, filled.samples);
  file.write(filled);
  return filled;
}

const FIRST_QUERY =
  '{ unit(id: "so-tttt") { name head { person { fullName login accounts { target { id } status } } } } }';

function facts(city: City, first: HandedOut): Record<string, unknown> {
  return {
    gateway: city.gateway.url,
    ...city.sandbox.addresses,
    administrator: first.administrator,
    samples: first.samples,
    samplePassword: first.samplePassword,
  };
}

function administratorLines({ administrator: { login, code, expiresAt } }: HandedOut): string[] {
  // A city that was restored: who administers it is in its store.
  if (login === '') return ['Administrator   as before; signs in with: npx dieuhanh login <username>'];
  if (code === null) return [`Administrator   ${login}   signs in with: npx dieuhanh login ${login}`];
  return [
    `Administrator   ${login}   one-time code ${code} (until ${expiresAt}; void once used)`,
    '                set a password with: npx dieuhanh activate <code>',
  ];
}

function banner(city: City, first: HandedOut): string {
  const { addresses } = city.sandbox;
  const lines = [
    '',
    `Gateway      ${city.gateway.url}   (open it in a browser for the console; the API is ${city.gateway.url}/graphql)`,
    `Directory    ${addresses.ldap}`,
    `Mail         ${addresses.imap}   ${addresses.lmtp}   ${addresses.doveadm}`,
    `QLVB         ${addresses.qlvb}`,
    '',
    ...administratorLines(first),
  ];
  if (first.samples.length > 0) {
    lines.push(`Sample logins   password ${first.samplePassword} – invented people, this sandbox only`);
    for (const sample of first.samples)
      lines.push(`                ${sample.login.padEnd(14)} ${sample.fullName}, ${sample.who}`);
    const login = first.samples[1]?.login ?? '';
    lines.push(
      '',
      'Try:',
      `  TOKEN=$(curl -s ${city.gateway.url}/graphql -H 'content-type: application/json' -d '{"query":"mutation { login(username: \\"${login}\\", password: \\"${first.samplePassword}\\") { accessToken } }"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
      `  curl -s ${city.gateway.url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d '{"query":${JSON.stringify(FIRST_QUERY).replaceAll("'", "'\\''")}}'`,
    );
  }
  lines.push('', 'Ctrl+C stops it; the next start keeps everything.');
  return lines.join('\n');
}
