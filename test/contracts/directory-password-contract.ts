/** Passwords before any directory: checked by a bind, set and changed by the operation or by the attribute, refused with its reason. */
import { call, codeOf } from './connector-contract';
import { DirectoryBench, type OpenDirectory } from './directory-bench';
import { spec } from './ldap-subjects';

export function describePasswords(name: string, open: OpenDirectory): void {
  describe(`passwords ${name}`, () => {
    const bench = new DirectoryBench(open);

    afterEach(() => bench.clear());

    it.each(['exop', 'userPassword'] as const)('sets and checks passwords by %s', async (passwordBy) => {
      const directory = await bench.directory();
      const more = { schema: { passwordBy }, passwordMaxAgeDays: 90 };
      const [connector, authority] = [bench.connector(directory, more), bench.authority(directory, more)];
      const { nativeId, name } = await connector.create(spec(1), call());

      await authority.setPassword(name, 'mật-khẩu-đầu');
      const verdicts = [await authority.verify(name, 'mật-khẩu-đầu'), await authority.verify(name, 'sai')];
      await authority.changePassword(name, 'mật-khẩu-đầu', 'mật-khẩu-hai');
      verdicts.push(await authority.verify(name, 'mật-khẩu-hai'));
      const short = await codeOf(authority.changePassword(name, 'mật-khẩu-hai', 'ng'));
      await connector.disable(nativeId, call());
      verdicts.push(await authority.verify(name, 'mật-khẩu-hai'));
      const [entry] = await connector.readEntries([nativeId], call());

      expect(verdicts).toEqual(['ok', 'wrong', 'ok', 'locked']);
      expect(short).toBe('rejected');
      expect(entry!.passwordExpiresAt!.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
    });

    it('checks, sets and changes passwords by the directory', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      const authority = bench.authority(directory);
      const { nativeId, name } = await connector.create(spec(1), call());

      await authority.setPassword(name, 'mat-khau-dau');
      const verdicts = [
        await authority.verify(name, 'mat-khau-dau'),
        await authority.verify(name, 'sai'),
        await authority.verify(name, ''),
        await authority.verify('khong-co*', 'sai'),
      ];
      await authority.changePassword(name, 'mat-khau-dau', 'mat-khau-hai');
      const changed = [await authority.verify(name, 'mat-khau-dau'), await authority.verify(name, 'mat-khau-hai')];
      await connector.disable(nativeId, call());
      const locked = await authority.verify(name, 'mat-khau-hai');
      await connector.enable(nativeId, call());
      const enabled = await authority.verify(name, 'mat-khau-hai');

      expect(verdicts).toEqual(['ok', 'wrong', 'wrong', 'unknownUser']);
      expect(changed).toEqual(['wrong', 'ok']);
      expect([locked, enabled]).toEqual(['locked', 'ok']);
    });

    it('passes on why the directory refuses a password', async () => {
      const directory = await bench.directory();
      const connector = bench.connector(directory);
      const authority = bench.authority(directory);
      const { name } = await connector.create(spec(1), call());
      await authority.setPassword(name, 'mat-khau-dau');

      const short = authority.changePassword(name, 'mat-khau-dau', 'ng');
      await expect(short).rejects.toMatchObject({
        code: 'rejected',
        message: expect.stringMatching(/short|quality/i) as string,
      });
      const outcomes = [
        await codeOf(authority.changePassword(name, 'sai', 'mat-khau-hai')),
        await codeOf(authority.changePassword(name, '', 'mat-khau-hai')),
        await codeOf(authority.setPassword(name, '')),
        await codeOf(authority.setPassword('khong-co', 'mat-khau-hai')),
      ];

      expect(outcomes).toEqual(['unauthorised', 'unauthorised', 'rejected', 'notFound']);
    });
  });
}
