/** What a question uses up, made by the administrator just before it is asked. */
import { HandoverRow } from '../../src/provisioning/effects/handover.entity';
import { OperationRow } from '../../src/provisioning/effects/operation.entity';
import { PlanRow } from '../../src/provisioning/effects/plan.entity';
import { newId } from '../../src/shared/ids';
import { RECORD, type TestCity } from '../city/harness';
import type { Thing } from './expectations';

/** Where and of whom the thing is. */
export interface Of {
  readonly unitId: string;
  /** Serves in the unit, with accounts everywhere. */
  readonly personId: string;
  readonly decisionId: string;
  readonly handoverId: string;
  readonly callerId: string;
}

/** Reaches are told by what is to come too, and nothing has to be provided for it yet. */
const SOON = '2026-05-01';

type Ids = Readonly<Record<string, { readonly id: string }>>;

export class Things {
  private made = 0;

  private constructor(
    private readonly city: TestCity,
    private readonly second: string,
  ) {}

  static async in(city: TestCity): Promise<Things> {
    return new Things(city, await city.secondAdminToken());
  }

  make(thing: Thing, of: Of): Promise<string> {
    this.made += 1;
    switch (thing) {
      case 'newcomer':
        return this.newcomer();
      case 'leaver':
        return this.officer(of.unitId, SOON);
      case 'appointment':
        return this.officer(of.unitId, SOON).then((id) => this.appointmentOf(id));
      case 'locked':
        return this.locked(of.unitId);
      case 'plan':
        return this.waitingPlan(of.decisionId);
      case 'proposal':
        return this.proposal(of.handoverId);
      case 'decision':
        return this.newcomer().then((id) => this.appointed(id, of.unitId, SOON));
      case 'exception':
        return this.exception();
      case 'account':
        return this.account(of.personId);
      case 'client':
        return this.client();
      case 'request':
        return this.request();
      case 'bound':
        return this.bound();
      case 'tablet':
        return this.tablet(of.unitId);
      case 'heldTablet':
        return this.tablet(of.unitId, of.personId);
      case 'returnedTablet':
        return this.tablet(of.unitId, of.personId).then((id) => this.back(id));
      case 'ownTablet':
        return this.ownTablet(of);
    }
  }

  async newcomer(): Promise<string> {
    return (await this.city.person('Vũ', 'Thị', 'Mới')).id;
  }

  async officer(unitId: string, from = this.city.today()): Promise<string> {
    const id = await this.newcomer();
    await this.appointed(id, unitId, from);
    return id;
  }

  private async request(): Promise<string> {
    const id = await this.newcomer();
    return this.asked('bindRole(personId: $id, role: HQ_OPERATOR, reason: "Theo quyết định")', id, true);
  }

  async tablet(unitId: string, holderId: string | null = null): Promise<string> {
    const { receiveTablets } = await this.city.ask<{ receiveTablets: { id: string }[] }>(
      'mutation($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }',
      { input: { serials: [`TB-${unitId}-${this.made}`], model: 'iPad Air 2', unitId } },
    );
    const id = receiveTablets[0]!.id;
    if (holderId === null) return id;
    await this.city.ask(
      'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-0") { id } }',
      { id, to: holderId },
    );
    return id;
  }

  /** The administrator's was issued by the second one: nobody hands a tablet to themselves. */
  private async ownTablet({ unitId, callerId }: Of): Promise<string> {
    const id = await this.tablet(unitId);
    await this.city.ask(
      'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-0") { id } }',
      { id, to: callerId },
      this.second,
    );
    return id;
  }

  private async appointed(personId: string, unitId: string, from: string): Promise<string> {
    const { recordDecision } = await this.city.ask<{ recordDecision: { decision: { id: string } } }>(RECORD, {
      input: this.city.paper(
        { appoint: [{ personId, postId: `${unitId}/chuyen-vien` }] },
        { issuerId: unitId, effectiveOn: from },
      ),
    });
    return recordDecision.decision.id;
  }

  private async appointmentOf(personId: string): Promise<string> {
    return (await this.city.appointments(personId))[0]!.id;
  }

  private async locked(unitId: string): Promise<string> {
    return this.asked('lockAccess(personId: $id, reason: "Báo mất máy")', await this.officer(unitId, SOON));
  }

  private async exception(): Promise<string> {
    const what = 'kind: "group", value: "du-an-so-hoa", reason: "Dự án", endsOn: "2026-12-31"';
    const id = await this.newcomer();
    return this.asked(`grantException(personId: $id, targetId: "directory", ${what})`, id);
  }

  /** The plan of a decision once more, as if the brake had held it up: that takes dozens of people. */
  private waitingPlan(decisionId: string): Promise<string> {
    return this.city.city.store.write(async ({ manager, now }) => {
      const id = newId(now);
      const plan = await manager.getRepository(PlanRow).findOneByOrFail({ id: decisionId });
      const [first] = await manager.getRepository(OperationRow).findBy({ planId: decisionId });
      await manager.insert(PlanRow, { ...plan, id, needsApproval: true });
      await manager.insert(OperationRow, { ...first!, id: newId(now), planId: id, status: 'WAITING_APPROVAL' });
      return id;
    });
  }

  /** As if the leave had been annulled: that takes a round of every system. */
  private async proposal(id: string): Promise<string> {
    await this.city.city.store.write(({ manager }) => manager.update(HandoverRow, { id }, { reverse: 'PROPOSED' }));
    return id;
  }

  private async account(personId: string): Promise<string> {
    const { person } = await this.city.ask<{ person: { accounts: { id: string; target: { id: string } }[] } }>(
      'query($id: ID) { person(id: $id) { accounts { id target { id } } } }',
      { id: personId },
    );
    return person.accounts.find(({ target }) => target.id === 'directory')!.id;
  }

  private async client(): Promise<string> {
    const { registerClient } = await this.city.ask<{ registerClient: { clientId: string } }>(
      'mutation($name: String!) { registerClient(name: $name) { clientId } }',
      { name: `Hệ thống ${this.made}` },
    );
    return registerClient.clientId;
  }

  private async bound(): Promise<string> {
    const id = await this.newcomer();
    const request = await this.asked('bindRole(personId: $id, role: AUDITOR, reason: "Theo quyết định")', id, true);
    await this.asked('confirmRoleChange(id: $id)', request);
    return id;
  }

  private back(tabletId: string): Promise<string> {
    return this.asked('returnTablet(tabletId: $id, recordNumber: "BB-0")', tabletId);
  }

  /** Asks for a field with this id, and gives the id that it answers with. */
  private async asked(field: string, id: string, bySecond = false): Promise<string> {
    const token = bySecond ? this.second : undefined;
    const answer = await this.city.ask<Ids>(`mutation($id: ID!) { ${field} { id } }`, { id }, token);
    return Object.values(answer)[0]!.id;
  }
}
