/**
 * `npm run city:real`: a whole city with invented people on OpenLDAP, Dovecot and MariaDB, to look at and to try.
 * Everything is thrown away when it ends; Ctrl+C ends every server by its own id.
 */
import 'reflect-metadata';
import { readConfig } from '../../src/config/config';
import { openCity } from '../../src/main';
import { temporaryFolder } from '.';
import { ensureInstalled, SERVERS } from './programs';
import { startRealCity } from './real-city';

async function serve(asJson: boolean, synced: boolean): Promise<void> {
  const say = (line: string): void => {
    if (!asJson) process.stdout.write(`${line}\n`);
  };
  ensureInstalled(SERVERS, say);
  const folder = temporaryFolder('city-real', !synced);
  const closing: (() => Promise<void>)[] = [async () => folder.remove()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  const stop = (): void => {
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  // What a city that is cut off in its first start still writes goes too.
  process.once('exit', () => folder.remove());
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    say('Starting OpenLDAP, Dovecot and MariaDB …');
    const real = await startRealCity(folder.path, { unsynced: !synced });
    closing.push(() => real.close());
    const config = { ...readConfig({ ...process.env, DIEUHANH_HOME: folder.path }), storeUrl: real.storeUrl };
    const { city, banner, facts } = await openCity(config, say, {
      startSandbox: () => Promise.resolve(real.sandbox()),
      language: 'en',
    });
    closing.push(() => city.close());
    const settings = {
      DIEUHANH_HOME: folder.path,
      DIEUHANH_SYSTEMS: real.systemsFile(),
      DIEUHANH_STORE_URL: real.storeUrl,
    };
    if (asJson) process.stdout.write(`${JSON.stringify({ ...facts, settings })}\n`);
    say(banner.replace('the next start keeps everything', 'nothing is kept'));
    say('\nFor verbs that look at the systems themselves, such as doctor and backup:');
    for (const [name, value] of Object.entries(settings)) say(`  export ${name}='${value}'`);
  } catch (error) {
    await close();
    throw error;
  }
}

serve(process.argv.includes('--json'), process.argv.includes('--synced')).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
