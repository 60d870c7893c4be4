/** Where what lies by name with a closed account goes. */
import { applyInMemory } from '../../../test/core/apply-in-memory';
import { appointment, person, post, SO_NOI_VU, SO_TTTT } from '../../../test/core/city';
import { after, ended, planned, steps } from '../../../test/core/planned';

const basis = { decisionId: 'decision', line: 0 };

describe('what lies by name with an account that was there only to keep what another left', () => {
  const office = appointment(post(SO_NOI_VU, 'giam-doc-so'), '2026-05-01');
  const keeping = {
    appointmentId: 'left',
    post: { ...post(SO_TTTT, 'pho-giam-doc-so'), seats: null },
    keys: ['so-tttt/pho-giam-doc-so#lqcuong'],
    vacant: false,
    closed: false,
    holdsPapers: false,
    leftOn: '2026-05-01',
    since: '2026-05-01',
    because: 'headAbove',
    basis: null,
  };
  const keeper = person([office], { keeps: [keeping] });
  const open = after(keeper, '2026-05-02').map((shadow) =>
    shadow.targetId === 'qlvb:so-tttt'
      ? { ...shadow, record: { ...shadow.record, attributes: { ...shadow.record.attributes, pending: 1 } } }
      : shadow,
  );

  it('goes with the keeping to the post that was kept', () => {
    const part = planned(person([office]), open, '2026-06-01');

    expect(steps(part)).toEqual([
      'disable qlvb:so-tttt moved',
      'modify qlvb:so-tttt moved',
      'handover qlvb:so-tttt moved',
    ]);
    expect(part.operations[2]).toMatchObject({
      before: { attributes: { redirectPost: null } },
      after: { attributes: { redirectPost: 'so-tttt/pho-giam-doc-so' } },
    });
  });

  it('is let be once it has gone and what comes later goes there too', () => {
    const gone = open.map((shadow) => ({
      ...shadow,
      record: {
        ...shadow.record,
        status: shadow.targetId === 'qlvb:so-tttt' ? ('disabled' as const) : shadow.record.status,
        grants: shadow.targetId === 'qlvb:so-tttt' ? [] : shadow.record.grants,
        attributes: { ...shadow.record.attributes, pending: 0, redirectPost: 'so-tttt/pho-giam-doc-so' },
      },
    }));

    expect(planned(person([office]), gone, '2026-06-01').operations).toEqual([]);
  });

  it('goes back to the post that somebody acted for', () => {
    const from = appointment({ ...post(SO_TTTT, 'giam-doc-so'), seats: 1 }, '2026-05-01');
    const delegation = { id: 'd', delegatorSuspensions: [], from, scope: 'all', fields: [], basis };
    const acting = person([office], { delegations: [{ ...delegation, startsOn: '2026-05-01', endsOn: '2026-06-01' }] });
    const account = after(acting, '2026-05-02');

    const part = planned(acting, account, '2026-06-01');

    expect(part.operations.find(({ kind }) => kind === 'handover')?.after).toEqual({
      attributes: { redirectPost: from.post.id },
    });
  });
});

describe('what lies by name with an account that was there by an exception alone', () => {
  const office = appointment(post(SO_NOI_VU, 'giam-doc-so'), '2026-05-01');
  const grant = { kind: 'role', value: 'read' };
  const only = { id: 'e', targetId: 'qlvb:so-tttt', grant, reason: '', startsOn: '2026-05-01', endsOn: '2026-06-01' };
  const answers = { id: 'so-tttt/giam-doc-so', unitId: 'so-tttt', startsOn: '2020-01-01', endsOn: null, rank: 3 };
  const answering = [{ ...answers, answersFor: 'unit' as const, heldSince: '2020-01-01' }];
  const guest = person([office], { exceptions: [only], answering });

  it('goes to the post that answers for the body, and is let be there', () => {
    const part = planned(guest, after(guest, '2026-05-02'), '2026-06-01');
    const gone = applyInMemory(part, after(guest, '2026-05-02'));

    expect(part.operations.find(({ kind }) => kind === 'handover')).toMatchObject({
      targetId: 'qlvb:so-tttt',
      after: { attributes: { redirectPost: 'so-tttt/giam-doc-so' } },
    });
    expect(planned(guest, gone, '2026-06-02').operations).toEqual([]);
  });

  it('goes there too when the person leaves office', () => {
    const left = person([ended(office, '2026-05-10')], { exceptions: [only], answering });

    const part = planned(left, after(guest, '2026-05-02'), '2026-05-10');

    expect(steps(part)).toContain('handover qlvb:so-tttt leftOffice');
  });

  it('is not sent to who answers for another body', () => {
    const elsewhere = { ...guest, answering: answering.map((one) => ({ ...one, unitId: 'so-noi-vu' })) };

    expect(steps(planned(elsewhere, after(guest, '2026-05-02'), '2026-06-01')).join()).not.toContain('handover');
  });
});
