/**
 * The messages of content synchronisation (RFC 4533), as far as a refresh needs them: what is asked, and the answers with
 * the controls that come with them. What the standard lets a reader pass over is `other`.
 */
import { BerWriter, Control, SearchRequest, type Entry, type Filter } from 'ldapts';
import {
  BOOLEAN,
  booleanOf,
  elementsOf,
  ENUMERATED,
  garbled,
  INTEGER,
  numberOf,
  OCTETS,
  Parts,
  SEQUENCE,
  SET,
} from './ber';

export const SYNC_REQUEST = '1.3.6.1.4.1.4203.1.9.1.1';
const SYNC_STATE = '1.3.6.1.4.1.4203.1.9.1.2';
const SYNC_DONE = '1.3.6.1.4.1.4203.1.9.1.3';
const SYNC_INFO = '1.3.6.1.4.1.4203.1.9.1.4';

const REFRESH_ONLY = 1;
const COOKIE_BYTES_MAX = 16_384;

const SEARCH_ENTRY = 0x64;
const SEARCH_DONE = 0x65;
const INTERMEDIATE = 0x79;
const CONTROLS = 0xa0;
/** The four things that a sync info message says, and the parts of a message that is neither request nor answer. */
const NEW_COOKIE = 0x80;
const REFRESH_DELETE = 0xa1;
const REFRESH_PRESENT = 0xa2;
const ID_SET = 0xa3;
const RESPONSE_NAME = 0x80;
const RESPONSE_VALUE = 0x81;

const DESCRIPTION = /^[A-Za-z0-9][A-Za-z0-9.;-]*$/;
const STATES = ['present', 'add', 'modify', 'delete'] as const;

interface WithCookie {
  /** Null where none came; empty where the directory has given up counting for us. */
  readonly cookie: Buffer | null;
}

export type SyncMessage = { readonly messageId: number } & (
  | (WithCookie & {
      readonly kind: 'entry';
      readonly id: string;
      readonly state: (typeof STATES)[number];
      readonly entry: Entry;
    })
  | (WithCookie & { readonly kind: 'ids'; readonly deleted: boolean; readonly ids: readonly string[] })
  /** A phase of the refresh is over: the one that tells what is there, or the one that tells what is not. */
  | (WithCookie & { readonly kind: 'phase'; readonly phase: 'present' | 'delete' })
  | (WithCookie & { readonly kind: 'cookie' })
  | { readonly kind: 'done'; readonly code: number; readonly text: string; readonly sync: SyncDone | null }
  | { readonly kind: 'other' }
);

interface SyncDone extends WithCookie {
  /** Said what is not there any more; otherwise, whatever was not told of is not there. */
  readonly refreshDeletes: boolean;
}

/** What is kept in step: the entries below a branch that a filter lets through. */
export interface Content {
  readonly base: string;
  readonly scope: 'base' | 'sub';
  readonly filter: Filter;
  readonly attributes: string[];
}

class SyncRequest extends Control {
  constructor(private readonly cookie: Buffer | null) {
    super(SYNC_REQUEST, { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeEnumeration(REFRESH_ONLY);
    if (this.cookie !== null) value.writeBuffer(this.cookie, OCTETS);
    value.endSequence();
    writer.writeBuffer(value.buffer, OCTETS);
  }
}

export function refreshRequest(
  messageId: number,
  { base, ...content }: Content,
  cookie: Buffer | null,
  timeLimit: number,
): Buffer {
  const controls = [new SyncRequest(cookie)];
  return new SearchRequest({ messageId, baseDN: base, ...content, timeLimit, controls }).write();
}

/** One whole message; a ConnectorError `protocol` where it is none. */
export function readMessage(bytes: Buffer): SyncMessage {
  const message = new Parts(new Parts(bytes).take(SEQUENCE, 'message'));
  const messageId = numberOf(message.take(INTEGER, 'message id'));
  const { tag, content } = message.any('operation');
  const controls = message.optional(CONTROLS);
  switch (tag) {
    case SEARCH_ENTRY:
      return { messageId, ...readEntry(new Parts(content), controls) };
    case SEARCH_DONE:
      return { messageId, ...readDone(new Parts(content), controls) };
    case INTERMEDIATE:
      return { messageId, ...readInfo(new Parts(content)) };
    default:
      return { messageId, kind: 'other' };
  }
}

type Unaddressed<T> = T extends unknown ? Omit<T, 'messageId'> : never;
type Read = Unaddressed<SyncMessage>;

function readEntry(parts: Parts, controls: Buffer | null): Read {
  const value = controlValue(controls, SYNC_STATE);
  if (value === null) throw garbled('an entry without its state');
  const dn = parts.take(OCTETS, 'name of an entry').toString('utf8');
  const entry: Entry = { dn };
  for (const { content } of elementsOf(parts.take(SEQUENCE, 'attributes'))) {
    const attribute = new Parts(content);
    const type = attribute.take(OCTETS, 'name of an attribute').toString('latin1');
    if (!DESCRIPTION.test(type)) throw garbled('a name that no attribute has');
    entry[type] = elementsOf(attribute.take(SET, 'values')).map((one) => one.content.toString('utf8'));
  }
  entry.dn = dn;
  const told = new Parts(value);
  const state = STATES[numberOf(told.take(ENUMERATED, 'state of an entry'))];
  if (state === undefined) throw garbled('a state that an entry cannot have');
  return { kind: 'entry', entry, state, id: idOf(told.take(OCTETS, 'id of an entry')), cookie: cookieOf(told) };
}

function readDone(parts: Parts, controls: Buffer | null): Read {
  const code = numberOf(parts.take(ENUMERATED, 'result'));
  parts.take(OCTETS, 'matched name');
  const text = parts.take(OCTETS, 'text of a result').toString('utf8');
  const value = controlValue(controls, SYNC_DONE);
  if (value === null) return { kind: 'done', code, text, sync: null };
  const told = new Parts(value);
  const cookie = cookieOf(told);
  return { kind: 'done', code, text, sync: { cookie, refreshDeletes: booleanOf(told.optional(BOOLEAN), false) } };
}

function readInfo(parts: Parts): Read {
  const name = parts.optional(RESPONSE_NAME)?.toString('latin1');
  if (name !== SYNC_INFO) return { kind: 'other' };
  const { tag, content } = new Parts(parts.take(RESPONSE_VALUE, 'value of an information')).any('information');
  if (tag === NEW_COOKIE) return { kind: 'cookie', cookie: bounded(content) };
  const told = new Parts(content);
  const cookie = cookieOf(told);
  if (tag === REFRESH_PRESENT) return { kind: 'phase', phase: 'present', cookie };
  if (tag === REFRESH_DELETE) return { kind: 'phase', phase: 'delete', cookie };
  if (tag !== ID_SET) throw garbled('an information that there is not');
  const deleted = booleanOf(told.optional(BOOLEAN), false);
  const ids = elementsOf(told.take(SET, 'set of ids')).map((one) => idOf(one.content));
  return { kind: 'ids', deleted, ids, cookie };
}

function controlValue(controls: Buffer | null, type: string): Buffer | null {
  for (const { content } of controls === null ? [] : elementsOf(controls)) {
    const control = new Parts(content);
    if (control.take(OCTETS, 'type of a control').toString('latin1') !== type) continue;
    control.optional(BOOLEAN);
    return new Parts(control.take(OCTETS, 'value of a control')).take(SEQUENCE, 'value of a control');
  }
  return null;
}

function cookieOf(parts: Parts): Buffer | null {
  const cookie = parts.optional(OCTETS);
  return cookie === null ? null : bounded(cookie);
}

function bounded(cookie: Buffer): Buffer {
  if (cookie.length > COOKIE_BYTES_MAX) throw garbled('a cookie beyond all bounds');
  return cookie;
}

/** As the directory writes its entryUUID. */
function idOf(bytes: Buffer): string {
  if (bytes.length !== 16) throw garbled('an id that is none');
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
