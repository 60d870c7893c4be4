/** What becomes of mail for a leaver by name, from the decision to the letters: answered and handed on as the policy says. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { deliver } from '../../src/main/lmtp';
import type { Holder, TestCity } from './harness';

const DOMAIN = 'hanoi.gov.vn';
const POLICY = readFileSync(resolve(__dirname, '../../data/policy.yaml'), 'utf8').replace(
  'leave:\n',
  "leave:\n  mail: { reply: '{fullName} has left office. Write to {redirectTo}.', redirectTo: keeper }\n",
);
const POST = 'so-gtvt/giam-doc-so';
const BOX = 'giam-doc-so_sogtvt';

interface Letter {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

/** Puts a policy in force that says so; to be run last in a city. */
export function leaverMailScenario(running: () => TestCity): void {
  let city: TestCity;
  let leaver: Holder;

  beforeAll(async () => {
    city = running();
    const preview = 'query($text: String!) { previewPolicy(text: $text) { hash } }';
    const { previewPolicy } = await city.ask<{ previewPolicy: { hash: string } }>(preview, { text: POLICY });
    await city.ask('mutation($text: String!, $hash: String!) { applyPolicy(text: $text, hash: $hash) { status } }', {
      text: POLICY,
      hash: previewPolicy.hash,
    });
    await city.settle();
    leaver = await city.holder(['Nguyễn', 'Văn', 'Thư'], POST);
  });

  const address = (login: string): string => `${login}@${DOMAIN}`;

  async function write(from: Holder, to: string, subject: string): Promise<void> {
    const { hostname, port } = new URL(city.city.sandbox.addresses.lmtp);
    const head = [`From: <${address(from.login)}>`, `To: <${to}>`, `Subject: ${subject}`];
    const message = [...head, `Message-ID: <${subject}@test>`, '', 'Kinh gui dong chi.'].join('\r\n');
    await deliver({ host: hostname, port: Number(port), from: address(from.login), to, message });
  }

  /** What a person reads in a box: their own, or one that they share. */
  async function letters(reader: Holder, box = 'INBOX'): Promise<readonly Letter[]> {
    const client = await city.imap(reader.login);
    try {
      const paths = (await client.list()).map(({ path }) => path);
      const path = box === 'INBOX' ? box : paths.find((one) => one.startsWith(`shared/${box}`));
      if (path === undefined) return [];
      await client.mailboxOpen(path, { readOnly: true });
      const found: Letter[] = [];
      if (client.mailbox !== false && client.mailbox.exists > 0)
        for await (const { envelope, source } of client.fetch('1:*', { envelope: true, source: true }))
          found.push({
            from: envelope?.from?.[0]?.address ?? '',
            subject: envelope?.subject ?? '',
            text: source?.toString('utf8') ?? '',
          });
      return found;
    } finally {
      await client.logout();
    }
  }

  it('answers who writes to the leaver, and hands the letter on to the post, where the successor reads it', async () => {
    const colleague = await city.holder(['Lê', 'Thị', 'Hoa'], 'so-y-te/chuyen-vien');
    await write(colleague, address(leaver.login), 'Before');
    expect(await letters(leaver)).toMatchObject([{ subject: 'Before' }]);

    await city.decide({ end: [{ personId: leaver.id, reason: 'RETIRED' }] });
    await write(colleague, address(leaver.login), 'After');
    await city.until(async () => (await letters(colleague)).length > 0);

    const [answer, ...more] = await letters(colleague);
    expect(answer!.from).toBe(address(leaver.login));
    expect(decoded(answer!.text)).toContain(`Nguyễn Văn Thư has left office. Write to ${address(BOX)}.`);
    expect(more).toEqual([]);
    const successor = await city.holder(['Trần', 'Quốc', 'Việt'], 'so-gtvt/chuyen-vien');
    await city.decide({ appoint: [{ personId: successor.id, postId: POST }] });
    await city.until(async () => (await letters(successor, BOX)).length > 0);
    expect(await letters(successor, BOX)).toMatchObject([{ subject: 'After', from: address(colleague.login) }]);
  });

  it('is answered no more and comes to its owner alone once the leaver is back in office', async () => {
    const writer = await city.holder(['Phạm', 'Văn', 'Khoa'], 'so-du-lich/chuyen-vien');
    await city.decide({ appoint: [{ personId: leaver.id, postId: 'so-gtvt/pho-giam-doc-so' }] });

    await write(writer, address(leaver.login), 'Back');
    await city.until(async () => (await letters(leaver)).some(({ subject }) => subject === 'Back'));

    expect((await letters(leaver)).map(({ subject }) => subject)).toEqual(['Before', 'After', 'Back']);
    expect(await letters(writer)).toEqual([]);
    const boxed = await city.doveadm('mailboxStatus', { user: BOX, field: ['messages'], mailboxMask: ['INBOX'] });
    expect(boxed).toEqual([expect.objectContaining({ messages: '1' })]);
  });
}

/** Of a body in base64 or quoted-printable. */
function decoded(text: string): string {
  const base64 = /base64\r\n[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(text)?.[1];
  if (base64 !== undefined) return Buffer.from(base64, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(text)) return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
