/** What operators watch of this room: whether there is a sealed administrator, and whether somebody opened it. */
import { Gauge, type Registry } from 'prom-client';
import type { BreakGlass } from './break-glass';

export function breakGlassFigures(registry: Registry, breakGlass: Pick<BreakGlass, 'sealed' | 'opened'>): void {
  registry.registerMetric(
    new Gauge({
      name: 'identity_break_glass_sealed',
      help: '1 while there is a sealed administrator’s key, else 0.',
      registers: [],
      async collect() {
        this.set((await breakGlass.sealed()) === null ? 0 : 1);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'identity_break_glass_openings',
      help: 'How often the sealed administrator was opened; raise an alarm when it grows.',
      registers: [],
      async collect() {
        this.set(await breakGlass.opened());
      },
    }),
  );
}
