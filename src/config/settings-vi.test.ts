import { settingsHelp } from './config';

const rows = (language: 'vi' | 'en'): readonly { readonly name: string; readonly meaning: string }[] =>
  settingsHelp(language)
    .split('\n')
    .map((line) => {
      const [, name = '', meaning = ''] = /^ {2}(\S+) +(.*) \[[^\]]*\]$/.exec(line) ?? [];
      return { name, meaning };
    });

it('tells what every setting means, in Vietnamese and in English', () => {
  const [vi, en] = [rows('vi'), rows('en')];

  expect(vi.map(({ name }) => name)).toEqual(en.map(({ name }) => name));
  expect([...vi, ...en].filter(({ name, meaning }) => name === '' || meaning === '')).toEqual([]);
  expect(vi.filter(({ meaning }, index) => meaning === en[index]?.meaning)).toEqual([]);
});
