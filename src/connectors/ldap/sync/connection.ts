/**
 * A connection that refreshes are asked on. It is opened, encrypted and bound as every other (link.ts); then the bytes
 * are ours: the client library drops the controls that come with entries and cannot read intermediate messages.
 */
import type { Socket } from 'node:net';
import { SearchResponse, StatusCodeParser } from 'ldapts';
import { ConnectorError } from '../../contract';
import type { LdapSettings } from '../config';
import { openBound } from '../link';
import { garbled } from './ber';
import { messagesOf } from './frames';
import { refreshRequest, type Content, type SyncMessage } from './messages';
import { RefreshFold, type Refresh } from './refresh';

/** Beyond the ids that the client library gave while it had the connection. */
const FIRST_ID = 1_000;

/** Why there is no refresh: the cookie means nothing there, or there is more to tell than is taken. */
export type NoRefresh = 'anew' | 'too-much';

/** Size and administrative limits, which pages would get round. */
const TOO_MUCH = new Set([4, 11]);
/**
 * e-syncRefreshRequired, and what slapd says instead: a cookie that it cannot read, a branch that does not count its
 * changes, a cookie from later than the directory is (it was put back from a copy).
 */
const ANEW = new Set([4096, 2, 12, 53]);

export class SyncConnection {
  private readonly messages: AsyncGenerator<SyncMessage, never>;
  private messageId = FIRST_ID;

  private constructor(
    private readonly socket: Socket,
    private readonly stream: Socket,
    private readonly settings: LdapSettings,
  ) {
    this.messages = messagesOf(stream as AsyncIterable<Buffer>);
  }

  static async open(settings: LdapSettings, signal: AbortSignal): Promise<SyncConnection> {
    const { bindDn, password } = settings;
    const { socket, stream } = await openBound(settings, { dn: bindDn, password }, signal);
    // Nothing has been asked that is not answered, so nothing is on its way yet.
    stream.pause();
    stream.removeAllListeners('data');
    return new SyncConnection(socket, stream, settings);
  }

  /** What has changed in this content since the cookie. Fails with a directory's result, or as a connection does. */
  async refresh(content: Content, cookie: Buffer | null): Promise<Refresh | NoRefresh> {
    this.messageId += 1;
    const timeLimit = Math.ceil(this.settings.timeoutMs / 1_000);
    this.stream.write(refreshRequest(this.messageId, content, cookie, timeLimit));
    const fold = new RefreshFold({ entriesMax: this.settings.changesMax });
    for (;;) {
      const message = (await this.messages.next()).value;
      if (message.messageId === 0) throw new ConnectorError('unreachable', 'the directory ends the connection');
      if (message.messageId !== this.messageId) throw garbled('an answer to nothing that was asked');
      if (message.kind !== 'done') {
        if (!fold.add(message)) return this.enough();
        continue;
      }
      if (message.code === 0) return fold.end(message);
      if (TOO_MUCH.has(message.code)) return 'too-much';
      if (ANEW.has(message.code)) return 'anew';
      const { messageId, code, text } = message;
      throw StatusCodeParser.parse(new SearchResponse({ messageId, status: code, errorMessage: text }));
    }
  }

  close(): void {
    this.stream.destroy();
    this.socket.destroy();
  }

  /** The rest of the answer is of no use, and nothing more can be asked here. */
  private enough(): 'too-much' {
    this.close();
    return 'too-much';
  }
}
