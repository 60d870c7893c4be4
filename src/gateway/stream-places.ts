/**
 * How many streams may be open: of all callers together, and of one caller over all transports, so that no one system
 * takes the places of the others. A place is taken before the stream is opened, so that many at once find the bound too.
 */
import { Refusal } from '../errors/refusal';
import type { Principal } from '../subgraphs/identity/face';

export interface StreamBounds {
  readonly streamsMax: number;
  readonly streamsPerCallerMax: number;
}

export class StreamPlaces {
  private all = 0;
  private readonly byCaller = new Map<string, number>();

  constructor(private readonly bounds: StreamBounds) {}

  /** The way to give the place back, which may be gone more than once; or why there is none. */
  take(principal: Principal | null): (() => void) | Refusal {
    const { streamsMax, streamsPerCallerMax: max } = this.bounds;
    const caller = `${principal?.kind ?? 'nobody'}:${principal?.id ?? ''}`;
    const own = this.byCaller.get(caller) ?? 0;
    if (own >= max) return new Refusal('TOO_MANY_STREAMS', { max });
    if (this.all >= streamsMax) return new Refusal('UNAVAILABLE', { system: 'gateway' });
    this.all += 1;
    this.byCaller.set(caller, own + 1);
    let taken = true;
    return () => {
      if (!taken) return;
      taken = false;
      this.all -= 1;
      const left = (this.byCaller.get(caller) ?? 1) - 1;
      if (left === 0) this.byCaller.delete(caller);
      else this.byCaller.set(caller, left);
    };
  }
}
