/** Makes the context of one request (of one event, in a subscription): who asks, in which language, and fresh loaders. */
import DataLoader from 'dataloader';
import type { Language } from '../../errors/catalogue';
import { languageOf } from '../../errors/language';
import { Refusal } from '../../errors/refusal';
import type { Authentication, Authenticator } from './authenticator';
import type { Context, Permission, Principal, Scope, StaleMark } from './face';
import type { Proof } from './face-proof';
import { Rights } from './permissions';
import type { ShownProof } from './proofs';

/** What a transport knows of a request, whichever transport it is. */
export interface IncomingRequest {
  /** The Authorization header, or its equal in `connection_init`. */
  readonly authorization: string | null | undefined;
  /** The DPoP header, or its equal in `connection_init`. */
  readonly proof?: ShownProof;
  readonly acceptLanguage: string | null | undefined;
  /** Address of the caller. */
  readonly origin: string;
  readonly idempotencyKey: string | null | undefined;
  readonly signal: AbortSignal;
}

export type ContextFactory = (request: IncomingRequest) => Promise<Context>;

export function createContextFactory({
  authenticator,
}: {
  readonly authenticator: Pick<Authenticator, 'authenticate'>;
}): ContextFactory {
  return async (request) => new RequestContext(await authenticator.authenticate(request), request);
}

/** Bounds what one response can carry; far above what any page shows. */
const STALE_MARKS_MAX = 1000;

class RequestContext implements Context {
  readonly principal: Principal | null;
  readonly language: Language;
  readonly origin: string;
  readonly idempotencyKey: string | null;
  readonly proof: Proof | null;
  readonly signal: AbortSignal;
  readonly stale: StaleMark[] = [];
  private readonly rights: Rights | null;
  private readonly loaders = new Map<string, unknown>();

  constructor({ principal, proof }: Authentication, request: IncomingRequest) {
    this.principal = principal;
    this.proof = proof;
    this.rights = principal === null ? null : new Rights(principal);
    this.language = languageOf(request.acceptLanguage);
    this.origin = request.origin.slice(0, 64);
    this.idempotencyKey = request.idempotencyKey ?? null;
    this.signal = request.signal;
  }

  signedIn(): Principal {
    if (this.principal === null) throw new Refusal('UNAUTHENTICATED');
    return this.principal;
  }

  may(permission: Permission, scope: Scope = {}): boolean {
    return this.rights?.allow(permission, scope) ?? false;
  }

  require(permission: Permission, scope: Scope = {}): Principal {
    const principal = this.signedIn();
    if (!this.may(permission, scope)) throw new Refusal('FORBIDDEN', { permission });
    return principal;
  }

  loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>): DataLoader<K, V> {
    const known = this.loaders.get(name) as DataLoader<K, V> | undefined;
    if (known) return known;
    const loader = new DataLoader<K, V>((keys) => batch(keys) as Promise<(V | Error)[]>, { maxBatchSize: 1000 });
    this.loaders.set(name, loader);
    return loader;
  }

  markStale(mark: StaleMark): void {
    if (this.stale.length < STALE_MARKS_MAX) this.stale.push(mark);
  }
}
