/** What is made of a server that does a part of what it was asked: nothing that was not done is taken for done. */
import type { DovecotConnector } from '.';
import { codeOf, spec, within } from './account.fixture';
import { Impostors } from './impostor.fixture';

const ACCOUNT = ['doveadmResponse', [{ value: '{"user":"nvmau"}' }]];

const impostors = new Impostors();

afterEach(() => impostors.close());

function exit(exitCode: number): readonly unknown[] {
  return exitCode === 0 ? ['doveadmResponse', []] : ['error', { type: 'exitCode', exitCode }];
}

/** Knows one account, says yes to everything and answers some commands its own way. */
function knowingOne(answers: Readonly<Record<string, () => readonly unknown[]>>): Promise<DovecotConnector> {
  return impostors.doveadm((calls) =>
    calls.map(({ name, parameters: { key } }) => {
      if (key === 'shared/userdb/nvmau') return ACCOUNT;
      return name === 'dictGet' ? exit(68) : (answers[name]?.() ?? exit(0));
    }),
  );
}

/** Knows nobody; notes which commands it was asked, and answers `mailboxCreate` with these exit codes in turn. */
async function knowingNobody(exitCodes: number[]): Promise<{ asked: string[]; connector: DovecotConnector }> {
  const asked: string[] = [];
  const connector = await impostors.doveadm((calls) =>
    calls.map(({ name, parameters: { mailbox } }) => {
      asked.push(mailbox === undefined ? name : `${name} ${mailbox.join('+')}`);
      return exit(name === 'dictGet' ? 68 : name === 'mailboxCreate' ? (exitCodes.shift() ?? 0) : 0);
    }),
  );
  return { asked, connector };
}

it('lets nobody in to an account whose folders could not be made', async () => {
  const full = await knowingNobody([75]);

  expect(await codeOf(full.connector.create(spec('nvmau', { grants: [] }), within()))).toBe('throttled');
  expect(full.asked).not.toContain('dictUnset');
});

it('asks for each folder when one was there already: that may hide another that could not be made', async () => {
  const half = await knowingNobody([65, 65, 0, 77]);

  expect(await codeOf(half.connector.create(spec('nvmau', { grants: [] }), within()))).toBe('unauthorised');
  expect(half.asked.filter((one) => one.startsWith('mailboxCreate'))).toEqual([
    'mailboxCreate INBOX+Sent+Drafts+Trash+Junk',
    'mailboxCreate INBOX',
    'mailboxCreate Sent',
    'mailboxCreate Drafts',
    'mailboxCreate Trash',
    'mailboxCreate Junk',
  ]);
  expect(half.asked).not.toContain('dictUnset');
});

it('ends sessions in the proven order, in one request, and makes nothing of a denial that failed', async () => {
  const asked: string[][] = [];
  const broken = await impostors.doveadm((calls) => {
    asked.push(calls.map(({ name }) => name));
    return calls.map(({ name, parameters: { key } }) => {
      if (key === 'shared/userdb/nvmau') return ACCOUNT;
      return exit(name === 'dictGet' ? 68 : name === 'dictSet' ? 75 : 0);
    });
  });

  expect(await codeOf(broken.disable('nvmau', within()))).toBe('throttled');
  expect(asked).toEqual([
    ['dictGet', 'dictGet', 'dictGet'],
    ['dictSet', 'dictSet', 'authCacheFlush', 'kick', 'who'],
  ]);
});

it('does not take a session that outlives the kick for a disable that is done', async () => {
  const session = { username: 'nvmau', connections: '1', service: 'imap', pids: '(1)', ips: '()' };
  const stubborn = await knowingOne({ who: () => ['doveadmResponse', [session]] });

  expect(await codeOf(stubborn.disable('nvmau', within()))).toBe('throttled');
});

it('does not believe a right that was accepted and is not in force', async () => {
  let deletions = 0;
  const forgetful = await knowingOne({
    aclDelete: () => {
      deletions += 1;
      return ['doveadmResponse', []];
    },
  });
  const delta = { addGrants: [{ kind: 'roleMailbox', value: 'so-tttt' }] };

  expect(await codeOf(forgetful.modify('nvmau', delta, within()))).toBe('protocol');
  expect(deletions).toBe(1);
});
