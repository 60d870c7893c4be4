/**
 * One client: cuts its stream into messages, runs them in the order in which they came, answers. Rubbish is answered
 * with a notice of disconnection; one client's rubbish never hurts another.
 */
import type { Socket } from 'node:net';
import type { Logger } from '../../shared/logger';
import type { Mutex } from '../../shared/mutex';
import { ANONYMOUS, type ConfiguredAccounts, type Identity } from './access';
import { BerFault, TAG, takeElement } from './ber';
import { pageControl, understandControls } from './controls';
import {
  readControls,
  readEnvelope,
  readRequest,
  RESPONSE_TAG,
  writeDisconnection,
  writeEntry,
  writeOutcome,
  type Control,
  type Outcome,
  type Request,
} from './protocol';
import { compare, search } from './reads';
import { LdapFault, ResultCode } from './result';
import { OID } from './root-entry';
import type { Asked, Scene } from './scene';
import { bind, modifyPassword, whoAmI } from './secrets';
import { encrypt, type Certificate } from './secure';
import { add, modify, remove, rename } from './writes';

const MESSAGE_BYTES_MAX = 4 * 1024 * 1024;
/** Messages taken in but not answered yet; beyond it the client is read no further. */
const WAITING_MAX = 1_000;

export interface Services {
  readonly scene: Scene;
  readonly accounts: ConfiguredAccounts;
  /** Writes take their turn across all connections. */
  readonly writes: Mutex;
  readonly logger: Logger;
  /** Null where nothing can be encrypted. */
  readonly certificate: Certificate | null;
}

export class Connection {
  private identity: Identity = ANONYMOUS;
  private pending: Buffer = Buffer.alloc(0);
  private readonly waiting: Buffer[] = [];
  private running = false;

  constructor(
    private socket: Socket,
    private readonly services: Services,
    private encrypted: boolean,
  ) {}

  start(): void {
    this.socket.setNoDelay(true);
    this.listen();
  }

  private listen(): void {
    this.socket.on('error', (error) => this.services.logger.debug({ err: error }, 'an LDAP client went away'));
    this.socket.on('data', (data) => this.take(data));
  }

  private take(data: Buffer): void {
    this.pending = this.pending.length === 0 ? data : Buffer.concat([this.pending, data]);
    try {
      for (;;) {
        if (this.pending.length > 0 && this.pending[0] !== TAG.sequence) throw new BerFault('a message is a sequence');
        const taken = takeElement(this.pending, MESSAGE_BYTES_MAX);
        if (taken === null) break;
        this.pending = this.pending.subarray(taken.taken);
        this.waiting.push(taken.element.value);
      }
    } catch (error) {
      this.hangUp(error);
      return;
    }
    if (this.waiting.length > WAITING_MAX) this.socket.pause();
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    for (let content = this.waiting.shift(); content !== undefined; content = this.waiting.shift()) {
      if (this.socket.destroyed) break;
      try {
        await this.answer(content);
      } catch (error) {
        this.hangUp(error);
      }
    }
    this.running = false;
    this.socket.resume();
  }

  private async answer(content: Buffer): Promise<void> {
    const { id, operation, controls } = readEnvelope(content);
    const tag = RESPONSE_TAG.get(operation.tag);
    if (tag === undefined) throw new BerFault('there is no such operation');
    if (tag === null) {
      if (readRequest(operation).op === 'unbind') this.socket.end();
      return;
    }
    const outcome = await this.outcomeOf(
      id,
      () => readRequest(operation),
      () => readControls(controls),
    );
    if (this.socket.destroyed) return;
    this.socket.write(writeOutcome(id, tag, outcome));
    if (outcome.encrypts === true) this.encrypt();
  }

  private async outcomeOf(id: number, request: () => Request, controls: () => Control[]): Promise<Outcome> {
    try {
      return await this.perform(id, request(), controls());
    } catch (error) {
      if (error instanceof LdapFault) return { code: error.code, text: error.message, matchedDn: error.matchedDn };
      if (error instanceof BerFault) return { code: ResultCode.protocolError, text: error.message };
      this.services.logger.error({ err: error }, 'an LDAP operation failed');
      return { code: ResultCode.other, text: 'internal error' };
    }
  }

  private async perform(id: number, request: Request, given: readonly Control[]): Promise<Outcome> {
    if (request.op === 'bind') this.identity = ANONYMOUS;
    const controls = understandControls(request, given);
    const { scene, accounts } = this.services;
    const asked: Asked = { identity: this.identity, assertion: controls.assertion };
    switch (request.op) {
      case 'bind':
        this.identity = await bind(scene, accounts, request);
        return { code: ResultCode.success };
      case 'search': {
        const found = search(scene, this.identity, request, controls.page);
        for (const entry of found.entries) this.socket.write(writeEntry(id, entry.dn, entry.attributes));
        const code = found.truncated ? ResultCode.sizeLimitExceeded : ResultCode.success;
        return { code, controls: controls.page === null ? [] : [pageControl(found.next)] };
      }
      case 'compare':
        return { code: compare(scene, asked, request) ? ResultCode.compareTrue : ResultCode.compareFalse };
      case 'add':
        return this.write(() => add(scene, asked, request));
      case 'modify':
        return this.write(() => modify(scene, asked, request));
      case 'delete':
        return this.write(() => remove(scene, asked, request));
      case 'rename':
        return this.write(() => rename(scene, asked, request));
      case 'extended':
        return this.extended(request.oid, request.value);
      default:
        throw new BerFault('this operation has no answer');
    }
  }

  private async write(work: () => Promise<void>): Promise<Outcome> {
    this.requireWritable();
    await this.services.writes.run(work);
    return { code: ResultCode.success };
  }

  private requireWritable(): void {
    if (this.services.scene.readOnly)
      throw new LdapFault(ResultCode.unwillingToPerform, 'operation restricted: the directory takes no writes');
  }

  private async extended(oid: string, value: Buffer | null): Promise<Outcome> {
    const { scene, writes } = this.services;
    if (oid === OID.startTls) return this.startTls();
    if (oid === OID.whoAmI) return { code: ResultCode.success, value: whoAmI(this.identity) };
    if (oid !== OID.passwordModify)
      throw new LdapFault(ResultCode.protocolError, `unsupported extended operation ${oid}`);
    this.requireWritable();
    return { code: ResultCode.success, value: await writes.run(() => modifyPassword(scene, this.identity, value)) };
  }

  /** What was sent in the clear behind the request could be somebody else's: nothing may wait (RFC 4513, 3.1.1). */
  private startTls(): Outcome {
    if (this.services.certificate === null)
      throw new LdapFault(ResultCode.protocolError, 'there is no certificate to encrypt with');
    if (this.encrypted) throw new LdapFault(ResultCode.operationsError, 'the connection is encrypted already');
    if (this.waiting.length > 0 || this.pending.length > 0)
      throw new LdapFault(ResultCode.operationsError, 'something was sent after StartTLS and before its answer');
    return { code: ResultCode.success, encrypts: true };
  }

  private encrypt(): void {
    this.encrypted = true;
    this.socket = encrypt(this.socket, this.services.certificate!);
    this.listen();
  }

  private hangUp(error: unknown): void {
    this.services.logger.warn({ err: error }, 'an LDAP client sent what is no LDAP');
    this.waiting.length = 0;
    this.socket.end(
      writeDisconnection(ResultCode.protocolError, error instanceof BerFault ? error.message : 'internal error'),
    );
    this.socket.destroySoon();
  }
}
