/** What this room must be given to read documents: it stores none and knows no protocol. */

export interface DocumentQuery {
  /** True – still to be dealt with; false – closed; null – both. */
  readonly open: boolean | null;
  readonly first: number;
  /** A document's `place`, after which the page begins. */
  readonly after: string | null;
}

/** A document as its owner sees it. Days are Hanoi days. */
export interface DocumentFacts {
  /** Unique over all instances. */
  readonly id: string;
  /** Where it stands in the one order of all instances; compares as text. */
  readonly place: string;
  /** The unit in whose instance it lies. */
  readonly unitId: string;
  readonly number: string | null;
  readonly subject: string;
  readonly type: string;
  readonly senderUnitId: string | null;
  readonly urgency: string;
  readonly receivedOn: string | null;
  readonly dueOn: string | null;
  readonly status: string;
  readonly task: string;
}

export interface DocumentListing {
  readonly items: readonly DocumentFacts[];
  readonly totalCount: number;
  readonly hasNext: boolean;
}

export interface DocumentsAsked {
  readonly personId: string;
  readonly query: DocumentQuery;
}

/** `ageMs` above zero: last known, not live. */
export interface DocumentsAnswer {
  readonly value: DocumentListing;
  readonly ageMs: number;
}

/** Over all instances in which a person has an account, most urgent first, then earliest due. */
export interface DocumentReader {
  /** In the order asked for. Null: no answer, and none remembered. */
  documents(asked: readonly DocumentsAsked[], signal: AbortSignal): Promise<readonly (DocumentsAnswer | null)[]>;
}
