import { silentLogger } from '../shared/logger';
import { announceRegularly } from './announcer';

/** One call at a time, which ends when the test says so. */
class Announcements {
  begun = 0;
  private finish: () => void = () => undefined;

  readonly announce = (): Promise<void> => {
    this.begun += 1;
    return new Promise((resolve) => (this.finish = resolve));
  };

  async end(): Promise<void> {
    this.finish();
    await jest.advanceTimersByTimeAsync(0);
  }
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

it('lets the looks go that would have come while one is under way', async () => {
  const announcements = new Announcements();
  const announcer = announceRegularly(announcements.announce, silentLogger);

  jest.advanceTimersByTime(10_000);
  const during = announcements.begun;
  await announcements.end();
  const after = announcements.begun;
  jest.advanceTimersByTime(1_000);
  await announcements.end();
  await announcer.stop();

  expect([during, after, announcements.begun]).toEqual([1, 1, 2]);
});

it('looks again after one that failed, and waits for the last when it stops', async () => {
  const announcements = new Announcements();
  let failed = false;
  const announcer = announceRegularly(() => {
    if (failed) return announcements.announce();
    failed = true;
    return Promise.reject(new Error('the store is away'));
  }, silentLogger);
  let stopped = false;

  await jest.advanceTimersByTimeAsync(2_000);
  const stopping = announcer.stop().then(() => (stopped = true));
  await jest.advanceTimersByTimeAsync(5_000);
  const stoppedBefore = stopped;
  await announcements.end();
  await stopping;

  expect([announcements.begun, stoppedBefore, stopped]).toEqual([1, false, true]);
});
