/** What the gateway counts and times, in Prometheus' words. No label takes a value that a caller chooses. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { CATALOGUE } from '../errors/catalogue';
import type { ExecutionResult } from 'graphql';

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class GatewayMetrics {
  private readonly requests: Histogram<'status'>;
  private readonly errors: Counter<'code'>;
  private readonly subgraphs: Histogram<'subgraph' | 'outcome'>;
  private readonly stale: Counter<'source'>;
  private readonly streams: Gauge<'transport'>;

  constructor(readonly registry: Registry = new Registry()) {
    const registers = [registry];
    this.requests = new Histogram({
      name: 'gateway_request_duration_seconds',
      help: 'Time from the arrival of a GraphQL request over HTTP to the end of its answer.',
      labelNames: ['status'],
      buckets: SECONDS,
      registers,
    });
    this.errors = new Counter({
      name: 'gateway_errors_total',
      help: 'Errors told to callers, by code.',
      labelNames: ['code'],
      registers,
    });
    this.subgraphs = new Histogram({
      name: 'gateway_subgraph_duration_seconds',
      help: 'Time that a subgraph took for one fetch of a plan.',
      labelNames: ['subgraph', 'outcome'],
      buckets: SECONDS,
      registers,
    });
    this.stale = new Counter({
      name: 'gateway_stale_values_total',
      help: 'Values shown as last known because their system did not answer, by system.',
      labelNames: ['source'],
      registers,
    });
    this.streams = new Gauge({
      name: 'gateway_open_streams',
      help: 'Subscriptions and event streams open now.',
      labelNames: ['transport'],
      registers,
    });
  }

  /** Starts the clock of a request; the answer is called at its end. */
  timeRequest(): (status: number) => void {
    const end = this.requests.startTimer();
    return (status) => void end({ status: String(status) });
  }

  countError(code: string): void {
    this.errors.inc({
      code: Object.hasOwn(CATALOGUE, code) || /^(GRAPHQL_|BAD_USER_INPUT$)/.test(code) ? code : 'OTHER',
    });
  }

  /** `source` is a name that a room's code gives, and none that a caller chooses. */
  countStale(source: string): void {
    this.stale.inc({ source });
  }

  async timeSubgraph(subgraph: string, call: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
    const end = this.subgraphs.startTimer({ subgraph });
    try {
      const result = await call();
      end({ outcome: result.errors?.length ? 'errors' : 'ok' });
      return result;
    } catch (error) {
      end({ outcome: 'failed' });
      throw error;
    }
  }

  streamOpened(transport: 'websocket' | 'sse'): () => void {
    this.streams.inc({ transport });
    let open = true;
    return () => {
      if (open) this.streams.dec({ transport });
      open = false;
    };
  }
}
