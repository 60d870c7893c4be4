/** Claims of due people by 1, 2 and 4 processes on one MariaDB, beside bare commits of as many. */
import { join } from 'node:path';
import { mariadb } from '../../servers';
import { figure, median, type Figure } from '../measure';
import { Worker } from '../worker';

const WORKERS = [1, 2, 4] as const;
const MODULE = join(__dirname, 'serve-claims.js');

export async function measureClaims(rounds: number, people: number, commits: number): Promise<Figure[]> {
  const server = await mariadb();
  const workers = Array.from({ length: Math.max(...WORKERS) }, () => Worker.start(MODULE));
  try {
    const url = await server.database('claims');
    const figures: Figure[] = [];
    for (const count of WORKERS) {
      const some = workers.slice(0, count);
      const claims: number[] = [];
      const raw: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        await workers[0]!.ask('mark', { url, people });
        const done = await Promise.all(
          some.map((worker) => worker.ask<{ claims: number; ms: number }>('claim', { url })),
        );
        const taken = done.reduce((sum, one) => sum + one.claims, 0);
        if (taken !== people) throw new Error(`${people} people were due and ${taken} claims were made`);
        claims.push((taken / Math.max(...done.map(({ ms }) => ms))) * 1_000);
        const ms = await Promise.all(some.map((worker) => worker.ask<number>('commit', { url, commits })));
        raw.push(((commits * count) / Math.max(...ms)) * 1_000);
      }
      const share = { to: 'bare commits', value: median(claims) / median(raw) };
      figures.push(figure(`MariaDB, ${count} worker(s): claims`, 'claims/s', claims, share));
      figures.push(figure(`MariaDB, ${count} worker(s): bare commits`, 'commits/s', raw));
    }
    return figures;
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await server.close();
  }
}
