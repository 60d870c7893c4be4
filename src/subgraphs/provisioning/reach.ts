/** How far a permission reaches over persons: a unit administrator's over whoever holds a post in the own subtree. */
import { Refusal } from '../../errors/refusal';
import type { OfficeFacts, OfficeReader } from '../../provisioning/office-reader';
import { servedUnits } from '../../provisioning/served-units';
import type { Clock } from '../../shared/clock';
import { dayOf } from '../../shared/day';
import type { Context, Permission } from '../identity/face';
import { unitsWithin } from '../identity/face-reach';

export class Reach {
  constructor(
    private readonly office: OfficeReader,
    private readonly clock: Clock,
  ) {}

  async may(ctx: Context, permission: Permission, personId: string): Promise<boolean> {
    if (ctx.may(permission, { personId })) return true;
    const units = await this.units(ctx, personId);
    return units.some((unit) => ctx.may(permission, { personId, units: [unit] }));
  }

  async require(ctx: Context, permission: Permission, personId: string): Promise<void> {
    ctx.signedIn();
    if (!(await this.may(ctx, permission, personId))) throw new Refusal('FORBIDDEN', { permission });
  }

  /** For what is done to a person everywhere: every unit that has them in office must be within reach. */
  async requireEverywhere(ctx: Context, permission: Permission, personId: string): Promise<void> {
    ctx.require(permission, { personId, units: [...(await this.units(ctx, personId))] });
  }

  /** Every one of these persons is within reach; with none of them, the permission must at least reach somewhere. */
  async mayAll(ctx: Context, permission: Permission, personIds: readonly string[]): Promise<boolean> {
    if (!this.maySomewhere(ctx, permission)) return false;
    if (ctx.may(permission)) return true;
    const answers = await Promise.all(personIds.map((personId) => this.may(ctx, permission, personId)));
    return answers.every((answer) => answer);
  }

  maySomewhere(ctx: Context, permission: Permission): boolean {
    return ctx.may(permission) || (ctx.principal !== null && unitsWithin(ctx.principal, permission).length > 0);
  }

  /** The same for facts that are not recorded yet. */
  mayReachFacts(ctx: Context, permission: Permission, facts: OfficeFacts): boolean {
    return this.unitsOf(facts).some((unit) => ctx.may(permission, { units: [unit] }));
  }

  private units(ctx: Context, personId: string): Promise<readonly string[]> {
    return ctx
      .loader<string, readonly string[]>('provisioning:units-of-person', async (personIds) => {
        const facts = new Map((await this.office.facts(personIds)).map((one) => [one.personId, one]));
        return personIds.map((id) => {
          const known = facts.get(id);
          return known === undefined ? [] : this.unitsOf(known);
        });
      })
      .load(personId);
  }

  private unitsOf(facts: OfficeFacts): readonly string[] {
    return servedUnits(facts, dayOf(this.clock.now()));
  }
}
