/** Puts the effects side of provisioning together. `main` passes in what it must know and gets one face to it all. */
import { ConnectorError, type AccountRecord } from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import type { Store } from '../../store/store';
import type { OfficeReader } from '../office-reader';
import { Accounts } from './accounts';
import { Applier } from './apply';
import { DueList } from './due';
import { TargetGate, type ConnectorRegistry } from './gate';
import { HandoverForesight } from './handover-changes';
import { HandoverMinutes, type TabletHoldings } from './handover-minutes';
import { PlannedKeepers } from './handover-preview';
import { HandoverReverse } from './handover-reverse';
import { Handovers } from './handovers';
import { Journal } from './journal';
import { Ledger } from './ledger';
import { AccessLocks } from './locks';
import { ReconcileLoop } from './loop';
import { ObserveOnly } from './observe-only';
import { OperationFeed } from './operation-feed';
import { PersonWork } from './person-work';
import { PersonRest } from './person-work-rest';
import { PersonSteps } from './person-work-steps';
import { PlanService } from './plan-service';
import { PlanStore } from './plan-store';
import { PolicyChanges } from './policy-changes';
import type { PolicyHolder } from './policy-holder';
import { PolicyVersions } from './policy-versions';
import { ScanChanges } from './scan-changes';
import { ScanMissing } from './scan-missing';
import { ScanPages } from './scan-page';
import { ScanPlans } from './scan-plans';
import { ScanRows } from './scan-rows';
import { Scanner } from './scanner';
import { Scans } from './scans';
import { DEFAULT_SETTINGS, type EngineSettings } from './settings';
import { ShadowStore } from './shadows';
import { Survey } from './survey';
import { Targets } from './targets';
import { Brake } from './verdict';

export interface EngineDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly office: OfficeReader;
  readonly connectors: ConnectorRegistry;
  readonly policy: PolicyHolder;
  readonly logger: Logger;
  /** In [0, 1); spreads retries. */
  readonly random: () => number;
  /** Which devices leavers hold; left out, no handover waits for one. */
  readonly tablets?: TabletHoldings;
  readonly settings?: Partial<EngineSettings>;
}

export interface Engine {
  /** For organisation: joins its transaction. */
  readonly due: DueList;
  readonly loop: ReconcileLoop;
  readonly plans: PlanService;
  readonly planStore: PlanStore;
  readonly accounts: Accounts;
  readonly shadows: ShadowStore;
  readonly locks: AccessLocks;
  readonly handovers: HandoverMinutes;
  readonly reverse: HandoverReverse;
  readonly targets: Targets;
  readonly observeOnly: ObserveOnly;
  readonly scans: Scans;
  readonly scanPlans: ScanPlans;
  readonly gate: TargetGate;
  readonly feed: OperationFeed;
  readonly policy: PolicyHolder;
  /** Null where the policy cannot be changed while the engine runs. */
  readonly policyChanges: PolicyChanges | null;
  readonly settings: EngineSettings;
  /** One account as its target tells it now; null when the target says that there is none. */
  readAccount(targetId: string, nativeId: string): Promise<AccountRecord | 'unavailable' | null>;
  /** True while a lock of all access holds; for identity, at every request. */
  isLocked(personId: string, at: Date): Promise<boolean>;
}

export function createEngine(dependencies: EngineDependencies): Engine {
  const { store, clock, office, connectors, policy, logger, random } = dependencies;
  const settings: EngineSettings = { ...DEFAULT_SETTINGS, ...dependencies.settings };
  if (settings.leaseMs <= 2 * settings.writeTimeoutMs)
    throw new Error('leaseMs must be more than twice writeTimeoutMs');
  const feed = new OperationFeed();
  const due = new DueList(store, settings.leaseMs, settings.retryMaxMs);
  const gate = new TargetGate(connectors, clock, settings);
  const locks = new AccessLocks(store, office);
  const observeOnly = new ObserveOnly(store);
  const targets = new Targets(store, office, policy, observeOnly);
  const shadows = new ShadowStore(store);
  const planStore = new PlanStore(store, feed, due);
  const brake = new Brake(shadows, new Ledger(store), policy);
  const foresight = new HandoverForesight(store, policy);
  const keepers = new PlannedKeepers(office, locks, shadows, foresight);
  const plans = new PlanService(store, clock, office, policy, locks, shadows, planStore, brake, keepers, logger);
  const journal = new Journal(store, due, planStore);
  const minutes = new HandoverMinutes(store, due, policy);
  const reverse = new HandoverReverse(store, due);
  const tablets = dependencies.tablets ?? null;
  const handovers = new Handovers({ store, office, due, foresight, minutes, reverse, tablets });
  const mayWrite = (targetId: string): Promise<boolean> => targets.mayWrite(targetId);
  const applier = new Applier({ gate, journal, shadows, minutes, reverse, clock, random, settings, mayWrite });
  const steps = new PersonSteps({ store, due, plans: planStore, shadows, journal, applier, brake, policy });
  const rest = new PersonRest({
    store,
    clock,
    due,
    gate,
    plans: planStore,
    shadows,
    journal,
    policy,
    random,
    settings,
  });
  const work = new PersonWork({
    store,
    clock,
    survey: new Survey(gate, clock, policy, shadows, settings),
    plans: planStore,
    shadows,
    applier,
    targets,
    policy,
    steps,
    rest,
  });
  const loop = new ReconcileLoop({
    store,
    clock,
    office,
    due,
    gate,
    locks,
    shadows,
    handovers,
    plans,
    work,
    policy,
    logger,
    settings,
  });
  const scanRows = new ScanRows(store, clock);
  const scanPlans = new ScanPlans({ store, policy, plans, planStore, due, targets });
  const pages = new ScanPages(store, clock, office, locks, policy);
  const missing = new ScanMissing(store, gate, policy, settings.readTimeoutMs);
  const changes = new ScanChanges({ store, clock, gate, pages, missing, plans: scanPlans, settings });
  const scanner = new Scanner({
    store,
    clock,
    gate,
    rows: scanRows,
    pages,
    changes,
    missing,
    plans: scanPlans,
    settings,
  });
  const scans = new Scans({ store, clock, targets, rows: scanRows, scanner, changes, logger, settings });
  gate.listen(({ targetId, health, error }) => {
    targets
      .noteHealth(targetId, health, error)
      .catch((cause: unknown) => logger.error({ err: cause, targetId }, 'the health of a target could not be noted'));
  });
  const policyChanges =
    policy instanceof PolicyVersions
      ? new PolicyChanges({ store, clock, office, due, locks, shadows, planStore, brake, versions: policy })
      : null;
  return {
    due,
    loop,
    plans,
    planStore,
    accounts: new Accounts(store),
    shadows,
    locks,
    handovers: minutes,
    reverse,
    targets,
    observeOnly,
    scans,
    scanPlans,
    gate,
    feed,
    policy,
    policyChanges,
    settings,
    readAccount: (targetId, nativeId) => readAccount(gate, targetId, nativeId, settings.readTimeoutMs),
    isLocked: (personId, at) => locks.isLocked(personId, at),
  };
}

async function readAccount(
  gate: TargetGate,
  targetId: string,
  nativeId: string,
  timeoutMs: number,
): Promise<AccountRecord | 'unavailable' | null> {
  try {
    return await gate.call(targetId, timeoutMs, (connector, call) => connector.read(nativeId, call));
  } catch (error) {
    if (error instanceof ConnectorError) return 'unavailable';
    throw error;
  }
}
