/** Reading what a directory says while it keeps us in step; test/contracts holds what slapd says. */
import fc from 'fast-check';
import { BerWriter } from 'ldapts';
import { ConnectorError } from '../../contract';
import { MESSAGE_BYTES_MAX, messagesOf } from './frames';
import { readMessage, type SyncMessage } from './messages';

const STATE = '1.3.6.1.4.1.4203.1.9.1.2';
const DONE = '1.3.6.1.4.1.4203.1.9.1.3';
const INFO = '1.3.6.1.4.1.4203.1.9.1.4';

type Told = SyncMessage extends infer M ? (M extends { messageId: number } ? Omit<M, 'messageId'> : never) : never;

/** As a directory writes it, by the library's writer and not by our reader's twin. */
function written(messageId: number, message: SyncMessage): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(messageId);
  if (message.kind === 'entry') {
    writer.startSequence(0x64);
    const { dn, ...attributes } = message.entry;
    writer.writeString(dn);
    writer.startSequence();
    for (const [type, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(type);
      writer.startSequence(0x31);
      for (const value of values) writer.writeString(String(value));
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
    writer.endSequence();
    control(writer, STATE, (value) => {
      value.writeEnumeration(['present', 'add', 'modify', 'delete'].indexOf(message.state));
      value.writeBuffer(bytesOf(message.id), 0x04);
      if (message.cookie !== null) value.writeBuffer(message.cookie, 0x04);
    });
  } else if (message.kind === 'done') {
    writer.startSequence(0x65);
    writer.writeEnumeration(message.code);
    writer.writeString('');
    writer.writeString(message.text);
    writer.endSequence();
    const { sync } = message;
    if (sync !== null)
      control(writer, DONE, (value) => {
        if (sync.cookie !== null) value.writeBuffer(sync.cookie, 0x04);
        if (sync.refreshDeletes) value.writeBoolean(true);
      });
  } else if (message.kind !== 'other') {
    writer.startSequence(0x79);
    writer.writeString(INFO, 0x80);
    writer.writeBuffer(info(message), 0x81);
    writer.endSequence();
  }
  writer.endSequence();
  return Buffer.from(writer.buffer);
}

function info(message: Extract<SyncMessage, { kind: 'ids' | 'phase' | 'cookie' }>): Buffer {
  const writer = new BerWriter();
  if (message.kind === 'cookie') writer.writeBuffer(message.cookie ?? Buffer.alloc(0), 0x80);
  else {
    writer.startSequence(message.kind === 'ids' ? 0xa3 : message.phase === 'present' ? 0xa2 : 0xa1);
    if (message.cookie !== null) writer.writeBuffer(message.cookie, 0x04);
    if (message.kind === 'ids') {
      writer.writeBoolean(message.deleted);
      writer.startSequence(0x31);
      for (const id of message.ids) writer.writeBuffer(bytesOf(id), 0x04);
      writer.endSequence();
    }
    writer.endSequence();
  }
  return writer.buffer;
}

function control(writer: BerWriter, type: string, write: (value: BerWriter) => void): void {
  const value = new BerWriter();
  value.startSequence();
  write(value);
  value.endSequence();
  writer.startSequence(0xa0);
  writer.startSequence();
  writer.writeString(type);
  writer.writeBuffer(value.buffer, 0x04);
  writer.endSequence();
  writer.endSequence();
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

const ids = fc.uuid();
const cookies = fc.option(fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)));
const attributes = fc.dictionary(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/),
  fc.array(fc.string({ unit: 'grapheme' })),
  {
    noNullPrototype: true,
  },
);
const told: fc.Arbitrary<Told> = fc.oneof(
  fc.record({
    kind: fc.constant('entry' as const),
    id: ids,
    state: fc.constantFrom('present' as const, 'add' as const, 'modify' as const, 'delete' as const),
    entry: fc.tuple(attributes, fc.string({ unit: 'grapheme' })).map(([rest, dn]) => ({ ...rest, dn })),
    cookie: cookies,
  }),
  fc.record({
    kind: fc.constant('ids' as const),
    deleted: fc.boolean(),
    ids: fc.array(ids, { maxLength: 40 }),
    cookie: cookies,
  }),
  fc.record({
    kind: fc.constant('phase' as const),
    phase: fc.constantFrom('present' as const, 'delete' as const),
    cookie: cookies,
  }),
  fc.record({ kind: fc.constant('cookie' as const), cookie: cookies.map((one) => one ?? Buffer.alloc(0)) }),
  fc.record({
    kind: fc.constant('done' as const),
    code: fc.nat(5_000),
    text: fc.string({ unit: 'grapheme' }),
    sync: fc.option(fc.record({ cookie: cookies, refreshDeletes: fc.boolean() })),
  }),
);
const messages = fc
  .tuple(fc.nat(2 ** 31 - 1), told)
  .map(([messageId, message]) => ({ messageId, ...message }) as SyncMessage);

async function* chunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** What is read before the stream ends, and with what fault it ends. */
async function readAll(
  stream: AsyncIterable<Buffer>,
): Promise<{ readonly read: SyncMessage[]; readonly fault: string }> {
  const read: SyncMessage[] = [];
  try {
    for await (const message of messagesOf(stream)) read.push(message);
  } catch (error) {
    if (error instanceof ConnectorError) return { read, fault: error.code };
    throw error;
  }
  throw new Error('a stream of messages has no good end');
}

describe('messages of synchronisation', () => {
  it('are read as they were written, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(messages, { maxLength: 5 }), fc.integer({ min: 1, max: 400 }), async (sent, size) => {
        const bytes = Buffer.concat(sent.map((message) => written(message.messageId, message)));

        expect(await readAll(chunks(bytes, size))).toEqual({ read: sent, fault: 'unreachable' });
      }),
      { numRuns: 60 },
    );
  });

  it('are refused as rubbish when they are, and never with another error', () => {
    const spoilt = fc.tuple(
      messages,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.nat(),
    );
    const read = (bytes: Buffer): void => {
      try {
        readMessage(bytes);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        expect(error.code).toBe('protocol');
      }
    };

    fc.assert(
      fc.property(spoilt, fc.uint8Array({ maxLength: 300 }), ([message, flips, cut], noise) => {
        const bytes = written(1, message);
        for (const [at, value] of flips) bytes[at % bytes.length] = value;
        read(bytes);
        read(bytes.subarray(0, cut % bytes.length));
        read(Buffer.from(noise));
      }),
      { numRuns: 500 },
    );
  });

  it('are refused by their length alone when it is beyond all bounds', async () => {
    const head = Buffer.from([0x30, 0x84, 0, 0, 0, 0]);
    head.writeUInt32BE(MESSAGE_BYTES_MAX, 2);

    expect(await readAll(chunks(head, 6))).toEqual({ read: [], fault: 'protocol' });
  });
});
