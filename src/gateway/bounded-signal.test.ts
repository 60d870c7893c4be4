import { boundedSignal } from './bounded-signal';

describe('a bounded signal', () => {
  it('ends with its parent, and no more once it was let go', () => {
    const parent = new AbortController();
    const [kept, gone] = [boundedSignal(parent.signal, null), boundedSignal(parent.signal, null)];

    gone.release();
    parent.abort();

    expect([kept.signal.aborted, gone.signal.aborted]).toEqual([true, false]);
  });
});
