/** A slice of `npm run crash`: a few kills, random and at boundaries, each looked at as in the long run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WRITE_BOUNDARIES } from '../../src/shared/write-boundary';
import { buildOnce, childEnvironment } from '../process/city-process';
import { CityClock, dayAfter } from './city-clock';
import { crash } from './crash';
import { AT_MIDNIGHT, PER_BOUNDARY, planKills } from './plan';
import { livingBy } from './processes';

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
      for (const boundary of WRITE_BOUNDARIES)
        expect(kills.filter((kill) => kill.boundary === boundary).length).toBeGreaterThanOrEqual(PER_BOUNDARY);
      const finding = kills.flatMap((kill, index) => (kill.boundary === 'interrupted.closed' ? [index] : []));
      for (const index of finding)
        expect(kills[index - 1]?.boundary).toMatch(/^(intent\.committed|call\.(before|after))$/);
    },
  );

  it.each([30, 100, 200])('has those at midnight last in %i kills, because the clock is not set back', (count) => {
    const isAtMidnight = planKills(count, 5).map(({ boundary }) => boundary === AT_MIDNIGHT);

    expect(isAtMidnight).toContain(true);
    expect(isAtMidnight.slice(isAtMidnight.indexOf(true))).not.toContain(false);
  });

  it('has none at midnight in the slice below', () => {
    expect(planKills(4, 2).map(({ boundary }) => boundary)).not.toContain(AT_MIDNIGHT);
  });
});

describe('the clock of a city', () => {
  it('moves on to the evening of another day each time', () => {
    const clock = new CityClock();

    const evenings = [1, 2, 3].map(() => {
      clock.advanceToBeforeMidnight(30_000);
      return clock.today();
    });

    expect(evenings[0]! >= new CityClock().today()).toBe(true);
    expect(evenings.slice(1)).toEqual(evenings.slice(0, -1).map((day) => dayAfter(day, 1)));
  });

  it('is what a program that lives by it is told, and dates are dates as before', () => {
    buildOnce();
    const clock = new CityClock();
    clock.advanceToBeforeMidnight(30_000);
    const script = `
      process.stdout.write(JSON.stringify([
        new Date().toISOString(), new Date(Date.now()).toISOString(), new Date(Date()).toISOString(),
        new Date(0).toISOString(), new Date(2026, 0, 2, 3) instanceof Date, new Date().constructor === Date,
        new (class extends Date {})() instanceof Date, Date.parse('1970-01-02'), Date.UTC(1970, 0, 2),
      ]))`;

    const told = execFileSync(process.execPath, ['-e', script], {
      env: childEnvironment(livingBy(clock)),
      encoding: 'utf8',
    });

    const [asked, now, called, ...rest] = JSON.parse(told) as string[];
    for (const instant of [asked, now, called]) expect(dayIn(instant!)).toBe(clock.today());
    expect(rest).toEqual(['1970-01-01T00:00:00.000Z', true, true, true, 86_400_000, 86_400_000]);
  });
});

function dayIn(instant: string): string {
  return new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 10);
}

describe('a city that is killed in the middle of its work', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crash-'));

  beforeAll(() => buildOnce());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loses nothing that it acknowledged, does nothing twice, and reaches what was decided', async () => {
    const report = await crash({ plan: planKills(4, 2), seed: 2, folder, progress: () => undefined });

    expect(report.findings).toEqual([]);
    expect(report.kills).toBe(4);
    expect(report.decisions).toBeGreaterThan(0);
  });
});
