/**
 * Looks again and again whether an announcement has become due. What is due is a row, so nothing is lost between looks,
 * and a look that takes long is not followed by all those that would have been its turn meanwhile.
 */
import type { Logger } from '../shared/logger';

const ANNOUNCE_EVERY_MS = 1_000;

export function announceRegularly(announce: () => Promise<unknown>, logger: Logger): { stop(): Promise<void> } {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= announce()
      .catch((error: unknown) => logger.error({ err: error }, 'role changes could not be announced; trying again'))
      .finally(() => (running = null));
  }, ANNOUNCE_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
