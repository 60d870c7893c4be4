import fc from 'fast-check';
import { lossesOf } from './check';
import { differences } from './difference';
import { effectsOf } from './effect';
import type { OperationKind, PlannedOperation } from './plan.types';

function operation(
  kind: OperationKind,
  personId: string,
  targetId: string,
  add: readonly string[] = [],
  remove: readonly string[] = [],
): PlannedOperation {
  const grants = (values: readonly string[]): { kind: string; value: string }[] =>
    values.map((value) => ({ kind: 'role', value }));
  return {
    kind,
    targetId,
    personId,
    accountName: personId,
    nativeId: null,
    reason: 'inOffice',
    basis: [],
    before: null,
    after: { addGrants: grants(add), removeGrants: grants(remove) },
    waitsFor: [],
    needsApproval: false,
  };
}

const TARGETS = ['directory', 'qlvb:so-a', 'qlvb:so-b'];
const ANY = fc.array(
  fc
    .record({
      kind: fc.constantFrom<OperationKind>('create', 'modify', 'enable', 'disable', 'archive', 'delete', 'handover'),
      who: fc.constantFrom('a', 'b'),
      target: fc.constantFrom(...TARGETS),
      add: fc.subarray(['read', 'sign']),
      remove: fc.subarray(['read', 'sign', 'direct']),
    })
    .map(({ kind, who, target, add, remove }) => operation(kind, who, target, add, remove)),
  { maxLength: 8 },
);

describe('the effect of an operation', () => {
  it('calls a loss what the brake counts as one, and nothing that opens an account', () => {
    fc.assert(
      fc.property(ANY, (operations) => {
        const effects = effectsOf(operations);
        const losses = ['a', 'b'].flatMap((personId) =>
          lossesOf({ personId, at: new Date(0), operations: operations.filter((one) => one.personId === personId) }),
        );

        expect(effects).toHaveLength(operations.length);
        for (const loss of losses) expect(effects[operations.indexOf(loss)]?.effect).toBe('loss');
        for (const [index, { kind }] of operations.entries())
          if (kind === 'create' || kind === 'enable') expect(['gain', 'move']).toContain(effects[index]?.effect);
      }),
    );
  });

  it('names the other end of a grant that passes from one person to another', () => {
    const [lost, gained] = effectsOf([
      operation('modify', 'a', 'mail', [], ['box']),
      operation('modify', 'b', 'mail', ['box']),
    ]);

    expect(lost).toMatchObject({ effect: 'loss', grants: [{ added: false, effect: 'move', otherPersonId: 'b' }] });
    expect(gained).toMatchObject({ effect: 'gain', grants: [{ added: true, effect: 'move', otherPersonId: 'a' }] });
  });

  it('calls a transfer between two units a move at both ends', () => {
    const effects = effectsOf([
      operation('disable', 'a', 'qlvb:so-a'),
      operation('modify', 'a', 'qlvb:so-a', [], ['sign']),
      operation('create', 'a', 'qlvb:so-b', ['sign']),
    ]);

    expect(effects.map(({ effect }) => effect)).toEqual(['move', 'move', 'move']);
    expect(effects[1]?.grants).toEqual([
      { kind: 'role', value: 'sign', added: false, effect: 'move', otherPersonId: null },
    ]);
  });
});

describe('the difference between an approved part and today’s', () => {
  it('is empty for what writes the same, whatever its basis', () => {
    fc.assert(
      fc.property(ANY, (operations) => {
        expect(
          differences(
            operations,
            operations.map((one) => ({ ...one, basis: [] })),
          ),
        ).toEqual([]);
      }),
    );
  });

  it('names each grant and account that is wanted otherwise', () => {
    expect(differences([operation('delete', 'a', 'mail')], [operation('enable', 'a', 'mail', ['box'])])).toEqual([
      { targetId: 'mail', name: 'account', approved: 'delete', now: 'enable' },
      { targetId: 'mail', name: 'role:box', approved: null, now: 'add' },
    ]);
  });
});
