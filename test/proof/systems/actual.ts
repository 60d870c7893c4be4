/** An account as its system holds it, read past every protocol and connector. */
export interface Actual {
  readonly targetId: string;
  readonly nativeId: string;
  readonly name: string;
  readonly personId: string | null;
  readonly status: 'active' | 'disabled' | 'archived';
  /** `kind:value`. */
  readonly grants: ReadonlySet<string>;
  readonly fullName: string | null;
  readonly quotaMiB: number | null;
  readonly title: string | null;
  /** Everything about it, to see that nobody touched it. */
  readonly raw: string;
}

/** A server of the sandbox whose content can be kept and put back. */
export interface System {
  accounts(): readonly Actual[];
  /** What is there now is what every history begins with. */
  keep(): void;
  reset(): void;
  close(): Promise<void>;
}
