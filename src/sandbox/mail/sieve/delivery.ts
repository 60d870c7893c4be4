/**
 * What an account's script does with mail that has come: forwards and answers. Mail for people of this server goes into
 * their boxes, without running their scripts in turn, so that nothing goes round; mail for others is kept to be looked at.
 */
import type { Clock } from '../../../shared/clock';
import type { Dictionary } from '../dictionary';
import type { MailStore } from '../mail-store';
import { parseScript, type SieveScript } from './script';
import type { Scripts } from './scripts';

export interface SentMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

export interface Arrival {
  readonly owner: string;
  readonly address: string;
  /** Empty: from a mail system, which is never answered. */
  readonly sender: string;
  readonly message: Buffer;
}

interface DeliveryParts {
  readonly scripts: Scripts;
  readonly dictionary: Dictionary;
  readonly store: MailStore;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const SENT_MAX = 1_000;

export class SieveDelivery {
  /** What left the city, the latest last. */
  readonly sent: SentMail[] = [];

  constructor(private readonly parts: DeliveryParts) {}

  /** Whether the message also stays in the box. */
  keeps(owner: string): boolean {
    return this.scriptOf(owner)?.redirects.every(({ copy }) => copy) ?? true;
  }

  run(arrival: Arrival): void {
    const script = this.scriptOf(arrival.owner);
    if (script === null) return;
    for (const { to } of script.redirects) this.send(arrival.sender, to, arrival.message);
    if (script.vacation !== null) this.answer(arrival, script.vacation);
  }

  private scriptOf(owner: string): SieveScript | null {
    const source = this.parts.scripts.active(owner);
    return source === null ? null : parseScript(source);
  }

  private answer(arrival: Arrival, vacation: NonNullable<SieveScript['vacation']>): void {
    const { owner, address, sender, message } = arrival;
    const end = message.indexOf('\r\n\r\n');
    const head = message
      .subarray(0, end < 0 ? undefined : end)
      .toString('latin1')
      .toLowerCase();
    const isMachine = sender === '' || /^auto-submitted:(?!\s*no\b)/m.test(head) || /^list-id:/m.test(head);
    const to = /^(?:to|cc):.*$/gm;
    const named = [address, ...vacation.addresses].some((one) =>
      (head.match(to) ?? []).some((line) => line.includes(one.toLowerCase())),
    );
    if (isMachine || !named) return;
    const now = this.parts.clock.now();
    if (!this.parts.scripts.mayAnswer(owner, sender.toLowerCase(), now, vacation.days * DAY_MS)) return;
    const lines = [
      `From: <${address}>`,
      `To: <${sender}>`,
      'Subject: Auto',
      'Auto-Submitted: auto-replied (vacation)',
      `Date: ${now.toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      vacation.text.replace(/\r?\n/g, '\r\n'),
      '',
    ];
    this.send('', sender, Buffer.from(lines.join('\r\n'), 'utf8'));
  }

  private send(from: string, to: string, message: Buffer): void {
    const { dictionary, store, clock } = this.parts;
    const here = dictionary.user(to);
    if (here !== null) {
      const now = clock.now();
      store.append(store.inbox(here.user, now).id, message, now);
      return;
    }
    this.sent.push({ from, to: [to], text: message.toString('utf8') });
    if (this.sent.length > SENT_MAX) this.sent.shift();
  }
}
