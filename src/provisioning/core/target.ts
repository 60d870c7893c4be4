/** The shapes that the core shares with connectors, restated here so that the core imports nothing outside itself and `shared`. */
export type AttributeValue = string | number | boolean | readonly string[] | null;
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface TargetGrant {
  readonly kind: string;
  readonly value: string;
}

export interface AccountRecord {
  readonly nativeId: string;
  readonly name: string;
  readonly personId: string | null;
  readonly status: 'active' | 'disabled' | 'archived';
  readonly attributes: Attributes;
  readonly grants: readonly TargetGrant[];
  readonly version: string | null;
}
