/**
 * Asks all targets that concern a person, side by side, and makes sense of the answers. A target that is slow to answer
 * is left out after a while, so that it holds up nothing at the others.
 */
import { ConnectorError } from '../../connectors/contract';
import type { Clock } from '../../shared/clock';
import { sleep } from '../../shared/timing';
import { correlate, type Correlated, type DesiredPerson, type PersonFacts, type Shadow } from '../core';
import type { Lanes } from './apply';
import type { TargetGate } from './gate';
import { observe, type Observation } from './observe';
import type { PolicyHolder } from './policy-holder';
import { settled } from './settled';
import type { EngineSettings } from './settings';
import type { KnownAccount, ShadowStore } from './shadows';

/** The targets that were read to their end, and the accounts as known after it. */
export interface Seen {
  readonly read: ReadonlySet<string>;
  readonly unread: readonly Observation[];
  readonly correlated: readonly Correlated[];
  readonly known: readonly KnownAccount[];
}

export class Survey {
  constructor(
    private readonly gate: TargetGate,
    private readonly clock: Clock,
    private readonly policy: PolicyHolder,
    private readonly shadows: Pick<ShadowStore, 'ofNative' | 'goneAt' | 'othersAt'>,
    private readonly settings: Pick<EngineSettings, 'readTimeoutMs' | 'patienceMs'>,
  ) {}

  /** Reads every target that concerns the person; one that does not answer in good time is left out of this round. */
  async all(
    facts: PersonFacts,
    wanted: DesiredPerson,
    known: readonly KnownAccount[],
    lanes: Lanes,
    inDoubt: readonly string[],
  ): Promise<Seen> {
    const concerned = [
      ...new Set([
        ...wanted.accounts.map((one) => one.targetId),
        ...known.map((one) => one.targetId),
        ...(await this.shadows.goneAt(facts.personId)),
        ...inDoubt,
      ]),
    ];
    const observations = await this.observe(facts, concerned, known, lanes);
    return this.understand(facts, wanted, known, observations);
  }

  private async observe(
    facts: PersonFacts,
    targetIds: readonly string[],
    known: readonly KnownAccount[],
    lanes: Lanes,
    made: ReadonlyMap<string, string> = new Map(),
  ): Promise<readonly Observation[]> {
    const { gate, settings } = this;
    const settledSoFar = new Map<string, Observation>();
    const all = targetIds.map(async (targetId) => {
      await lanes.get(targetId);
      const own = known.filter((one) => one.targetId === targetId);
      settledSoFar.set(
        targetId,
        await observe(
          gate,
          {
            personId: facts.personId,
            targetId,
            name: facts.login,
            known: own,
            made: made.get(targetId),
            others: () => this.shadows.othersAt(targetId, facts.personId),
          },
          settings.readTimeoutMs,
        ),
      );
    });
    const patience = new AbortController();
    await Promise.race([settled(all), sleep(settings.patienceMs, patience.signal)]);
    patience.abort();
    return targetIds.map((targetId) => settledSoFar.get(targetId) ?? late(targetId));
  }

  private async understand(
    facts: PersonFacts,
    wanted: DesiredPerson,
    known: readonly KnownAccount[],
    observations: readonly Observation[],
  ): Promise<Seen> {
    const complete = observations.flatMap((one) => (one.complete ? [one] : []));
    const read = new Set(complete.map((one) => one.targetId));
    const found = complete.flatMap((one) => one.records.map((record) => ({ targetId: one.targetId, record })));
    const shadows = [...known, ...(await this.strangers(facts.personId, known, complete))];
    const correlated = correlate(facts, facts.login, found, shadows, this.policy.current(), read, wanted);
    const now = this.clock.now();
    return {
      read,
      unread: observations.filter((one) => !one.complete),
      correlated,
      known: [
        ...known.filter((one) => !read.has(one.targetId)),
        ...correlated.flatMap((one) => asKnown(facts.personId, one, now)),
      ],
    };
  }

  /** What we know of accounts that were found and are not among this person's: somebody else's, or set apart. */
  private async strangers(
    personId: string,
    known: readonly KnownAccount[],
    observations: readonly (Observation & { readonly complete: true })[],
  ): Promise<readonly Shadow[]> {
    const others = observations.flatMap(({ targetId, records }) =>
      records
        .map(({ nativeId }) => ({ targetId, nativeId }))
        .filter(({ nativeId }) => !known.some((one) => one.targetId === targetId && one.record.nativeId === nativeId)),
    );
    return (await this.shadows.ofNative(others)).map((one) => ({
      ...one,
      linked: false,
      ...(one.linked && one.personId !== null && one.personId !== personId ? { elses: true } : {}),
    }));
  }

  /**
   * Observes once more where something was written; what other targets told stands. `created`: by target, the account that
   * came to be. Where nothing was found before it, that one is read; elsewhere all that bears the person or the name.
   */
  async again(
    facts: PersonFacts,
    wanted: DesiredPerson,
    before: Seen,
    touched: ReadonlySet<string>,
    created: ReadonlyMap<string, string>,
  ): Promise<Seen> {
    const targetIds = [...touched].filter(
      (id) => wanted.accounts.some((one) => one.targetId === id) || before.known.some((one) => one.targetId === id),
    );
    const met = new Set([...before.known, ...before.correlated].map((one) => one.targetId));
    const made = new Map([...created].filter(([targetId]) => before.read.has(targetId) && !met.has(targetId)));
    const observations = await this.observe(facts, targetIds, before.known, new Map(), made);
    const next = await this.understand(facts, wanted, before.known, observations);
    const redone = new Set(targetIds);
    return {
      read: new Set([...[...before.read].filter((id) => !redone.has(id)), ...next.read]),
      unread: [...before.unread.filter((one) => !redone.has(one.targetId)), ...next.unread],
      correlated: [...before.correlated.filter((one) => !redone.has(one.targetId)), ...next.correlated],
      known: next.known,
    };
  }
}

function asKnown(personId: string, one: Correlated, now: Date): readonly KnownAccount[] {
  if (one.record === null || one.situation === 'unmatched' || one.situation === 'gone') return [];
  const before = one.shadow as KnownAccount | null;
  return [
    {
      id: before?.id ?? '',
      personId,
      situation: one.situation,
      targetId: one.targetId,
      record: one.record,
      observedAt: now,
      disabledSince: one.record.status === 'active' ? null : (before?.disabledSince ?? now),
      linked: one.situation === 'linked',
    },
  ];
}

function late(targetId: string): Observation {
  return { targetId, complete: false, error: new ConnectorError('timeout', `${targetId} did not answer in good time`) };
}
