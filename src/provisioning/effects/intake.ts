/**
 * What is known of the persons whom the loop took, read for all of them at once. Where that fails each is read alone: a
 * fault in one person's facts holds up nobody but that person.
 */
import type { Clock } from '../../shared/clock';
import { closesAccount, type PersonFacts } from '../core';
import type { OfficeReader } from '../office-reader';
import type { Claim } from './due';
import type { Handovers } from './handovers';
import type { AccessLocks } from './locks';
import type { PolicyHolder } from './policy-holder';
import type { KnownAccount, ShadowStore } from './shadows';

export interface Entry {
  readonly claim: Claim;
  /** Null for whom office does not know. */
  readonly facts: PersonFacts | null;
  readonly known: readonly KnownAccount[];
  /** An account of theirs is to be closed. */
  readonly leaving: boolean;
}

export interface Taken {
  readonly entries: readonly Entry[];
  readonly faults: readonly { readonly claim: Claim; readonly error: unknown }[];
}

export interface IntakeParts {
  readonly clock: Clock;
  readonly office: OfficeReader;
  readonly shadows: ShadowStore;
  readonly handovers: Handovers;
  readonly locks: AccessLocks;
  readonly policy: PolicyHolder;
}

export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  async of(claims: readonly Claim[]): Promise<Taken> {
    try {
      return { entries: await this.read(claims), faults: [] };
    } catch (error) {
      if (claims.length === 1) return { entries: [], faults: claims.map((claim) => ({ claim, error })) };
    }
    const alone: Taken[] = [];
    for (const claim of claims) alone.push(await this.of([claim]));
    return { entries: alone.flatMap(({ entries }) => entries), faults: alone.flatMap(({ faults }) => faults) };
  }

  private async read(claims: readonly Claim[]): Promise<readonly Entry[]> {
    const { clock, office, shadows, handovers, locks } = this.parts;
    const ids = claims.map(({ personId }) => personId);
    const [found, known] = await Promise.all([office.facts(ids), shadows.ofPersons(ids)]);
    await handovers.follow(found, known, clock.now());
    const facts = new Map((await locks.complete(found)).map((one) => [one.personId, one]));
    return claims.map((claim) => this.entry(claim, facts.get(claim.personId) ?? null, known.get(claim.personId) ?? []));
  }

  private entry(claim: Claim, facts: PersonFacts | null, known: readonly KnownAccount[]): Entry {
    const { clock, policy } = this.parts;
    const leaving = facts !== null && closesAccount(facts, known, policy.current(), clock.now());
    return { claim, facts, known, leaving };
  }
}
