/** Starts a city and says what a newcomer needs: where it is, who may sign in, and what to ask first. */
import { join } from 'node:path';
import type { Config } from '../config/config';
import type { Language } from '../errors/catalogue';
import { banner } from './banner';
import { prepareHome } from './home-folder';
import { InProcessApi } from './in-process-api';
import { startCity, type City, type CityOptions } from './city';
import { FirstFill } from './first-fill';
import { fillCity, type FirstStart } from './first-start';
import { FirstStartFile, type HandedOut } from './first-start-file';
import { settlePatiently } from './patience';
import { placeSamples } from './samples';
import { startSays } from './start-texts';

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
  constructor(readonly homeFolder: string) {
    super(`the first start in ${homeFolder} was cut off before it was done. Remove that folder and start again.`);
    this.name = 'FirstStartCutOff';
  }
}

/** An empty city is filled first, which writes to the systems: observing only is for one that was restored. */
export class NothingToObserve extends Error {
  constructor(readonly homeFolder: string) {
    super(`there is no city in ${homeFolder} yet, so there is nothing to observe. Start without --observe-only.`);
    this.name = 'NothingToObserve';
  }
}

/** Starts the city; an empty one is filled first, and a filling that was cut off is refused with what to do. */
export async function openCity(
  config: Config,
  report: (line: string) => void,
  {
    language = 'vi',
    ...options
  }: Pick<CityOptions, 'observeOnly' | 'startSandbox'> & { readonly language?: Language } = {},
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
    const handedOut = file.read() ?? (await firstStart(city, config, { file, fill, report, language }));
    fill.done();
    administrator.id =
      (await city.organisation.standing.personByLogin(handedOut.administrator.login))?.personId ?? null;
    const { code } = handedOut.administrator;
    const first = code !== null && !(await city.identity.isCodeOpen(code)) ? file.forgetCode() : handedOut;
    const samples = first ?? handedOut;
    return { city, banner: banner(city, samples, language), facts: facts(city, samples) };
  } catch (error) {
    await city.close();
    throw error;
  }
}

async function firstStart(
  city: City,
  config: Config,
  how: {
    readonly file: FirstStartFile;
    readonly fill: FirstFill;
    readonly report: (line: string) => void;
    readonly language: Language;
  },
): Promise<FirstStart> {
  const { file, fill, report, language } = how;
  const api = new InProcessApi(city.gateway, () => city.identity.systemContext('first-start'));
  const { decisions } = await api.request<{ decisions: { totalCount: number } }>(
    '{ decisions(first: 1) { totalCount } }',
  );
  if (decisions.totalCount > 0) throw new FirstStartCutOff(config.homeFolder);
  report(startSays(language)('filling'));
  const filled = await fillCity({
    api,
    config,
    settle: async () => void (await settlePatiently(city, () => new Date())),
    bootstrapAdministrator: (personId) => city.identity.bootstrapAdministrator(personId),
    report,
    language,
    fill,
  });
  await placeSamples(api, city.sandbox, filled.samples);
  file.write(filled);
  return filled;
}

function facts(city: City, first: HandedOut): Record<string, unknown> {
  return {
    gateway: city.gateway.url,
    ...city.sandbox.addresses,
    administrator: first.administrator,
    samples: first.samples,
    samplePassword: first.samplePassword,
  };
}
