/**
 * Takes mail as the city's outgoing server would, and shows what it got; what is for the city's own people it can hand
 * back to the mail server, as a relay does.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { deliver } from '../../src/main/lmtp';

export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

export interface SmtpSink {
  readonly port: number;
  readonly mails: readonly SunkMail[];
  /** From now on mail for this domain goes to the mail server on this port. */
  relay(domain: string, lmtpPort: number): void;
  close(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const sockets = new Set<Socket>();
  let inside: { readonly domain: string; readonly port: number } | null = null;
  const take = (mail: SunkMail): void => {
    mails.push(mail);
    for (const to of mail.to)
      if (inside !== null && to.toLowerCase().endsWith(`@${inside.domain}`))
        // What the mail server refuses is lost here, as the test that waits for it will say.
        void deliver({ host: '127.0.0.1', port: inside.port, from: mail.from, to, message: mail.text }).catch(
          () => undefined,
        );
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, take);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    relay(domain, port) {
      inside = { domain, port };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket, take: (mail: SunkMail) => void): void {
  let waiting = '';
  let from = '';
  let to: string[] = [];
  let inText = false;
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  const address = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';
  say('220 sink ready');
  socket.on('data', (data) => {
    waiting += data.toString('utf8');
    for (;;) {
      const end = waiting.indexOf(inText ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = waiting.slice(0, end);
      waiting = waiting.slice(end + (inText ? 5 : 2));
      if (inText) {
        inText = false;
        take({ from, to, text: part.replace(/^\.\./gm, '.') });
        to = [];
        say('250 taken');
      } else if (/^EHLO/i.test(part)) say('250-sink\r\n250 8BITMIME');
      else if (/^DATA/i.test(part)) {
        inText = true;
        say('354 go on');
      } else if (/^QUIT/i.test(part)) {
        say('221 bye');
        socket.end();
      } else {
        if (/^MAIL/i.test(part)) from = address(part);
        if (/^RCPT/i.test(part)) to.push(address(part));
        say('250 ok');
      }
    }
  });
}
