/** Whom the tablets room tells that a device left its holder: the minutes of the handover, and who keeps its key. */
import type { IdentityRoom } from '../subgraphs/identity';
import type { TabletHandovers } from '../subgraphs/tablets';

export function tabletHandovers(minutes: TabletHandovers, keys: IdentityRoom['devices']): TabletHandovers {
  return {
    successorsOf: (places) => minutes.successorsOf(places),
    awaitingReturn: () => minutes.awaitingReturn(),
    async tabletLeft(tx, tablet) {
      await minutes.tabletLeft(tx, tablet);
      await keys.left(tx, tablet.id);
    },
  };
}
