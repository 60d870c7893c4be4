/** Keys of tablets, subjects of the outside issuer, and the sealed administrator. */
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Clock } from '../../shared/clock';
import type { AccessFacts } from './access';
import type { BreakGlass } from './break-glass';
import type { BreakGlassKey } from './break-glass-key.entity';
import { BreakGlassKeyType, DeviceKeyType } from './credentials.graphql';
import type { DeviceKey } from './device-key.entity';
import type { Devices } from './devices';
import type { Context } from './face';
import type { IssuerSubjects } from './issuer-subjects';
import { ClientSessionType, PersonReference } from './session.graphql';

@Resolver()
export class CredentialsResolver {
  constructor(
    private readonly devices: Devices,
    private readonly subjects: IssuerSubjects,
    private readonly breakGlass: BreakGlass,
    private readonly facts: AccessFacts,
    private readonly clock: Clock,
  ) {}

  @Query(() => [DeviceKeyType], { description: 'Keys of tablets that a person enrolled, newest first; at most 100.' })
  async deviceKeys(
    @Arg('personId', () => ID, { description: 'Whose.' }) personId: string,
    @Ctx() ctx: Context,
  ): Promise<DeviceKeyType[]> {
    ctx.signedIn();
    ctx.require('session:revoke', { personId, units: await this.facts.unitsOf(personId, this.clock.now()) });
    return (await this.devices.of(personId)).map(deviceOf);
  }

  @Mutation(() => DeviceKeyType, {
    description:
      'Enrols the key to which this session is bound (DPoP) as that of a tablet which was issued to oneself; an earlier key of the tablet ends.',
  })
  async enrolDevice(
    @Arg('serial', () => String, { description: 'Serial of the tablet.' }) serial: string,
    @Ctx() ctx: Context,
  ): Promise<DeviceKeyType> {
    ctx.signedIn();
    return deviceOf(await this.devices.enrol(ctx, serial));
  }

  @Mutation(() => Int, {
    description:
      'Ends the key of a lost tablet and every session bound to it; without a key, every session of its holder. Tells how many ended.',
  })
  async reportTabletLost(
    @Arg('tabletId', () => ID, { description: 'Which tablet: one’s own, or one of a unit that one manages.' })
    tabletId: string,
    @Arg('reason', () => String, { description: 'What happened, for the record; at most 200 characters.' })
    reason: string,
    @Ctx() ctx: Context,
  ): Promise<number> {
    ctx.signedIn();
    return this.devices.lost(ctx, tabletId, reason);
  }

  @Mutation(() => PersonReference, {
    description: 'Says which person a subject of the outside issuer is, whatever login its tokens name.',
  })
  async linkIssuerSubject(
    @Arg('personId', () => ID, { description: 'Who it is; never oneself.' }) personId: string,
    @Arg('subject', () => String, { description: 'The `sub` of the issuer’s tokens, to the letter.' }) subject: string,
    @Ctx() ctx: Context,
  ): Promise<PersonReference> {
    ctx.require('account:link');
    return { id: await this.subjects.link(ctx, personId, subject) };
  }

  @Mutation(() => Boolean, {
    description: 'Ends such a link and the sessions of the person; false when there was none.',
  })
  async unlinkIssuerSubject(
    @Arg('subject', () => String, { description: 'The `sub` of the issuer’s tokens, to the letter.' }) subject: string,
    @Ctx() ctx: Context,
  ): Promise<boolean> {
    ctx.require('account:link');
    return this.subjects.unlink(ctx, subject);
  }

  @Query(() => BreakGlassKeyType, { nullable: true, description: 'The sealed administrator’s key; null when none is.' })
  async breakGlassKey(@Ctx() ctx: Context): Promise<BreakGlassKeyType | null> {
    ctx.require('client:read');
    const key = await this.breakGlass.sealed();
    return key === null ? null : keyOf(key);
  }

  @Mutation(() => BreakGlassKeyType, {
    description: 'Keeps the public half of a new key of the sealed administrator; the key before opens nothing more.',
  })
  async sealBreakGlass(
    @Arg('publicKey', () => String, { description: 'JSON Web Key, Ed25519, without the private part.' })
    publicKey: string,
    @Ctx() ctx: Context,
  ): Promise<BreakGlassKeyType> {
    ctx.require('client:manage');
    return keyOf(await this.breakGlass.seal(ctx, publicKey));
  }

  @Mutation(() => Boolean, {
    description: 'Ends the sealed administrator’s key and what it has opened; false when none was sealed.',
  })
  async unsealBreakGlass(
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<boolean> {
    ctx.require('client:manage');
    return this.breakGlass.unseal(ctx, reason);
  }

  @Mutation(() => ClientSessionType, {
    description: 'Opens the sealed administrator for a quarter of an hour; every use is told loudly.',
  })
  async openBreakGlass(
    @Arg('assertion', () => String, { description: 'Signed with the sealed key at most a minute ago; counts once.' })
    assertion: string,
    @Arg('reason', () => String, { description: 'Why, for the record; at most 200 characters.' }) reason: string,
    @Ctx() ctx: Context,
  ): Promise<ClientSessionType> {
    const { token, expiresAt } = await this.breakGlass.open(ctx, assertion, reason);
    return { accessToken: token, expiresAt };
  }
}

function deviceOf({ id, jkt, tabletId, personId, enrolledAt, endedAt, endedReason }: DeviceKey): DeviceKeyType {
  const [tablet, person] = [{ id: tabletId }, { id: personId }];
  return { id, thumbprint: jkt, tablet, person, enrolledAt, endedAt, endedReason };
}

function keyOf({ id, sealedAt, opened }: BreakGlassKey): BreakGlassKeyType {
  return { id, sealedAt, opened };
}
