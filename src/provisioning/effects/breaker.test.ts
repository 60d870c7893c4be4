import { Breaker } from './breaker';

const SETTINGS = { breakerThreshold: 3, breakerOpenMs: 500, breakerOpenMaxMs: 30_000 };
const at = (ms: number): Date => new Date(1_000_000 + ms);

describe('the breaker of a target', () => {
  const open = (breaker: Breaker, atMs: number): void => {
    for (let count = 0; count < 3; count += 1) breaker.failed(at(atMs));
  };

  it('opens after a number of faults in a row and lets calls through after a while', () => {
    const breaker = new Breaker(SETTINGS);

    open(breaker, 0);

    expect([breaker.health, breaker.closedUntil(at(499)), breaker.closedUntil(at(500))]).toEqual([
      'down',
      at(500),
      null,
    ]);
  });

  it('is not prolonged by faults of calls that were under way when it opened', () => {
    const breaker = new Breaker(SETTINGS);
    open(breaker, 0);

    for (let count = 0; count < 50; count += 1) breaker.failed(at(100));

    expect(breaker.closedUntil(at(100))).toEqual(at(500));
  });

  it('stays open longer each time, and is forgotten with one success', () => {
    const breaker = new Breaker(SETTINGS);
    open(breaker, 0);
    breaker.failed(at(500));
    const second = breaker.closedUntil(at(500));

    breaker.succeeded(breaker.begun());

    expect([second, breaker.health]).toEqual([at(1_500), 'up']);
  });

  it('stays open when a call succeeds that was under way when it opened', () => {
    const breaker = new Breaker(SETTINGS);
    const read = breaker.begun();
    open(breaker, 0);

    breaker.succeeded(read);

    expect([breaker.health, breaker.closedUntil(at(499))]).toEqual(['down', at(500)]);
  });

  it('is not kept open by a clock that steps back', () => {
    const breaker = new Breaker(SETTINGS);
    open(breaker, 86_400_000);

    expect(breaker.closedUntil(at(0))).toBeNull();
  });
});
