/** The face of the engine's effects. */
export type { AccountLocator, LocatedAccount } from './accounts';
export { createEngine } from './engine';
export type { Engine, EngineDependencies } from './engine';
export { PROVISIONING_ENTITIES } from './entities';
export type { ConnectorRegistry } from './gate';
export type { PolicyHolder } from './policy-holder';
export { DEFAULT_SETTINGS } from './settings';
export type { EngineSettings } from './settings';
