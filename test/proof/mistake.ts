/**
 * Planted mistakes: what somebody could get wrong in the engine, put in on purpose, so that the proof shows that it would
 * notice. A mistake replaces functions of modules as they are loaded, or wraps a part where the proof puts them together;
 * so each runs in a process of its own.
 */
import Module from 'node:module';
import type { Connector } from '../../src/connectors/contract';
import type { Policy } from '../../src/provisioning/core';
import type { Engine } from '../../src/provisioning/effects';
import type { OfficeReader } from '../../src/provisioning/office-reader';
import type { Clock } from '../../src/shared/clock';

export interface Parts {
  office(right: OfficeReader): OfficeReader;
  policy(right: Policy): Policy;
  clock(right: Clock): Clock;
  connector(targetId: string, right: Connector | null): Connector | null;
  /** After an engine was put together. */
  engine(right: Engine): void;
  /** Whom a recorded decision marks as due. */
  marked(personIds: readonly string[]): readonly string[];
}

export const NO_MISTAKE: Parts = {
  office: (right) => right,
  policy: (right) => right,
  clock: (right) => right,
  connector: (_, right) => right,
  engine: () => undefined,
  marked: (personIds) => personIds,
};

type Exports = Readonly<Record<string, unknown>>;

export interface Mistake {
  /** What somebody got wrong, in one sentence. */
  readonly says: string;
  /** It must be found within so many histories. */
  readonly within: number;
  /** Histories that hold this by force are taken, and others not: what the mistake is about must come to pass. */
  readonly feature?: string;
  readonly parts?: Partial<Parts>;
  /** By the module's path below `src`, without an ending: what takes the place of some of its exports. */
  readonly replaces?: Readonly<Record<string, (right: never) => Exports>>;
}

type Load = (request: string, parent: unknown, isMain: boolean) => unknown;

/**
 * Must run before anything of `src` is loaded. The mistake is made when the given function is called: the town that every
 * history begins with is settled without it.
 */
export function plant({ replaces = {} }: Mistake): () => void {
  const loader = Module as unknown as { _load: Load; _resolveFilename(request: string, parent: unknown): string };
  const right = loader._load;
  const planted = new Map<string, { readonly right: Exports; readonly shown: Exports }>();
  const own = new Map<string, Exports>();
  loader._load = function load(this: unknown, request, parent, isMain) {
    const loaded = right.call(this, request, parent, isMain);
    if (!request.startsWith('.')) return loaded;
    const file = loader._resolveFilename(request, parent).replaceAll('\\', '/');
    const path = Object.keys(replaces).find(
      (one) => file.endsWith(`/src/${one}.js`) || file.endsWith(`/src/${one}.ts`),
    );
    if (path === undefined) return loaded;
    const known = planted.get(path);
    if (known !== undefined) return known.shown;
    const shown = new Proxy(loaded as Exports, {
      get: (of, key: string) => (key in (own.get(path) ?? {}) ? own.get(path)?.[key] : of[key]),
    });
    planted.set(path, { right: loaded as Exports, shown });
    return shown;
  };
  return () => {
    for (const [path, { right: loaded }] of planted) own.set(path, replaces[path]!(loaded as never));
  };
}
