/** Who is to be given a device next: whoever came after its last holder (clause 33), for many devices at once. */
import type { TabletHandovers } from './ports';
import type { TabletRegistry } from './registry';

export class NextHolders {
  constructor(
    private readonly registry: TabletRegistry,
    private readonly handovers: TabletHandovers,
  ) {}

  /** In the order of the ids; null while somebody holds it, and where nobody held it before or is known to follow. */
  async of(tabletIds: readonly string[]): Promise<readonly (string | null)[]> {
    const [tablets, chains] = await Promise.all([
      this.registry.findMany(tabletIds),
      this.registry.custodyOf(tabletIds),
    ]);
    const places = chains.map((chain, index) => {
      const tablet = tablets[index] ?? null;
      const isHeld = chain.some((link) => link.openTabletId !== null && link.holderId !== null);
      const last = chain.findLast((link) => link.openTabletId === null && link.holderId !== null)?.holderId ?? null;
      return tablet === null || isHeld || last === null ? null : { personId: last, unitId: tablet.unitId };
    });
    const asked = places.flatMap((place) => place ?? []);
    const answers = asked.length === 0 ? [] : await this.handovers.successorsOf(asked);
    return places.map((place) => (place === null ? null : (answers[asked.indexOf(place)] ?? null)));
  }
}
