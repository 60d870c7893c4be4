/**
 * What becomes of a person's mail when the person leaves, seen by a mail client that is logged in and by somebody who
 * goes on writing to the leaver by name.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { createDovecotConnector, type DovecotConnector } from '../../src/connectors/dovecot';
import { deliver } from '../servers/lmtp';
import { call } from './connector-contract';
import { mailSpec, settingsOf, type Mail } from './dovecot-subjects';

export interface LeaverMailSubject {
  readonly mail: Mail;
  /** What left the city so far. */
  sent(): readonly { readonly to: readonly string[]; readonly text: string }[];
  /** Gives the account a password with which it can sign in, where that is not so anyway. */
  letIn(login: string, password: string): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = 'mot-mat-khau';
const REPLY = 'Ông Mẫu đã nghỉ "hưu".\nXin gửi tới so-tttt@hanoi.gov.vn.';

export function describeLeaverMail(name: string, open: () => Promise<LeaverMailSubject>): void {
  describe(`the mail of a leaver ${name}`, () => {
    let subject: LeaverMailSubject;
    let connector: DovecotConnector;
    const clients: ImapFlow[] = [];

    beforeEach(async () => {
      subject = await open();
      connector = createDovecotConnector(settingsOf(subject.mail));
    }, 60_000);

    afterEach(async () => {
      for (const client of clients.splice(0)) client.close();
      await connector.close();
      await subject.close();
    });

    async function signIn(user: string): Promise<ImapFlow> {
      const client = new ImapFlow({
        host: '127.0.0.1',
        port: subject.mail.imapPort,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: PASSWORD },
        logger: false,
      });
      client.on('error', () => undefined);
      clients.push(client);
      await client.connect();
      return client;
    }

    const write = (to: string): Promise<void> =>
      deliver(subject.mail.lmtpPort, {
        from: 'dan@example.vn',
        to,
        subject: 'Hỏi'.normalize('NFD').replace(/[^a-z]/gi, ''),
      });

    it('closes under the hands of who is signed in, and lets nobody in again', async () => {
      const { nativeId } = await connector.create(mailSpec(1), call());
      await subject.letIn('nvmau1', PASSWORD);
      const [first, second] = [await signIn('nvmau1'), await signIn('nvmau1@hanoi.gov.vn')];
      await first.mailboxOpen('INBOX');
      const cut = Promise.all([first, second].map((client) => new Promise((resolve) => client.once('close', resolve))));

      await connector.disable(nativeId, call());

      await cut;
      expect([first.usable, second.usable]).toEqual([false, false]);
      for (const login of ['nvmau1', 'nvmau1@hanoi.gov.vn', 'nvmau1_sotttt@hanoi.gov.vn'])
        await expect(signIn(login)).rejects.toThrow();
    });

    it('answers and hands on what comes for the leaver by name and by alias, and keeps it', async () => {
      const { nativeId } = await connector.create(mailSpec(1), call());
      await connector.disable(nativeId, call());

      const set = { autoReply: REPLY, forwardTo: 'ke-nhiem@noi-khac.vn' };
      await connector.modify(nativeId, { set }, call());
      await write('nvmau1@hanoi.gov.vn');
      await until(() => subject.sent().length >= 2);
      const first = [...subject.sent()];
      await write('nvmau1_sotttt@hanoi.gov.vn');
      await until(() => subject.sent().length >= 3);

      const to = (address: string): typeof first => subject.sent().filter((mail) => mail.to.includes(address));
      expect(await connector.read(nativeId, call())).toMatchObject({ status: 'disabled', attributes: set });
      expect(to('ke-nhiem@noi-khac.vn')).toHaveLength(2);
      // Whoever writes twice on one day is answered once.
      expect(to('dan@example.vn')).toHaveLength(1);
      expect(decoded(to('dan@example.vn')[0]!.text)).toContain('đã nghỉ "hưu"');
      expect(await connector.readMailbox(nativeId, call())).toMatchObject({ unread: 2 });
    });

    it('is answered no more when that is taken back', async () => {
      const { nativeId } = await connector.create(mailSpec(1), call());
      await connector.modify(nativeId, { set: { autoReply: REPLY, forwardTo: 'ke-nhiem@noi-khac.vn' } }, call());

      await connector.modify(nativeId, { set: { autoReply: null, forwardTo: null } }, call());
      await connector.modify(nativeId, { set: { autoReply: null } }, call());
      await write('nvmau1@hanoi.gov.vn');

      expect(await connector.readMailbox(nativeId, call())).toMatchObject({ unread: 1 });
      expect(subject.sent()).toEqual([]);
      expect((await connector.read(nativeId, call()))!.attributes).toEqual(mailSpec(1).attributes);
    });

    it('comes no more to an archived account, and all of it is there when it is opened again', async () => {
      const { nativeId } = await connector.create(mailSpec(1), call());
      await connector.modify(nativeId, { set: { forwardTo: 'ke-nhiem@noi-khac.vn' } }, call());
      await write('nvmau1@hanoi.gov.vn');
      await until(() => subject.sent().length === 1);

      await connector.archive(nativeId, call());
      const refused = write('nvmau1@hanoi.gov.vn');

      await expect(refused).rejects.toThrow(/55\d/);
      await connector.enable(nativeId, call());
      await write('nvmau1@hanoi.gov.vn');
      await until(() => subject.sent().length === 2);
      expect(await connector.readMailbox(nativeId, call())).toMatchObject({ unread: 2 });
    });
  });
}

/** Of a body in quoted-printable or base64. */
function decoded(text: string): string {
  const base64 = /base64\r\n[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)?.[1];
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('utf8');
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return /=[0-9A-F]{2}/.test(text) ? Buffer.from(bytes, 'latin1').toString('utf8') : text;
}

async function until(holds: () => boolean): Promise<void> {
  for (let look = 0; look < 200 && !holds(); look += 1) await pause(25);
  if (!holds()) throw new Error('it does not hold after 200 looks');
}
