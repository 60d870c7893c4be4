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
}

export interface Asked {
  readonly identity: Identity;
  /** The assertion control's filter: the write happens only if the entry fits. */
  readonly assertion: Filter | null;
}

/** Times of change, and change numbers that only grow. */
export class Stamps {
  private count = 0;

  constructor(private readonly clock: Clock) {}

  next(): { readonly time: string; readonly csn: string } {
    const iso = this.clock.now().toISOString();
    const digits = iso.replace(/[-:T]/g, '').slice(0, 14);
    this.count = (this.count + 1) % 0x1000000;
    const csn = `${digits}.${iso.slice(20, 23)}000Z#${this.count.toString(16).padStart(6, '0')}#000#000000`;
    return { time: `${digits}Z`, csn };
  }

  newUuid(): string {
    return randomUUID();
  }
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
