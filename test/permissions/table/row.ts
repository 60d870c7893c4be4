/** What a row of the table is, and which roles and reaches it speaks of. */

export const ROLES = [
  'administrator',
  'auditor',
  'operator',
  'unitAdministrator',
  'recordsClerk',
  'assetAccountant',
  'delegate',
  'person',
  'client',
  'anonymous',
] as const;
export type RoleName = (typeof ROLES)[number];

/** own: about oneself; subtree: in a division of the own unit; foreign: in another department; headquarters: at the city's office. */
export const REACHES = ['own', 'subtree', 'foreign', 'headquarters'] as const;
export type Reach = (typeof REACHES)[number];

/** What is made for a question because the answer uses it up. */
export type Thing =
  /** Somebody who holds nothing yet. */
  | 'newcomer'
  /** Somebody who is appointed to a post in the unit. */
  | 'leaver'
  /** That appointment. */
  | 'appointment'
  /** Somebody who is appointed, whose access is locked. */
  | 'locked'
  /** A decision's plan that waits for approval. */
  | 'plan'
  /** A handover whose way back is proposed; whoever left is not in office again. */
  | 'proposal'
  /** A decision of the unit that appointed somebody. */
  | 'decision'
  /** An exception of somebody. */
  | 'exception'
  /** The directory's account of who serves in the unit, linked. */
  | 'account'
  /** A system that was registered. */
  | 'client'
  /** What the second administrator asked for: a role for somebody. */
  | 'request'
  /** Somebody who is bound as auditor. */
  | 'bound'
  /** A tablet of the unit: that nobody holds, that somebody holds, that somebody held, that the caller holds. */
  | 'tablet'
  | 'heldTablet'
  | 'returnedTablet'
  | 'ownTablet';

/** What an operation is asked about at one reach. */
export interface About {
  /** Who asks: id of the person or of the client. */
  readonly callerId: string;
  readonly personId: string;
  /** Serves in the unit and has no account anywhere yet; whatever is done to them is done again. */
  readonly officerId: string;
  readonly unitId: string;
  /** A decision that concerns nobody else, and its plan. */
  readonly decisionId: string;
  readonly planHash: string;
  readonly handoverId: string;
  /** On the books of the unit; nobody holds it. */
  readonly tabletId: string;
  /** The directory's own id of the person's account. */
  readonly nativeId: string;
  /** A number that no other question has. */
  readonly place: number;
  /** A day to come: what takes effect then is recorded and need not be provided while the table is walked. */
  readonly day: string;
  readonly today: string;
  /** Id of what `of` names. */
  readonly thing: string;
}

export interface Row {
  /** `Query.person`; several rows may speak of one field. */
  readonly field: string;
  readonly ask: string;
  readonly with?: (about: About) => Record<string, unknown>;
  /** Made for the question: whoever is refused asks with what the first who may then uses up, so that it was valid. */
  readonly of?: Thing;
  readonly may: Partial<Record<Reach, readonly RoleName[]>>;
  /** Who could do it to another and not to themselves. */
  readonly notToOneself?: readonly RoleName[];
  /** Only asked by these: it counts attempts, or ends the session that asks. */
  readonly askedBy?: readonly RoleName[];
  /**
   * What whoever may meets instead of success, where success would end the table or takes what a table cannot set up:
   * a code that nobody meets who may not, because it is said after the right was asked for.
   */
  readonly meets?: string;
}

export const SIGNED_IN = ROLES.filter((role) => role !== 'anonymous');
export const PEOPLE = SIGNED_IN.filter((role) => role !== 'client');
export const CITY = ['administrator'] as const;
export const CITY_READERS = ['administrator', 'auditor'] as const;
export const NOBODY: readonly RoleName[] = [];

/** Plans, operations and handovers of a unit. */
export const SEES_PLANS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'recordsClerk', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
/** Accounts and what explains them. */
export const SEES_ACCOUNTS = {
  own: PEOPLE,
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
export const SEES_TABLETS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'assetAccountant', 'delegate'],
  foreign: CITY_READERS,
  headquarters: ['administrator', 'auditor', 'operator'],
} as const;
export const KEEPS_TABLETS = {
  subtree: ['administrator', 'unitAdministrator', 'assetAccountant'],
  foreign: CITY,
  headquarters: ['administrator', 'operator'],
} as const;
export const RECORDS = {
  subtree: ['administrator', 'unitAdministrator', 'recordsClerk'],
  foreign: CITY,
  headquarters: CITY,
} as const;
/** Stops, sends away, looks again. */
export const TENDS = {
  subtree: ['administrator', 'unitAdministrator'],
  foreign: CITY,
  headquarters: ['administrator', 'operator'],
} as const;
export const FOLLOWS = {
  subtree: ['administrator', 'auditor', 'unitAdministrator', 'recordsClerk', 'delegate', 'client'],
  foreign: ['administrator', 'auditor', 'client'],
  headquarters: ['administrator', 'auditor', 'operator', 'client'],
} as const;

export const person = ({ personId }: About): Record<string, unknown> => ({ id: personId });
export const unit = ({ unitId }: About): Record<string, unknown> => ({ id: unitId });
export const decision = ({ decisionId }: About): Record<string, unknown> => ({ id: decisionId });
export const handover = ({ handoverId }: About): Record<string, unknown> => ({ id: handoverId });
export const tablet = ({ tabletId }: About): Record<string, unknown> => ({ id: tabletId });
export const officer = ({ officerId }: About): Record<string, unknown> => ({ id: officerId });
export const thing = ({ thing: id }: About): Record<string, unknown> => ({ id });
export const anywhere = (roles: readonly RoleName[]): Row['may'] => ({ foreign: roles });
export const nowhereElse = { subtree: CITY, foreign: CITY } as const;

/** The head of a paper of the unit. */
export const head = ({ place, unitId, today, day }: About): Record<string, unknown> => ({
  number: `${place}/QĐ-QUYEN`,
  issuerId: unitId,
  signedOn: today,
  effectiveOn: day,
});
/** A paper that appoints: whoever asks, where it is about oneself, else a newcomer. */
export const appoint =
  (post: string) =>
  (about: About): Record<string, unknown> => ({
    input: {
      ...head(about),
      appoint: [
        {
          personId: about.personId === about.callerId ? about.callerId : about.thing,
          postId: `${about.unitId}/${post}`,
        },
      ],
    },
  });
