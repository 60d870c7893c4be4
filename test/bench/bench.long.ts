/** The bench measures what it says on a real city; how much it measures is nobody's business here. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describeWith } from '../servers';
import { median, quantile, type Figure } from './measure';
import { parseOptions } from './options';

const BENCH = resolve(__dirname, '../../dist/test/bench/index.js');

describe('the bench', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function smoke(...parts: string[]): Promise<{ machine: { node: string }; figures: Figure[] }> {
    if (!existsSync(BENCH)) throw new Error('build first: npm run build');
    const file = join(folder, 'figures.json');
    await promisify(execFile)(process.execPath, [BENCH, '--smoke', '--only', parts.join(','), '--json', file]);
    return JSON.parse(readFileSync(file, 'utf8')) as { machine: { node: string }; figures: Figure[] };
  }

  it('takes every figure from real processes and writes them down', async () => {
    const { machine, figures } = await smoke('starts', 'decisions', 'tablet-home', 'scan');

    const named = (text: string): Figure[] => figures.filter((figure) => figure.name.startsWith(text));
    expect(machine.node).toBe(process.version);
    for (const text of [
      'first start',
      'second start',
      'memory idle',
      'decision recorded',
      'leave recorded',
      'scan: first',
      'scan: heap kept after 2000',
    ])
      expect(named(text).length).toBeGreaterThan(0);
    expect(named('TabletHome in memory, federated gateway: throughput')[0]?.ratio?.to).toBe('merged schema');
    expect(named('TabletHome in memory, federated gateway: answer')[0]?.value).toBeGreaterThan(7_000);
    expect(figures.every((figure) => Number.isFinite(figure.value) && figure.value > 0)).toBe(true);
  }, 240_000);

  it.each([
    [
      'stream',
      [
        ['role changes to one subscriber, SSE: commit → heard', 'bare server'],
        ['role changes to one subscriber, WebSocket: commit → heard', 'bare server'],
        ['20 subscribers, SSE: commit → heard, p99', 'bare server'],
        ['20 subscribers, WebSocket: commit → heard, p99', 'bare server'],
      ],
    ],
    ['storm', [['12 leave at one instant: instant → last account disabled', 'raw disables']]],
    [
      'frozen-home',
      [
        ['TabletHome with mail frozen: p99', 'deadline'],
        ['TabletHome with directory frozen: p99', 'deadline'],
        ['TabletHome with qlvb frozen: p99', 'deadline'],
      ],
    ],
    ['replay', [['replay: recorded', 'bare transactions']]],
    ['audit', [['mutation with its audit row', 'without']]],
    ['permissions', [['page of 50 people, rights asked for each', 'everything granted']]],
    ['sign-ins', [['sign-ins', 'raw binds']]],
    ['refused-sign-ins', [['refused sign-ins: heap (collected) after 800', 'after 400']]],
  ])(
    'sets %s beside what is possible in the same run',
    async (part, ratios) => {
      const { figures } = await smoke(part);

      const said = figures.map(({ name, ratio }) => [name, ratio?.to]);
      for (const ratio of ratios) expect(said).toContainEqual(ratio);
      // Twenty subscribers are fewer than what the collector leaves lying about.
      const judged = figures.filter(({ name }) => !/(memory|heap).* for each$/.test(name));
      expect(judged.every(({ value }) => Number.isFinite(value) && value > 0)).toBe(true);
    },
    240_000,
  );

  describeWith(['slapd', 'dovecot', 'mariadb'])('on real servers', () => {
    it('sets people provisioned, a storm and decisions beside what the servers do by themselves', async () => {
      const { figures } = await smoke('real');

      const said = figures.map(({ name, ratio }) => [name, ratio?.to]);
      for (const ratio of [
        ['real servers: people provisioned', 'slowest raw'],
        ['real servers: 12 leave at one instant: instant → last account disabled', 'raw disables'],
        ['real servers: decisions recorded by 8 callers', 'bare commits'],
      ])
        expect(said).toContainEqual(ratio);
      expect(figures.every(({ value }) => Number.isFinite(value) && value > 0)).toBe(true);
    }, 400_000);
  });

  it('takes the middle of its rounds, and the value that a share of all does not exceed', () => {
    const values = [4, 1, 3, 2];

    expect([median([7]), median([3, 1, 2]), median(values)]).toEqual([7, 2, 2.5]);
    expect([quantile(values, 0.5), quantile(values, 0.99)]).toEqual([2, 4]);
  });

  it('says what is wrong with its arguments', () => {
    expect(parseOptions(['--help'])).toBeNull();
    expect(parseOptions(['--only', 'starts', '--rounds', '2'])).toMatchObject({ parts: ['starts'], rounds: 2 });
    expect(() => parseOptions(['--only', 'all'])).toThrow(
      'starts, decisions, tablet-home, scan, stream, storm, frozen-home, replay',
    );
    expect(() => parseOptions(['--rounds', '0'])).toThrow('1 to 20');
    expect(() => parseOptions(['--json'])).toThrow('needs a value');
  });
});
