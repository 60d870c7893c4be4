/**
 * What the engine asks of any system that holds accounts, and the closed set of ways in which such a system can fail.
 * A connector translates; it has no store, no retry, no cache and no policy. Every call takes its deadline.
 */

/** Attribute values are plain; a list is a set (order carries no meaning). Absent and null both mean "not there". */
export type AttributeValue = string | number | boolean | readonly string[] | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** An entitlement at a target: a group, a role, a right, a role mailbox. */
export interface TargetGrant {
  readonly kind: string;
  readonly value: string;
}

export type RecordStatus = 'active' | 'disabled' | 'archived';

/** An account as the target told it. `nativeId` never changes, whatever the account is renamed to (entryUUID and the like). */
export interface AccountRecord {
  readonly nativeId: string;
  readonly name: string;
  /** The person id that we wrote on creation, or null on an account that is not ours. */
  readonly personId: string | null;
  readonly status: RecordStatus;
  readonly attributes: Attributes;
  readonly grants: readonly TargetGrant[];
  /** The target's own version mark, where it has one; given back as the expected state of a write. */
  readonly version: string | null;
}

export interface AccountSpec {
  readonly name: string;
  readonly personId: string;
  readonly attributes: Attributes;
  readonly grants: readonly TargetGrant[];
}

/** One change of one account; what is not named stays as it is. */
export interface AccountDelta {
  /** A value of null removes the attribute. */
  readonly set?: Attributes;
  readonly addGrants?: readonly TargetGrant[];
  readonly removeGrants?: readonly TargetGrant[];
}

/** The frame of one call. Past the signal the outcome of a write is unknown: read back before trying again. */
export interface Call {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export type AccountQuery =
  | { readonly by: 'name'; readonly name: string }
  | { readonly by: 'personId'; readonly personId: string }
  | { readonly by: 'all' };

/** A page of a search. A search has been read to its end only when a page says `next: null`. */
export interface AccountPage {
  readonly records: readonly AccountRecord[];
  readonly next: string | null;
}

export interface TestFinding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * A target that provisioning can write. Writes are addressed by `nativeId`. All are idempotent in effect except
 * `create` (a second one is `alreadyExists`) and `delete` (a second one is `notFound`).
 */
export interface Connector {
  /** Kind of system: `ldap`, `dovecot`, `qlvb` … */
  readonly kind: string;
  /** Checks connection and rights; changes nothing. */
  test(call: Call): Promise<readonly TestFinding[]>;
  /** The account as it is now, or null when the target says that there is none. */
  read(nativeId: string, call: Call): Promise<AccountRecord | null>;
  search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage>;
  create(spec: AccountSpec, call: Call): Promise<AccountRecord>;
  /** `expectedVersion`: refused with `conflict` when the target can check it and finds another. */
  modify(nativeId: string, delta: AccountDelta, call: Call, expectedVersion?: string | null): Promise<void>;
  /** Sign-in works again; attributes and grants are untouched. */
  enable(nativeId: string, call: Call): Promise<void>;
  /** Sign-in ends now, open sessions at this target included; history, attributes and grants are untouched. */
  disable(nativeId: string, call: Call): Promise<void>;
  delete(nativeId: string, call: Call): Promise<void>;
  close(): Promise<void>;
}

/** What changed since an earlier look; what was deleted is not among its records. */
export interface ChangedAccounts {
  readonly records: readonly AccountRecord[];
  /**
   * Accounts that are not there any more, by native id: these, or all but these. Ids of what never was an account may be
   * among them. Absent where the target cannot tell. A reason to ask for those accounts, and never more than that.
   */
  readonly gone?: { readonly kind: 'these' | 'all-but'; readonly nativeIds: readonly string[] };
  /** Grants that were given to somebody or taken away; where many have one, its holders need not be among the records. */
  readonly grants: readonly TargetGrant[];
  /** False when there was more than is told here, or the cursor means nothing any more: everything is to be read. */
  readonly complete: boolean;
  /** Given back at the next look. Something may be told twice, and nothing is left out. */
  readonly cursor: string;
}

/** Optional: reads what changed and not everybody. */
export interface ReadsChanges {
  /** Null: tells only where to go on from, as before a look at everything. */
  changesSince(cursor: string | null, call: Call): Promise<ChangedAccounts>;
}

/** Optional: what is asked of every person – whatever bears the person's id or the name – in one look. */
export interface FindsPerson {
  /** What a search by the person and one by the name find together, each account once and all of them. */
  findPerson(who: { readonly personId: string; readonly name: string }, call: Call): Promise<readonly AccountRecord[]>;
}

/** Optional: the account's data leaves the live service and is kept. */
export interface Archives {
  archive(nativeId: string, call: Call): Promise<void>;
}

/** Optional: cuts open sessions and caches again, as after a directory came back. */
export interface RevokesSessions {
  revokeSessions(nativeId: string, call: Call): Promise<void>;
}

/** One thing that was handed over or went back: never with its subject. */
export interface HoldingMoved {
  readonly ref: string;
  /** `incoming`, `task`, `draft` – the target's own words. */
  readonly kind: string;
  /** Its number or type, as printed; never what it is about. */
  readonly label: string;
  readonly dueOn: string | null;
  /** `key` – lies under the key now; `drafter` – a draft that went back unsigned; `account` – is the account's again. */
  readonly to: 'key' | 'drafter' | 'account';
}

export interface TransferReport {
  readonly items: readonly HoldingMoved[];
}

/**
 * Optional: what lies with a closed account by name goes over to a key (a post, or a seat of it), and what comes later
 * is redirected there. Idempotent and safe to break off: one change for each thing, which so has one owner at every
 * moment; deadlines are not touched. Drafts that wait for the leaver's signature go back to who drafted them.
 */
export interface TransfersHoldings {
  transferHoldings(
    nativeId: string,
    to: {
      readonly key: string;
      readonly note: string;
      /** The account's person never had the post of the key: drafts that lie under it wait for somebody else. Absent means no. */
      readonly ofOthers?: boolean;
      /** Told what is about to move, before any of it does: what a crash cuts off is known all the same. */
      readonly announce?: (items: readonly HoldingMoved[]) => Promise<void>;
    },
    call: Call,
  ): Promise<TransferReport>;
}

export function readsChanges(connector: Connector): connector is Connector & ReadsChanges {
  return 'changesSince' in connector;
}

export function transfersHoldings(connector: Connector): connector is Connector & TransfersHoldings {
  return 'transferHoldings' in connector;
}

/**
 * Optional, the other way: what lies under a key is addressed to an open account by name again. Idempotent and safe to
 * break off like the way there; what is left under the key still belongs to whoever carries it.
 */
export interface ReturnsHoldings {
  returnHoldings(
    nativeId: string,
    from: {
      readonly key: string;
      readonly note: string;
      /** As on the way there. */
      readonly announce?: (items: readonly HoldingMoved[]) => Promise<void>;
    },
    call: Call,
  ): Promise<TransferReport>;
}

export function returnsHoldings(connector: Connector): connector is Connector & ReturnsHoldings {
  return 'returnHoldings' in connector;
}

export function findsPerson(connector: Connector): connector is Connector & FindsPerson {
  return 'findPerson' in connector;
}

export function archives(connector: Connector): connector is Connector & Archives {
  return 'archive' in connector;
}

/**
 * unreachable – nothing was sent; timeout – the outcome is unknown; throttled – try later; unauthorised – our
 * credentials or rights; notFound, alreadyExists, conflict – the target's state is another than we thought;
 * rejected – the target understood and will not do it, however often it is asked; protocol – it answered rubbish
 * (the outcome of a write is unknown).
 */
export type ConnectorErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'throttled'
  | 'unauthorised'
  | 'notFound'
  | 'alreadyExists'
  | 'conflict'
  | 'rejected'
  | 'protocol';

/** A fault of a target. The message names the operation and the account's id, never a secret. */
export class ConnectorError extends Error {
  constructor(
    readonly code: ConnectorErrorCode,
    message: string,
    options?: { cause?: unknown; readonly retryAfterMs?: number; readonly moved?: readonly HoldingMoved[] },
  ) {
    super(message, options);
    this.name = 'ConnectorError';
    this.retryAfterMs = options?.retryAfterMs;
    this.moved = options?.moved ?? [];
  }

  readonly retryAfterMs: number | undefined;

  /** What a transfer or its way back had moved before it was broken off. */
  readonly moved: readonly HoldingMoved[];

  /** True when a write may have been applied although it failed here. */
  get outcomeUnknown(): boolean {
    return this.code === 'timeout' || this.code === 'protocol';
  }
}
