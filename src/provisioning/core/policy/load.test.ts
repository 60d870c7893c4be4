import { KNOWN, POLICY_TEXT as text } from '../../../../test/core/city';
import { loadPolicy } from './load';
import { PolicyError } from './policy.types';
import type { PolicyProblem } from './policy.types';

const { positions } = KNOWN;

function problemsOf(broken: string): readonly PolicyProblem[] {
  try {
    loadPolicy(broken, 'policy.yaml', { positions });
  } catch (error) {
    if (error instanceof PolicyError) return error.problems;
    throw error;
  }
  return [];
}

describe('the default policy', () => {
  const policy = loadPolicy(text, 'data/policy.yaml', { positions });

  it('covers every position of the catalogue, in every mode', () => {
    const uncovered = positions.filter((position) =>
      ['official', 'acting', 'in-charge', 'seconded'].some(
        (mode) =>
          !policy.roles.some((role) => role.positions.includes(position) && role.modes.some((one) => one === mode)),
      ),
    );

    expect(positions.length).toBeGreaterThan(25);
    expect(uncovered).toEqual([]);
  });

  it('has every management role', () => {
    const roles = policy.roles.map(({ role }) => role);

    expect(roles).toEqual(
      expect.arrayContaining([
        'city-leader',
        'unit-head',
        'deputy-head',
        'office-chief',
        'division-head',
        'records-clerk',
        'unit-administrator',
        'asset-accountant',
        'personnel-officer',
        'it-officer',
        'officer',
      ]),
    );
  });

  it('lets no deputy sign or direct everything (clause 45)', () => {
    const deputies = policy.roles.filter(({ role }) => role.includes('deputy'));

    const rights = deputies.flatMap(({ targets }) => targets.flatMap(({ grants }) => grants.map(({ value }) => value)));

    expect(rights).toContain('{field}');
    expect(rights).not.toContain('sign');
    expect(rights).not.toContain('direct');
  });

  it('keeps its version when only the writing changes, and changes it with the content', () => {
    const rewritten = loadPolicy(
      `# a comment\n${text.replace('[direct, sign, assign, process, read]', '[read, direct, sign, assign, process]')}`,
      'x',
      {
        positions,
      },
    );
    const changed = loadPolicy(text.replace('quotaMiB: 20480', 'quotaMiB: 20481'), 'x', { positions });

    expect(policy.version).toMatch(/^[0-9a-f]{64}$/);
    expect(rewritten.version).toBe(policy.version);
    expect(changed.version).not.toBe(policy.version);
  });
});

describe('a broken policy', () => {
  it.each([
    ['an unknown position', 'position: van-thu', 'position: van-thuu', '"van-thuu" is not a known position'],
    ['an unknown right', 'roles: [administer]', 'roles: [rule]', '"rule"; known are direct'],
    [
      'an unknown placeholder',
      "groups: [division-heads, 'unit-{unit}']",
      "groups: ['unit-{Unit}']",
      'unknown placeholder {Unit}',
    ],
    ['an open brace', "groups: [division-heads, 'unit-{unit}']", "groups: ['unit-{unit']", 'brace is not closed'],
    ['an unknown key', 'quotaMiB: 20480, ', 'quota: 20480, ', 'is not a known key'],
    ['a wrong type', 'archiveAfterDays: 90', 'archiveAfterDays: ninety', 'must be a whole number'],
    ['a role that is there twice', 'role: officer', 'role: it-officer', '"it-officer" is there twice'],
    [
      'a target that waits for itself',
      'directory: { connector: ldap }',
      'directory: { connector: ldap, createAfter: [mail] }',
      'waits for itself',
    ],
    ['a create-after nobody knows', 'createAfter: [directory]', 'createAfter: [dir]', '"dir"; known are directory'],
    [
      'a grant at a missing target',
      'qlvb: { roles: [administer] }',
      'portal: { groups: [x] }',
      'names the target "portal"',
    ],
    ['an unknown connector', 'connector: ldap', 'connector: nis', '"nis"; known are ldap'],
    [
      'a protected name at a missing target',
      'mail: [postmaster, vmail]',
      'post: [postmaster]',
      'names the target "post"',
    ],
    ['a window that is no duration', 'window: PT1H', 'window: 1 hour', 'is not a duration'],
    ['a deletion before the archive', 'deleteAfterDays: 1825', 'deleteAfterDays: 30', 'deletes before it archives'],
    [
      'a quota where there is no mailbox',
      'qlvb: { roles: [administer] }',
      'qlvb: { quotaMiB: 1 }',
      'is not a known key',
    ],
    ['a merge that nobody offers', 'title: primary', 'title: longest', '"longest"; known are primary'],
    ['drift that is neither', 'drift: { directory: correct', 'drift: { directory: mend', '"mend"; known are correct'],
    ['drift at a missing target', 'drift: { directory:', 'drift: { ldap:', 'names the target "ldap"'],
    ['adoption by what says nothing', 'directory: [fullName, unitName]', 'directory: [title]', '"title"; known are'],
    ['adoption by the name alone', 'directory: [fullName, unitName]', 'directory: []', 'at least one attribute'],
    ['adoption at a missing target', 'directory: [fullName, unitName]', 'ldap: [fullName]', 'names the target "ldap"'],
  ])('names %s with its line', (_, from, to, message) => {
    expect(text).toContain(from);

    const problems = problemsOf(text.replace(from, to));

    const line = text.slice(0, text.indexOf(from)).split('\n').length;
    const named = problems.filter((problem) => problem.en.includes(message));
    expect(named).not.toEqual([]);
    expect(named.map((problem) => problem.line)).toContain(line);
  });

  it('says each problem in Vietnamese and in English, with the place that it names', () => {
    const [problem] = problemsOf(text.replace('percent: 5', 'percent: -5'));

    expect(problem).toMatchObject({
      file: 'policy.yaml',
      vi: 'brake.netLossPerTarget.percent phải là số nguyên từ 0 trở lên',
      en: 'brake.netLossPerTarget.percent must be a whole number from 0 up',
    });
  });

  it('tells a target that nobody knows once, not again at each grant there', () => {
    expect(problemsOf(text.replace('connector: ldap', 'connector: nis'))).toHaveLength(1);
  });

  it('shows every problem at once, in the order of the file', () => {
    const problems = problemsOf(
      text.replace('van-thu\n', 'thu-ky\n').replace('[administer]', '[rule]').replace('percent: 5', 'percent: -5'),
    );

    expect(problems).toHaveLength(3);
    expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).sort((a, b) => a - b));
  });

  it.each(['', '[]', 'version: 1', 'a: [b', '&a [*a]', `x: ${'y'.repeat(1_000_001)}`])(
    'refuses a file that is no policy (%#)',
    (broken) => {
      expect(problemsOf(broken)).not.toEqual([]);
    },
  );
});
