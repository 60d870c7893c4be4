/** What came by name for somebody who was let into a body's document system by exception and has no post there. */
import { incoming, leave, type Papers } from './handover-papers';
import type { Holder, TestCity } from './harness';

const GRANT =
  'mutation($id: ID!, $targetId: ID!, $endsOn: Date!) { grantException(personId: $id, targetId: $targetId, kind: "role", value: "read", reason: "phối hợp", endsOn: $endsOn) { id } }';
const END = 'mutation($id: ID!) { endException(id: $id, reason: "đã xong việc") { id } }';

export function exceptionScenario(running: () => { readonly city: TestCity; readonly papers: Papers }): void {
  const unitId = 'so-gddt';
  const post = `${unitId}/giam-doc-so`;
  let city: TestCity;
  let papers: Papers;
  let head: Holder;
  let drafter: Holder;

  beforeAll(async () => {
    ({ city, papers } = running());
    head = await city.holder(['Mai', 'Văn', 'Trưởng'], post);
    drafter = await city.holder(['Mai', 'Thị', 'Soạn'], `${unitId}/chuyen-vien`);
  });

  async function guest(givenName: string): Promise<{ readonly guest: Holder; readonly exceptionId: string }> {
    const person = await city.holder(['Mai', 'Văn', givenName], 'so-tnmt/chuyen-vien');
    const endsOn = `${Number(city.today().slice(0, 4)) + 1}-01-01`;
    const variables = { id: person.id, targetId: `qlvb:${unitId}`, endsOn };
    const { grantException } = await city.ask<{ grantException: { id: string } }>(GRANT, variables);
    await city.settle();
    return { guest: person, exceptionId: grantException.id };
  }

  it('goes to the head of the body when the exception ends, and what waits at the head’s desk stays there', async () => {
    const { guest: one, exceptionId } = await guest('Khách');
    const user = await papers.desk(unitId, one);
    const named = await city.document(unitId, incoming(null, user));
    const draft = await city.document(
      unitId,
      incoming(post, null, { kind: 'draft', drafter: await papers.desk(unitId, drafter) }),
    );

    await city.ask(END, { id: exceptionId });
    await city.settle();
    const late = await city.document(unitId, incoming(null, user));

    expect(await city.qlvb(unitId, one.id)).toMatchObject({ status: 'disabled', roles: [] });
    for (const { id } of [named, draft, late]) expect(await papers.owners(unitId, id)).toEqual([head.login]);
    expect(await papers.paper(unitId, named.id)).toMatchObject({
      ownerPost: post,
      ownerUser: null,
      dueOn: '2026-04-15',
    });
  });

  it('goes to whoever keeps the head’s post when the head has left, and the person leaves too', async () => {
    const { guest: one } = await guest('Rời');
    const named = await city.document(unitId, incoming(null, await papers.desk(unitId, one)));
    const next = await city.holder(['Mai', 'Văn', 'Quyền'], `${unitId}/pho-giam-doc-so`);
    await city.decide(leave(head, { successorId: next.id }));

    await city.decide(leave(one));

    expect(await papers.owners(unitId, named.id)).toEqual([next.login]);
  });
}
