import { observeBoundaries, reached, WRITE_BOUNDARIES, type WriteBoundary } from './write-boundary';

describe('a write boundary', () => {
  it('tells its observer each place by name, and nobody once it has stopped', () => {
    const seen: WriteBoundary[] = [];
    const stop = observeBoundaries((boundary) => void seen.push(boundary));

    for (const boundary of WRITE_BOUNDARIES) reached(boundary);
    stop();
    reached('call.before');

    expect(seen).toEqual(WRITE_BOUNDARIES);
  });

  it('ends the work there with what the observer throws', () => {
    const stop = observeBoundaries(() => {
      throw new Error('the process is gone');
    });

    expect(() => reached('store.after-commit')).toThrow('the process is gone');
    stop();
  });
});
