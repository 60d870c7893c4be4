/** Whom the tablets room tells that a device left its holder: the minutes of the handover, and who keeps its key. */
import { onlyAwaited } from '../provisioning/effects';
import type { IdentityRoom } from '../subgraphs/identity';
import type { TabletHandovers } from '../subgraphs/tablets';

type Minutes = Pick<TabletHandovers, 'tabletLeft' | 'successorsOf'>;

export function tabletHandovers(minutes: Minutes, keys: Pick<IdentityRoom['devices'], 'left'>): TabletHandovers {
  return {
    successorsOf: (places) => minutes.successorsOf(places),
    onlyAwaited,
    async tabletLeft(tx, tablet) {
      await minutes.tabletLeft(tx, tablet);
      await keys.left(tx, tablet.id);
    },
  };
}
