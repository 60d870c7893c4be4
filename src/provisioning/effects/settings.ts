/** What may be tuned about the engine; every wait, batch and retry has its bound here. */
export interface EngineSettings {
  /** Persons worked on at the same time; leavers have as many places again for themselves. */
  readonly concurrency: number;
  /** Persons taken into our hands at once. */
  readonly batch: number;
  readonly leaseMs: number;
  /** Deadline of one read at a target. */
  readonly readTimeoutMs: number;
  /** Deadline of one write at a target; must be well below `leaseMs`. */
  readonly writeTimeoutMs: number;
  /** How long the other targets of a person wait for one that is slow to answer. */
  readonly patienceMs: number;
  /** How long a disable lets the ones planned before it go first, so that a cut session cannot sign in again at once. */
  readonly headStartMs: number;
  readonly pollMs: number;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** Faults in a row after which a target is left alone for a while. */
  readonly breakerThreshold: number;
  readonly breakerOpenMs: number;
  readonly breakerOpenMaxMs: number;
  /** How often a target that is left alone is asked whether it is back. */
  readonly probeMs: number;
  /** How long `stop` waits for calls in flight. */
  readonly stopTimeoutMs: number;
  /** How often every account of every target is read; 0 – only when a person asks. */
  readonly scanEveryMs: number;
  /** How often, between scans, targets that can tell are asked what changed; 0 – never. */
  readonly changesEveryMs: number;
  /** How often it is looked whether a scan has become due. */
  readonly scanLookMs: number;
  /** How long after a scan that did not come to its end, or after the start of a process, the next one is tried. */
  readonly scanRetryMs: number;
  /** Accounts in memory at a time. */
  readonly scanPageSize: number;
  /** Deadline of one page. */
  readonly scanTimeoutMs: number;
}

export const DEFAULT_SETTINGS: EngineSettings = {
  concurrency: 8,
  batch: 64,
  leaseMs: 60_000,
  readTimeoutMs: 5_000,
  writeTimeoutMs: 10_000,
  patienceMs: 1_000,
  headStartMs: 250,
  pollMs: 1_000,
  retryBaseMs: 500,
  retryMaxMs: 300_000,
  breakerThreshold: 3,
  breakerOpenMs: 500,
  breakerOpenMaxMs: 30_000,
  probeMs: 500,
  stopTimeoutMs: 15_000,
  scanEveryMs: 86_400_000,
  changesEveryMs: 60_000,
  scanLookMs: 60_000,
  scanRetryMs: 900_000,
  scanPageSize: 500,
  scanTimeoutMs: 30_000,
};

/** Exponential with jitter: between half and all of `base · 2^(attempt − 1)`, never above the maximum. */
export function retryDelayMs(
  attempt: number,
  settings: Pick<EngineSettings, 'retryBaseMs' | 'retryMaxMs'>,
  random: () => number,
): number {
  const full = Math.min(settings.retryMaxMs, settings.retryBaseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full * (0.5 + random() * 0.5));
}
