/** Folding what a directory says while it keeps us in step. */
import fc from 'fast-check';
import type { SyncMessage } from './messages';
import { RefreshFold } from './refresh';

describe('a refresh', () => {
  const done = (refreshDeletes: boolean): Extract<SyncMessage, { kind: 'done' }> => {
    return { kind: 'done', messageId: 1, code: 0, text: '', sync: { cookie: null, refreshDeletes } };
  };
  const known = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 12 });

  it('leaves of whom we knew those who are there, whichever way the directory tells it', () => {
    fc.assert(
      fc.property(known, fc.infiniteStream(fc.boolean()), fc.boolean(), (knew, staying, remembers) => {
        const stays = new Map(knew.map((id) => [id, staying.next().value as boolean]));
        const there = knew.filter((id) => stays.get(id));
        const away = knew.filter((id) => !stays.get(id));
        const fold = new RefreshFold({ entriesMax: 10 });

        fold.add({ kind: 'ids', messageId: 1, deleted: remembers, ids: remembers ? away : there, cookie: null });
        const { gone } = fold.end(done(remembers));

        expect(knew.filter((id) => gone.nativeIds.includes(id) === (gone.kind === 'these'))).toEqual(away);
      }),
      { numRuns: 60 },
    );
  });

  it('tells both phases as one, and of each entry what was told last', () => {
    const fold = new RefreshFold({ entriesMax: 10 });
    const entry = (id: string, state: 'add' | 'delete'): SyncMessage => {
      return { kind: 'entry', messageId: 1, id, state, entry: { dn: id }, cookie: null };
    };
    const said: SyncMessage[] = [
      { kind: 'ids', messageId: 1, deleted: false, ids: ['stays', 'goes'], cookie: Buffer.from('1') },
      { kind: 'phase', messageId: 1, phase: 'present', cookie: Buffer.from('2') },
      entry('comes', 'add'),
      entry('flits', 'add'),
      entry('flits', 'delete'),
      { kind: 'ids', messageId: 1, deleted: true, ids: ['goes'], cookie: null },
    ];

    for (const message of said) if (message.kind !== 'done') fold.add(message);
    const refresh = fold.end(done(true));

    expect(refresh).toEqual({
      entries: [{ dn: 'comes' }],
      gone: { kind: 'all-but', nativeIds: ['stays', 'comes'] },
      cookie: Buffer.from('2'),
    });
  });

  it('is given up where there are more entries or ids than are taken', () => {
    const fold = new RefreshFold({ entriesMax: 1, idsMax: 3 });
    const add = (id: string) =>
      fold.add({ kind: 'entry', messageId: 1, id, state: 'add', entry: { dn: id }, cookie: null });

    const taken = [add('a'), add('a'), add('b')];
    const few = new RefreshFold({ entriesMax: 1, idsMax: 3 });
    const some = few.add({ kind: 'ids', messageId: 1, deleted: true, ids: ['a', 'b', 'c', 'd'], cookie: null });

    expect([...taken, some]).toEqual([true, true, false, false]);
  });
});
