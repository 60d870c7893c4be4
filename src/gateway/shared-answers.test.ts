import { parse, type OperationDefinitionNode } from 'graphql';
import { askedBelow, SharedAnswers } from './shared-answers';

const TEXT =
  'subscription($after: String, $lang: Language) { roleChanges(after: $after) { id unit { name(lang: $lang) } } }';

describe('the answer to an event that reads the same for everybody', () => {
  const document = parse(TEXT);
  const [operation] = document.definitions as OperationDefinitionNode[];
  const asked = (variables: Readonly<Record<string, unknown>>) => askedBelow(document, operation!, variables);
  const event = {};
  let answers: SharedAnswers;
  let works: number;

  beforeEach(() => {
    answers = new SharedAnswers();
    works = 0;
  });

  const work = (shared: boolean) => async () => {
    works += 1;
    return { result: { data: { number: works } }, shared };
  };

  it('is computed once for all who ask the same, wherever each of them began', async () => {
    const [one, other] = await Promise.all(
      ['a', 'b'].map((after) => answers.of(event, asked({ after, lang: 'EN' }), work(true))),
    );

    expect(works).toBe(1);
    expect(other).toBe(one);
  });

  it('is another for those who ask otherwise, and for another event', async () => {
    await answers.of(event, asked({ lang: 'EN' }), work(true));
    await answers.of(event, asked({ lang: 'VI' }), work(true));
    await answers.of({}, asked({ lang: 'EN' }), work(true));

    expect(works).toBe(3);
  });

  it('is computed for each who asks where it depended on more than the event', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => answers.of(event, asked({}), work(false))));

    expect(works).toBe(2);
    expect(other).not.toEqual(one);
  });

  it('is never shared for an event of which nobody said that it reads the same', async () => {
    await answers.of(null, asked({}), work(true));
    await answers.of(null, asked({}), work(true));

    expect(works).toBe(2);
  });
});
