/**
 * What the connector for mail builds on: commands of one request run one after another, each is answered by its tag, and
 * one that fails stops none of those after it. Asked of doveadm itself, so that sandbox and server cannot differ.
 */
import type { Mail } from './dovecot-subjects';

type Answer = readonly [kind: string, result: unknown, tag: string];

const DICTIONARY = 'proxy::accounts';

export function describeDoveadmBatches(name: string, open: () => Promise<Mail>): void {
  describe(`doveadm ${name} takes many commands in one request`, () => {
    let mail: Mail;

    beforeEach(async () => {
      mail = await open();
    }, 60_000);

    afterEach(() => mail.close());

    async function run(commands: readonly (readonly [string, object])[]): Promise<readonly Answer[]> {
      const response = await fetch(`${mail.url}/doveadm/v1`, {
        method: 'POST',
        headers: { authorization: `X-Dovecot-API ${Buffer.from(mail.apiKey).toString('base64')}` },
        body: JSON.stringify(commands.map(([command, parameters], index) => [command, parameters, `t${index}`])),
      });
      return (await response.json()) as Answer[];
    }

    const set = (key: string, value: string): [string, object] => ['dictSet', { dictUri: DICTIONARY, key, value }];
    const get = (key: string): [string, object] => ['dictGet', { dictUri: DICTIONARY, key }];
    const user = (login: string): [string, object] => set(`shared/userdb/${login}`, JSON.stringify({ user: login }));
    const folders = (login: string, mailbox: readonly string[]): [string, object] => [
      'mailboxCreate',
      { user: login, mailbox, subscriptions: true },
    ];
    const exits = (answers: readonly Answer[]): unknown[] =>
      answers.map(([kind, result]) => (kind === 'error' ? (result as { exitCode: number }).exitCode : 0));

    it('runs them in order, and each sees what those before it did', async () => {
      const answers = await run([get('shared/x'), set('shared/x', '1'), get('shared/x'), set('shared/x', '2')]);
      const after = await run([get('shared/x')]);

      expect(exits(answers)).toEqual([68, 0, 0, 0]);
      expect(answers.map(([, , tag]) => tag)).toEqual(['t0', 't1', 't2', 't3']);
      expect(answers[2]![1]).toEqual([{ value: '1' }]);
      expect(after[0]![1]).toEqual([{ value: '2' }]);
    });

    it('goes on after one that failed', async () => {
      const answers = await run([
        set('nowhere/x', '1'),
        folders('nobody', ['INBOX']),
        ['kick', { mask: ['nobody'] }],
        set('shared/after', '1'),
        get('shared/after'),
      ]);

      expect(exits(answers)).toEqual([64, 67, 68, 0, 0]);
    });

    it('makes mailboxes for a user whom an earlier command made known, once what was remembered is forgotten', async () => {
      await run([folders('nvmau', ['INBOX'])]);

      const answers = await run([
        user('nvmau'),
        ['authCacheFlush', { user: ['nvmau'] }],
        folders('nvmau', ['INBOX', 'Sent', 'Junk']),
        ['mailboxList', { user: 'nvmau' }],
      ]);

      expect(exits(answers)).toEqual([0, 0, 0, 0]);
      const names = (answers[3]![1] as { mailbox: string }[]).map(({ mailbox }) => mailbox);
      expect(names.sort()).toEqual(['INBOX', 'Junk', 'Sent']);
    });

    it('makes the rest of several mailboxes of which one is there already, and says only that', async () => {
      await run([user('nvmau'), ['authCacheFlush', { user: ['nvmau'] }], folders('nvmau', ['Sent'])]);

      const answers = await run([folders('nvmau', ['INBOX', 'Sent', 'Junk']), ['mailboxList', { user: 'nvmau' }]]);

      expect(exits(answers)).toEqual([65, 0]);
      const names = (answers[1]![1] as { mailbox: string }[]).map(({ mailbox }) => mailbox);
      expect(names.sort()).toEqual(['INBOX', 'Junk', 'Sent']);
    });
  });
}
