import { check } from './check';
import type { Cause } from './check';
import type { PersonPlan, PlannedOperation } from './plan.types';
import { noon, policy } from '../../../test/core/city';

const AT = noon('2026-06-01');
const decision = { by: 'appointment' as const, id: 'a', basis: { decisionId: 'd', line: 0 }, policyLine: null };

function operation(
  kind: PlannedOperation['kind'],
  targetId: string,
  more: Partial<PlannedOperation> = {},
): PlannedOperation {
  return {
    kind,
    targetId,
    personId: 'p',
    accountName: 'nvmau',
    nativeId: 'n',
    reason: 'noPostInForce',
    basis: [],
    before: null,
    after: null,
    waitsFor: [],
    needsApproval: false,
    ...more,
  };
}

function people(count: number, ...operations: readonly PlannedOperation[]): readonly PersonPlan[] {
  return Array.from({ length: count }, (_, index) => ({ personId: `p${index}`, at: AT, operations }));
}

function judged(plans: readonly PersonPlan[], cause: Cause = 'scan', population = 0, lost = 0) {
  const ledger = [
    { targetId: 'mail', at: new Date(AT.getTime() - 60_000), netLoss: lost },
    { targetId: 'mail', at: new Date(AT.getTime() - 3_600_000), netLoss: 1_000 },
  ];
  return check(plans, policy, cause, new Map([['mail', population]]), ledger, AT);
}

describe('the brake', () => {
  it('holds at more than 20 losses of a target, not at 20', () => {
    expect(judged(people(20, operation('disable', 'mail'))).needsApproval).toBe(false);
    expect(judged(people(21, operation('disable', 'mail')))).toMatchObject({
      needsApproval: true,
      exceeded: [{ targetId: 'mail', losses: 21, limit: 20 }],
    });
  });

  it('holds at more than 5 % where that is more', () => {
    expect(judged(people(50, operation('disable', 'mail')), 'scan', 1_000).needsApproval).toBe(false);
    expect(judged(people(51, operation('disable', 'mail')), 'scan', 1_000).needsApproval).toBe(true);
  });

  it('holds at more than 50 over all targets', () => {
    const three = [
      operation('disable', 'mail'),
      operation('disable', 'directory'),
      operation('disable', 'qlvb:so-tttt'),
    ];

    expect(judged(people(16, ...three)).needsApproval).toBe(false);
    expect(judged(people(17, ...three))).toMatchObject({
      needsApproval: true,
      netLossOverall: 51,
      exceeded: [{ targetId: null, losses: 51, limit: 50 }],
    });
  });

  it('counts what was lost in the window, and holds nothing that takes nothing away', () => {
    expect(judged(people(5, operation('disable', 'mail')), 'drift', 0, 15).needsApproval).toBe(false);
    expect(judged(people(5, operation('disable', 'mail')), 'drift', 0, 16).needsApproval).toBe(true);
    expect(judged(people(500, operation('create', 'mail')), 'drift', 0, 1_000).needsApproval).toBe(false);
  });

  it('does not count a move, and does not let joiners hide leavers', () => {
    const move = people(100, operation('disable', 'qlvb:a'), operation('create', 'qlvb:b'));
    const mixed = [...people(30, operation('disable', 'mail')), ...people(30, operation('create', 'mail'))];

    expect(judged(move)).toMatchObject({ needsApproval: false, netLossOverall: 0 });
    expect(judged(mixed).needsApproval).toBe(true);
  });

  it('counts an open account that loses more grants than it gains, once', () => {
    const grant = (value: string) => ({ kind: 'group', value });
    const narrowed = operation('modify', 'mail', { after: { removeGrants: [grant('a')] } });
    const exchanged = operation('modify', 'mail', { after: { removeGrants: [grant('a')], addGrants: [grant('b')] } });

    expect(judged(people(30, narrowed)).netLossByTarget.get('mail')).toBe(30);
    expect(judged(people(30, operation('disable', 'mail'), narrowed)).netLossByTarget.get('mail')).toBe(30);
    expect(judged(people(30, exchanged)).netLossOverall).toBe(0);
  });

  it.each(['decision', 'boundary'] as const)('never holds a %s, and says that it exceeds', (cause) => {
    expect(judged(people(100, operation('disable', 'mail')), cause)).toMatchObject({
      needsApproval: false,
      exceedsBrake: true,
    });
  });

  it('does not hold what a decision line takes away when a scan finds it late, but does when an import brings it', () => {
    const left = people(100, operation('disable', 'mail', { reason: 'leftOffice', basis: [decision] }));
    const unexplained = people(100, operation('disable', 'mail', { reason: 'leftOffice' }));

    expect(judged(left)).toMatchObject({ needsApproval: false, netLossOverall: 100 });
    expect(judged(left).undecidedLossByTarget.size).toBe(0);
    expect(judged(left, 'import').needsApproval).toBe(true);
    expect(judged(unexplained).needsApproval).toBe(true);
  });
});
