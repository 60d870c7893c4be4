/** How the process lives through a step: undisturbed, woken twice or not at all, by two workers, asleep, or dying. */
import type { How } from './history';
import { LEASE_MS } from './life';
import type { History } from './run';
import { Violation } from './tally';

export class Living {
  constructor(private readonly history: History) {}

  async through(by: How): Promise<void> {
    switch (by.how) {
      case 'work':
        return this.history.work(false);
      case 'lost':
        this.history.tally.add('act', 'wake-up lost');
        this.history.disturbed = true;
        return;
      case 'doubled':
        this.history.tally.add('act', 'wake-up doubled');
        this.history.checks.inPlay(7);
        await this.history.markAll('boundary');
        await this.history.work(false);
        await this.history.markAll('boundary');
        return this.history.work(false);
      case 'two-workers': {
        this.history.tally.add('act', 'two workers');
        this.history.checks.inPlay(7);
        await this.history.markAll('boundary');
        const [one, two] = this.history.life.engines;
        const both = await Promise.allSettled([one!.loop.settle(), two!.loop.settle()]);
        for (const result of both) if (result.status === 'rejected') throw new Violation(5, String(result.reason));
        return;
      }
      case 'paused-worker':
        return this.pausedWorker();
      case 'dies':
        return this.dying(by);
    }
  }

  private async pausedWorker(): Promise<void> {
    const [one, two] = this.history.life.engines;
    const { arrived, release } = this.history.weather.pause(0);
    const first = one!.loop.settle().catch(() => undefined);
    const paused = await Promise.race([arrived.then(() => true), first.then(() => false)]);
    if (paused) {
      this.history.checks.hands.asleep = 0;
      this.history.tally.add('act', 'worker paused');
      this.history.checks.inPlay(7);
      this.history.disturbed = true;
      this.history.clock.advance(LEASE_MS + 1);
      await two!.loop.settle();
    }
    release();
    await first;
  }

  private async dying(by: Extract<How, { how: 'dies' }>): Promise<void> {
    if (by.at === 'interrupted.closed') return this.dyingTwice(by);
    await this.history.life.work(true).catch((error: unknown) => {
      if (!this.history.life.dead) throw error;
    });
    if (!this.history.life.dead) {
      this.history.life.live();
      return this.history.work(false);
    }
    this.history.tally.add('boundary', by.at);
    this.history.checks.inPlay(9);
    this.history.disturbed = true;
    this.history.life = await this.history.life.next(by.known);
    this.history.checks.hands.begin();
    await this.history.work(false);
  }

  /** The first death cuts a call off, the second one meets the next life while it tells of that. */
  private async dyingTwice({ at }: Extract<How, { how: 'dies' }>): Promise<void> {
    this.history.life.live();
    for (const boundary of ['call.before', at] as const) {
      this.history.life.dieAt(boundary, 1);
      await this.history.life.work(false).catch((error: unknown) => {
        if (!this.history.life.dead) throw error;
      });
      if (!this.history.life.dead) break;
      this.history.tally.add('boundary', boundary);
      this.history.checks.inPlay(9);
      this.history.disturbed = true;
      this.history.life = await this.history.life.next(true);
      this.history.checks.hands.begin();
      // On a store that several processes share, a dead one's lease holds until its end.
      if (this.history.life.store.kind === 'mysql') this.history.clock.advance(LEASE_MS + 1);
    }
    this.history.life.live();
    await this.history.work(false);
  }
}
