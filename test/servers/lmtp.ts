/** Gives one message to a mail server, as the city's incoming server would. */
import { createConnection } from 'node:net';

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
}

/** Resolves when it was taken for this recipient, and fails with the server's words when it was not. */
export async function deliver(port: number, { from, to, subject }: Letter): Promise<void> {
  const head = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${subject}`,
    `Message-ID: <${Date.now()}-${Math.random()}@test>`,
  ];
  const lines = [
    'LHLO test',
    `MAIL FROM:<${from}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    `${head.join('\r\n')}\r\n\r\nXin chào\r\n.`,
    'QUIT',
  ];
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answers = '';
    socket.once('error', reject);
    socket.on('data', (data) => {
      answers += data.toString('latin1');
      // The last line of an answer has a space after its code.
      if (!/^\d{3} [^\n]*\n$/m.test(answers)) return;
      if (/^[45]/m.test(answers)) return socket.destroy(new Error(answers));
      answers = '';
      const line = lines.shift();
      if (line === undefined) socket.end();
      else socket.write(`${line}\r\n`);
    });
    socket.once('close', (fault) => (fault ? undefined : resolve()));
  });
}
