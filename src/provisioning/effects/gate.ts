/**
 * The one way to a target: finds its connector, gives each call its deadline, keeps the breaker and the health.
 * A connector that ignores its signal is left behind when the deadline passes; the outcome is then unknown.
 */
import { ConnectorError, type Call, type Connector, type ConnectorErrorCode } from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import { Breaker, type BreakerSettings } from './breaker';

/** Made by `main`: one connector per target, created when first asked for. Null for a target that is not configured. */
export interface ConnectorRegistry {
  get(targetId: string): Connector | null;
}

export type Health = 'up' | 'degraded' | 'down';

export interface HealthNews {
  readonly targetId: string;
  readonly before: Health;
  readonly health: Health;
  readonly error: ConnectorError | null;
}

const FAULTS: ReadonlySet<ConnectorErrorCode> = new Set([
  'unreachable',
  'timeout',
  'throttled',
  'unauthorised',
  'protocol',
]);
/** A connector that heeds its signal may still tell more precisely what happened. */
const GRACE_MS = 50;

export class TargetGate {
  private readonly breakers = new Map<string, Breaker>();
  private readonly listeners = new Set<(news: HealthNews) => void>();

  constructor(
    private readonly connectors: ConnectorRegistry,
    private readonly clock: Clock,
    private readonly settings: BreakerSettings,
  ) {}

  /** Until when this target is left alone; null when it may be called. */
  closedUntil(targetId: string): Date | null {
    return this.breaker(targetId).closedUntil(this.clock.now());
  }

  /** What the target's connector can do beyond the contract; nothing is asked of the target. */
  can(targetId: string, ability: (connector: Connector) => boolean): boolean {
    const connector = this.connectors.get(targetId);
    return connector !== null && ability(connector);
  }

  health(targetId: string): Health {
    return this.breakers.get(targetId)?.health ?? 'up';
  }

  /** Targets that are left alone now, to be asked whether they are back. */
  down(): readonly string[] {
    return [...this.breakers].filter(([, breaker]) => breaker.health === 'down').map(([targetId]) => targetId);
  }

  listen(listener: (news: HealthNews) => void): void {
    this.listeners.add(listener);
  }

  /** Calls the target; every fault comes out as a ConnectorError. */
  async call<T>(
    targetId: string,
    timeoutMs: number,
    work: (connector: Connector, call: Call) => Promise<T>,
  ): Promise<T> {
    const connector = this.connectors.get(targetId);
    if (connector === null) throw new ConnectorError('unreachable', `no connector is configured for ${targetId}`);
    const begun = this.breaker(targetId).begun();
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        controller.abort();
        timer = setTimeout(
          () => reject(new ConnectorError('timeout', `${targetId} did not answer within ${timeoutMs} ms`)),
          GRACE_MS,
        );
      }, timeoutMs);
    });
    try {
      const result = await Promise.race([work(connector, { signal: controller.signal, timeoutMs }), late]);
      this.note(targetId, begun, null);
      return result;
    } catch (error) {
      const fault = asConnectorError(targetId, error);
      this.note(targetId, begun, fault);
      throw fault;
    } finally {
      clearTimeout(timer);
    }
  }

  private note(targetId: string, begun: number, error: ConnectorError | null): void {
    const breaker = this.breaker(targetId);
    const before = breaker.health;
    if (error !== null && FAULTS.has(error.code)) breaker.failed(this.clock.now());
    else breaker.succeeded(begun);
    if (breaker.health === before) return;
    for (const listener of this.listeners) listener({ targetId, before, health: breaker.health, error });
  }

  private breaker(targetId: string): Breaker {
    let breaker = this.breakers.get(targetId);
    if (breaker === undefined) this.breakers.set(targetId, (breaker = new Breaker(this.settings)));
    return breaker;
  }
}

function asConnectorError(targetId: string, error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  return new ConnectorError('protocol', `${targetId}: the connector failed`, { cause: error });
}
