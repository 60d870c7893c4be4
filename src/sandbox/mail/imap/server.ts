/** Listens for IMAP connections: reads whole commands within bounds and hands them to a session. */
import type { Socket } from 'node:net';
import type { Clock } from '../../../shared/clock';
import type { Logger } from '../../../shared/logger';
import { ConnectionClosed, LineReader, LineTooLong } from '../line-reader';
import { listen, type Listener } from '../listener';
import { MESSAGE_BYTES_MAX } from '../lmtp/server';
import type { MailStore } from '../mail-store';
import type { Sessions } from '../sessions';
import type { SignIn } from '../sign-in';
import { literalAnnounced, SyntaxProblem, tokenise } from './command';
import { GREETING, ImapSession } from './session';

export interface ImapParts {
  readonly store: MailStore;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

const CONNECTIONS_MAX = 1_000;
const LINE_MAX = 16 * 1024;
const LITERALS_MAX = 20;
/** Before sign-in nobody may make the server hold more than a name and a password. */
const LITERAL_BEFORE_SIGN_IN_MAX = 4_096;
const BAD_COMMANDS_MAX = 20;
const SIGN_IN_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30 * 60_000;
const GOODBYE_TIMEOUT_MS = 500;

export function startImap(host: string, port: number, parts: ImapParts, logger: Logger): Promise<Listener> {
  return listen(host, port, CONNECTIONS_MAX, (socket) => {
    new ImapConnection(socket, parts).serve().catch((error: unknown) => {
      if (!(error instanceof ConnectionClosed)) logger.warn({ err: error }, 'IMAP connection failed');
      socket.destroy();
    });
  });
}

class ImapConnection {
  private readonly reader: LineReader;
  private readonly session: ImapSession;
  private badCommands = 0;

  constructor(
    private readonly socket: Socket,
    parts: ImapParts,
  ) {
    this.reader = new LineReader(socket);
    this.session = new ImapSession(parts, {
      send: (line) => this.send(line),
      readLine: () => this.reader.line(LINE_MAX),
      goodbye: (line) => this.goodbye(line),
      ip: socket.remoteAddress ?? '',
    });
    socket.setTimeout(SIGN_IN_TIMEOUT_MS, () => this.goodbye('* BYE Disconnected for inactivity.'));
    socket.on('close', () => this.session.closed());
  }

  async serve(): Promise<void> {
    this.send(GREETING);
    while (!this.session.over) {
      try {
        const { segments, literals } = await this.readCommand();
        const [, tag, rest] = /^([^\s(){%*"\\+]{1,64}) (.*)$/s.exec(segments[0] ?? '') ?? [];
        if (tag === undefined || rest === undefined) {
          this.bad('*', 'Error in IMAP command received by server.');
          continue;
        }
        await this.run(tag, [rest, ...segments.slice(1)], literals);
      } catch (error) {
        if (!(error instanceof LineTooLong)) throw error;
        this.goodbye('* BYE Too long command.');
        return;
      }
      if (this.session.user !== null) this.socket.setTimeout(IDLE_TIMEOUT_MS);
    }
  }

  private async run(tag: string, segments: readonly string[], literals: readonly string[]): Promise<void> {
    try {
      const [command, ...tokens] = tokenise(segments, literals);
      if (command === undefined || command.kind === 'list')
        throw new SyntaxProblem('Error in IMAP command received by server.');
      const isKnown = await this.session.run(tag, command.text.toUpperCase(), tokens);
      if (!isKnown) this.bad(tag, 'Error in IMAP command received by server.');
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.bad(tag, error.message);
    }
  }

  private async readCommand(): Promise<{ readonly segments: string[]; readonly literals: string[] }> {
    const segments: string[] = [];
    const literals: string[] = [];
    for (;;) {
      const line = await this.reader.line(LINE_MAX);
      segments.push(line);
      const announced = literalAnnounced(line);
      if (announced === null) return { segments, literals };
      const sizeMax = this.session.user === null ? LITERAL_BEFORE_SIGN_IN_MAX : MESSAGE_BYTES_MAX;
      if (announced.size > sizeMax || literals.length >= LITERALS_MAX) throw new LineTooLong();
      if (announced.waits) this.send('+ OK');
      literals.push((await this.reader.bytes(announced.size)).toString('latin1'));
    }
  }

  private bad(tag: string, text: string): void {
    this.badCommands += 1;
    if (this.badCommands > BAD_COMMANDS_MAX) return this.goodbye('* BYE Too many invalid IMAP commands.');
    this.send(`${tag} BAD ${text}`);
  }

  private send(line: string): void {
    if (this.socket.writable) this.socket.write(`${line}\r\n`, 'latin1');
  }

  /** Says goodbye and cuts the connection, even when the peer does not read. */
  private goodbye(line: string): void {
    this.session.over = true;
    if (!this.socket.writable) return void this.socket.destroy();
    this.socket.end(`${line}\r\n`, 'latin1', () => this.socket.destroy());
    setTimeout(() => this.socket.destroy(), GOODBYE_TIMEOUT_MS).unref();
  }
}
