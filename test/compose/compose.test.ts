import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { readConfig, settingsHelp } from '../../src/config/config';

interface Service {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
  readonly volumes: readonly string[];
}

const root = resolve(__dirname, '../..');
const compose = parse(readFileSync(resolve(root, 'docker-compose.yml'), 'utf8')) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};

describe('docker-compose.yml', () => {
  const service = compose.services.city!;

  it('sets only settings that there are, to values that are accepted', () => {
    const known = settingsHelp('en');

    expect(Object.keys(service.environment).filter((name) => !known.includes(name))).toEqual([]);
    expect(readConfig({ ...service.environment }, root)).toMatchObject({ host: '0.0.0.0', port: 4000 });
  });

  it('publishes exactly the ports that the city listens on, on loopback', () => {
    const listening = Object.entries(service.environment).flatMap(([name, value]) =>
      name.endsWith('_PORT') ? [value] : [],
    );

    expect([...service.ports].sort()).toEqual(listening.map((port) => `127.0.0.1:${port}:${port}`).sort());
  });

  it('runs scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { scripts: object };

    expect(service.command.at(-1)).toBe('npm ci --no-audit --no-fund && npm start');
    expect(scripts).toHaveProperty('start');
    expect(service.healthcheck.test.join(' ')).toContain(`:${service.environment.DIEUHANH_PORT}/ready`);
  });

  it('keeps the city in a volume that it declares', () => {
    expect(service.volumes).toContain(`city:${service.environment.DIEUHANH_HOME}`);
    expect(Object.keys(compose.volumes).sort()).toEqual(['city', 'modules']);
  });
});
