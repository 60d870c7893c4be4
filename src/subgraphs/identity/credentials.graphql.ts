/** What the API shows of tablets' keys and of the sealed administrator. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { InstantScalar } from '../../shared/scalars';
import { PersonReference } from './session.graphql';

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Tablet', { description: 'A device on the books of a unit.' })
class TabletReference {
  @Field(() => ID, { description: 'Never changes.' })
  id: string;
}

@ObjectType('DeviceKey', { description: 'The key of one tablet, with which its holder signs in there.' })
export class DeviceKeyType {
  @Field(() => ID, { description: 'Never changes.' })
  id: string;

  @Field(() => String, { description: 'SHA-256 thumbprint of the public key (RFC 7638).' })
  thumbprint: string;

  @Field(() => TabletReference, { description: 'The tablet that holds it.' })
  tablet: TabletReference;

  @Field(() => PersonReference, { description: 'To whom the tablet was issued; nobody else signs in with this key.' })
  person: PersonReference;

  @Field(() => InstantScalar, { description: 'When it was enrolled.' })
  enrolledAt: Date;

  @Field(() => InstantScalar, { nullable: true, description: 'Since when it opens nothing; null while it counts.' })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it ended: `returned`, `lost` or `replaced`.' })
  endedReason: string | null;
}

@ObjectType('BreakGlassKey', { description: 'The sealed administrator’s key, as far as it is known here.' })
export class BreakGlassKeyType {
  @Field(() => ID, { description: 'Another for each sealing.' })
  id: string;

  @Field(() => InstantScalar, { description: 'When it was sealed.' })
  sealedAt: Date;

  @Field(() => Int, { description: 'How often it was opened since.' })
  opened: number;
}
