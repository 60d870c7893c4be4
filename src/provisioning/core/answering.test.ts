import { answeringKey } from './answering';
import type { AnsweringPost } from './facts';

const ON = '2026-05-01';
const head: AnsweringPost = {
  id: 'head',
  unitId: 'so-tttt',
  answersFor: 'unit',
  rank: 3,
  startsOn: '2020-01-01',
  endsOn: null,
  heldSince: '2020-01-01',
};
const clerks: AnsweringPost = { ...head, id: 'clerks', answersFor: 'records', rank: 6 };
const never = { heldSince: null };
const closed = { endsOn: '2026-05-01' };

describe('the post that answers for a body', () => {
  it.each([
    ['its head’s', [clerks, head], 'head'],
    ['the highest of several', [{ ...head, id: 'a', rank: 4 }, head], 'head'],
    ['the records clerks’ where nobody ever headed it', [{ ...head, ...never }, clerks], 'clerks'],
    [
      'one that is to be held no more than one that never was',
      [{ ...head, heldSince: '2026-05-02' }, clerks],
      'clerks',
    ],
    ['an open one before one that is closed', [{ ...head, ...closed }, clerks], 'clerks'],
    [
      'one that is closed, since what was left there is kept',
      [
        { ...head, ...closed },
        { ...clerks, ...never },
      ],
      'head',
    ],
    [
      'the head’s, for the first to come',
      [
        { ...clerks, ...never },
        { ...head, ...never },
      ],
      'head',
    ],
    ['none that is not open yet', [{ ...head, ...never, startsOn: '2026-05-02' }], null],
    ['none where there is none', [], null],
  ])('is %s', (_, posts, expected) => {
    expect(answeringKey(posts, ON)).toBe(expected);
  });
});
