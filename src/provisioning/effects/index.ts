/** The face of the engine's effects. */
export type { AccountLocator } from './accounts';
export { createEngine } from './engine';
export type { Engine } from './engine';
export { PROVISIONING_ENTITIES } from './entities';
export type { ConnectorRegistry } from './gate';
export type { EngineSettings } from './settings';
export type { Preview } from './plan-service';
export type { StoredSummary } from './plan-store';
export type { CauseKind } from './due';
export { OPEN } from './plan-store';
export { OperationRow } from './operation.entity';
export { PlanRow } from './plan.entity';
export { ShadowRow } from './shadow.entity';
export { TargetRow } from './target.entity';
export { knownAccount } from './shadows';
export type { OperationNews } from './operation-feed';
