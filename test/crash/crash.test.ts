/** A slice of `npm run crash`: a few kills, random and at boundaries, each looked at as in the long run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOnce } from '../process/city-process';
import { crash } from './crash';
import { PER_BOUNDARY, planKills, REACHED_BY_DAY } from './plan';

jest.setTimeout(300_000);

describe('a plan of kills', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planKills(40, 1)).toEqual(planKills(40, 1));
    expect(planKills(40, 1)).not.toEqual(planKills(40, 2));
  });

  it.each([100, 200, 333])(
    'reaches every boundary often enough in %i kills, and lets an interrupted call be found',
    (count) => {
      const kills = planKills(count, 3);

      expect(kills).toHaveLength(count);
      for (const boundary of REACHED_BY_DAY)
        expect(kills.filter((kill) => kill.boundary === boundary).length).toBeGreaterThanOrEqual(PER_BOUNDARY);
      const finding = kills.flatMap((kill, index) => (kill.boundary === 'interrupted.closed' ? [index] : []));
      for (const index of finding)
        expect(kills[index - 1]?.boundary).toMatch(/^(intent\.committed|call\.(before|after))$/);
    },
  );
});

describe('a city that is killed in the middle of its work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));

  beforeAll(() => buildOnce());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loses nothing that it acknowledged, does nothing twice, and reaches what was decided', async () => {
    const report = await crash({ kills: 4, seed: 2, folder, progress: () => undefined });

    expect(report.findings).toEqual([]);
    expect(report.kills).toBe(4);
    expect(report.decisions).toBeGreaterThan(0);
  });
});
