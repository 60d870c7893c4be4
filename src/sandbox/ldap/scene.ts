/** What every operation works on: the tree, who asks, and the stamps of a write. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/clock';
import type { Identity } from './access';
import { keyOf, parseDn, type Dn } from './dn';
import type { Entry } from './entry';
import type { Filter } from './filter';
import { LdapFault, ResultCode } from './result';
import type { Tree } from './tree';

export interface Scene {
  readonly tree: Tree;
  readonly suffix: Dn;
  readonly stamps: Stamps;
  readonly passwordLengthMin: number;
  /** What stands in a group whose last member goes: a group is never empty (RFC 4519). */
  readonly nobodyDn: string;
  /** A client may ask for StartTLS. */
  readonly encrypts: boolean;
  /** Entries that one search gives at most to a service. */
  readonly sizeLimit: number;
  readonly readOnly: boolean;
}

export interface Asked {
  readonly identity: Identity;
  /** The assertion control's filter: the write happens only if the entry fits. */
  readonly assertion: Filter | null;
}

/** Times of change, and change numbers that only grow, over restarts and a clock that is set back too. */
export class Stamps {
  private millis: number;
  private count: number;

  /** `latest`: the greatest number given out before, or ''. */
  constructor(
    private readonly clock: Clock,
    private latest: string,
  ) {
    const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{3})000Z#([0-9a-f]{6})#/.exec(latest);
    const [, year, month, day, hour, minute, second, milli, count] = parts ?? [];
    this.millis = parts === null ? 0 : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`);
    this.count = parts === null ? 0 : parseInt(count!, 16);
  }

  next(): { readonly time: string; readonly csn: string } {
    const now = this.clock.now();
    this.count = now.getTime() > this.millis ? 0 : this.count + 1;
    this.millis = Math.max(now.getTime(), this.millis);
    const iso = new Date(this.millis).toISOString();
    this.latest = `${digitsOf(iso)}.${iso.slice(20, 23)}000Z#${this.count.toString(16).padStart(6, '0')}#000#000000`;
    return { time: `${digitsOf(now.toISOString())}Z`, csn: this.latest };
  }

  /** The number of the latest change, whatever it was. */
  last(): string {
    return this.latest;
  }

  newUuid(): string {
    return randomUUID();
  }
}

function digitsOf(iso: string): string {
  return iso.replace(/[-:T]/g, '').slice(0, 14);
}

/** The entry under a DN, or noSuchObject with the nearest entry above it. */
export function entryAt(scene: Scene, dn: Dn): Entry {
  const entry = scene.tree.find(keyOf(dn));
  if (entry !== undefined) return entry;
  for (let depth = 1; depth < dn.length; depth += 1) {
    const above = scene.tree.find(keyOf(dn.slice(depth)));
    if (above !== undefined) throw new LdapFault(ResultCode.noSuchObject, '', above.dnText);
  }
  throw new LdapFault(ResultCode.noSuchObject, '');
}

export function entryNamed(scene: Scene, dn: string): Entry {
  return entryAt(scene, parseDn(dn));
}
