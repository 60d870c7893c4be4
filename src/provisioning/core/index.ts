/** The face of the provisioning core: pure functions of data. It knows no clock, no store and no target. */
export { nextBoundary } from './boundary';
export { check } from './check';
export type { Cause, CheckResult, LedgerEntry } from './check';
export { correlate } from './correlate';
export type { Correlated, Situation } from './correlate';
export { desired } from './desired';
export type * from './facts';
export { plan } from './plan';
export type * from './plan.types';
export { loadPolicy } from './policy/load';
export type { Policy } from './policy/policy.types';
export { isProtected } from './protected';
export { planHash, samePart, summarise } from './summary';
export type { PlanSummary } from './summary';
export type * from './target';
export { isTargetId, targetIds, targetKeyOf } from './targets';
export type { TargetRef } from './targets';
