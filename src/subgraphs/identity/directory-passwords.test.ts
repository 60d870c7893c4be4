import { Refusal, describe as told } from '../../errors/refusal';
import { silentLogger } from '../../shared/logger';
import { DirectoryPasswords } from './directory-passwords';
import type { PasswordAuthority } from './ports';

/** A directory that answers everything with one fault. */
function failing(code: string, message: string): DirectoryPasswords {
  const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(message), { code }));
  const authority: PasswordAuthority = { verify: fail, setPassword: fail, changePassword: fail };
  return new DirectoryPasswords(authority, silentLogger);
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof Refusal)) throw new Error('it was not refused');
  return told(error.problems[0]!, 'en');
}

describe('why the directory refused a password', () => {
  it('is told in its own words to the letter, with an empty old password or one of a single letter', async () => {
    const directory = failing('rejected', 'at least 10 characters');

    const said = await Promise.all([
      refusalOf(directory.change('a', '', 'mat-khau-moi')),
      refusalOf(directory.set('a', 't')),
      refusalOf(directory.set('a', 'cha')),
    ]);

    expect(said.filter((text) => !text.includes('(the directory says: at least 10 characters)'))).toEqual([]);
  });

  it.each([
    ['bi-mat-dai', 'password "bi-mat-dai" is in a dictionary'],
    ['dai', 'the password dai is too short'],
    ['$', 'the value "$" is too short'],
  ])('is not told in words that quote the password %s', async (secret, message) => {
    const said = await refusalOf(failing('rejected', message).set('a', secret));

    expect(said).toBe('The directory refused this password: choose another, longer and harder to guess');
  });
});

describe('a missing entry', () => {
  it('is told to who holds an activation code, and not to who only names a login', async () => {
    const directory = failing('notFound', 'the directory has no such user');

    const [set, verified] = await Promise.all([
      refusalOf(directory.set('a', 'mat-khau')),
      refusalOf(directory.verify('a', 'mat-khau')),
    ]);

    expect(set).toMatch(/^You have no account in the directory yet/);
    expect(verified).toMatch(/^The system "directory" does not answer/);
  });
});

it('says that the old password is wrong when the directory finds it so', async () => {
  const said = await refusalOf(failing('unauthorised', 'no').change('a', 'cu', 'mat-khau-moi'));

  expect(said).toMatch(/^The login or the password is wrong/);
});
