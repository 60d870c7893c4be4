/** What the engine asks of office: facts now, facts under a decision not yet recorded, and whom a decision concerns. */
import { In, MoreThan, type EntityManager } from 'typeorm';
import type { AnsweringPost, Basis, UnitFacts } from '../../provisioning/core/facts';
import type {
  AnnulmentInput,
  Asker,
  Closed,
  DecisionFacts,
  DecisionLineFacts,
  OfficeFacts,
  OfficeKeeping,
  OfficeReader,
  OfficeUnderDecision,
  RecordedDecision,
} from '../../provisioning/office-reader';
import { readAnswering } from './answering-reader';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { dayOf, startOf, type Day } from '../../shared/day';
import { newId } from '../../shared/ids';
import type { Store } from '../../store/store';
import { loadAnnulment } from './annulment';
import { DecisionPerson } from './decision-person.entity';
import { DecisionRow } from './decision.entity';
import { decisionsAbout, linesOf } from './decision-reader';
import { findFacts } from './fact-store';
import { readKeepings } from './keeper-reader';
import { affected } from './office/affected';
import { decide, rankOf } from './office/decide';
import type { Fact } from './office/facts';
import { fold } from './office/fold';
import { gainsBy } from './office/gains';
import { parseDecisionInput } from './office/input';
import { inForce } from './office/model';
import { unitsTouchedBy } from './office/touched-units';
import { officeFacts, unitFacts, type Catalogue } from './office/view';
import { PersonRow } from './person.entity';
import { requireGrantable } from './recording-rights';
import { loadAllOf, loadFacts, loadPositions, loadSnapshot, loginsOf } from './snapshot';
import { UnitRow } from './unit.entity';

export const PERSONS_MAX = 1_000;

export class StoredOffice implements OfficeReader {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  async facts(personIds: readonly string[], knownAt?: Date): Promise<readonly OfficeFacts[]> {
    if (personIds.length > PERSONS_MAX)
      throw new Error(`facts of ${personIds.length} persons asked for, at most ${PERSONS_MAX} are given`);
    const manager = this.store.read;
    const { facts, annulled } =
      knownAt === undefined
        ? await loadAllOf(manager, personIds)
        : { facts: await loadFacts(manager, { personIds }, knownAt), annulled: [] };
    return view(facts, annulled, personIds, await catalogue(manager, personIds));
  }

  async factsUnder(input: unknown, asker: Asker): Promise<OfficeUnderDecision> {
    const manager = this.store.read;
    const decision = parseDecisionInput(input);
    const snapshot = await loadSnapshot(manager, decision);
    requireTouch(asker, unitsTouchedBy(decision, snapshot.office));
    const now = this.clock.now();
    const occasion = {
      decisionId: newId(now),
      effectiveOn: decision.effectiveOn,
      rank: rankOf(decision, snapshot.after),
      now,
    };
    const outcome = decide(decision, snapshot, occasion, () => newId(now));
    if (outcome.problems !== null) throw Refusal.of(outcome.problems);
    requireGrantable(asker, gainsBy(outcome.before, outcome.after, snapshot.positions));

    const personIds = affected(outcome.facts, outcome.before, outcome.after);
    const known = await loadAllOf(manager, personIds);
    const positions = await catalogue(manager, personIds);
    const around = [...new Map([...snapshot.facts, ...known.facts].map((fact) => [fact.id, fact])).values()];
    return {
      effectiveAt: startOf(decision.effectiveOn),
      before: view(around, known.annulled, personIds, positions),
      after: view([...around, ...outcome.facts], known.annulled, personIds, positions),
      closed: closedBy(outcome.facts),
      keepings: (appointmentIds, on) => readKeepings(manager, appointmentIds, on, { added: outcome.facts }),
    };
  }

  async factsUnderAnnulment({ decisionId, by, including }: AnnulmentInput, asker: Asker): Promise<OfficeUnderDecision> {
    const manager = this.store.read;
    requireTouch(asker, [by.issuerId]);
    const ids = [...new Set([decisionId, ...including])];
    const { annulment, about, touchedUnits, problems } = await loadAnnulment(manager, ids, by, this.clock.now());
    requireTouch(asker, touchedUnits);
    if (problems.length > 0) throw Refusal.of(problems);
    requireGrantable(asker, gainsBy(annulment.before, annulment.after, await loadPositions(manager)));
    const personIds = affected(annulment.removed, annulment.before, annulment.after);
    const positions = await catalogue(manager, personIds);
    const known = await loadAllOf(manager, personIds);
    const around = [...new Map([...about, ...known.facts].map((fact) => [fact.id, fact])).values()];
    const gone = new Set(ids);
    const isGone = ({ decisionId: own }: Fact): boolean => own !== null && gone.has(own);
    const [removed, kept] = [around.filter(isGone), around.filter((fact) => !isGone(fact))];
    return {
      effectiveAt: startOf(by.effectiveOn),
      before: view(around, known.annulled, personIds, positions),
      after: view(kept, [...known.annulled, ...removed], personIds, positions),
      keepings: (appointmentIds, on) => readKeepings(manager, appointmentIds, on, { gone }),
    };
  }

  keepings(appointmentIds: readonly string[], on: Day): Promise<readonly OfficeKeeping[]> {
    return readKeepings(this.store.read, appointmentIds, on);
  }

  answering(unitIds: readonly string[]): Promise<readonly AnsweringPost[]> {
    return readAnswering(this.store.read, unitIds);
  }

  async units(): Promise<readonly UnitFacts[]> {
    const rows = await this.store.read.find(UnitRow, { where: { annulled: false }, order: { id: 'ASC' } });
    const byId = new Map(rows.map((row) => [row.id, row]));
    const today = dayOf(this.clock.now());
    return rows.filter((row) => inForce(row, today)).map((row) => unitFacts(byId, row));
  }

  async decision(decisionId: string): Promise<DecisionFacts | null> {
    const row = await this.store.read.findOneBy(DecisionRow, { id: decisionId });
    if (!row) return null;
    const persons = await this.store.read.find(DecisionPerson, { where: { decisionId }, order: { personId: 'ASC' } });
    const closing = await findFacts(this.store.read, 'decisionId', [decisionId], ['unitEnd', 'postClose']);
    return {
      id: row.id,
      number: row.number,
      effectiveAt: startOf(row.effectiveOn),
      recordedAt: row.recordedAt,
      affectedPersonIds: persons.map((one) => one.personId),
      closed: closedBy(closing),
    };
  }

  async personsByLogin(logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (logins.length > PERSONS_MAX) throw new Error(`${logins.length} logins asked for, at most ${PERSONS_MAX}`);
    if (logins.length === 0) return new Map();
    const rows = await this.store.read.find(PersonRow, {
      where: { login: In(logins.map((login) => login.toLowerCase())) },
      select: { id: true, login: true },
    });
    return new Map(rows.map((row) => [row.login, row.id]));
  }

  lines(bases: readonly Basis[]): Promise<readonly DecisionLineFacts[]> {
    return linesOf(this.store.read, bases);
  }

  decisionsAbout(personId: string, after: Date, until: Date, limit: number): Promise<readonly RecordedDecision[]> {
    return decisionsAbout(this.store.read, personId, { after, until, limit });
  }

  async personIds(after: string | null, size: number): Promise<readonly string[]> {
    const rows = await this.store.read.find(PersonRow, {
      where: after === null ? {} : { id: MoreThan(after) },
      select: { id: true },
      order: { id: 'ASC' },
      take: Math.min(size, PERSONS_MAX),
    });
    return rows.map((row) => row.id);
  }
}

function requireTouch({ mayTouch }: Asker, unitIds: readonly string[]): void {
  if (mayTouch !== undefined && !mayTouch(unitIds)) throw new Refusal('FORBIDDEN', { permission: 'decision:record' });
}

function closedBy(facts: readonly Fact[]): Closed {
  const idsOf = (kind: Fact['kind']): readonly string[] =>
    facts.flatMap((fact) => (fact.kind === kind ? fact.subjectId : []));
  return { unitIds: idsOf('unitEnd'), postIds: idsOf('postClose') };
}

async function catalogue(manager: EntityManager, personIds: readonly string[]): Promise<Catalogue> {
  return { positions: await loadPositions(manager), logins: await loginsOf(manager, personIds) };
}

/** `annulled`: what was said of these persons and is known no more. */
function view(
  facts: readonly Fact[],
  annulled: readonly Fact[],
  personIds: readonly string[],
  names: Catalogue,
): OfficeFacts[] {
  const office = fold(facts);
  const given = new Map<string, Fact[]>(personIds.map((id) => [id, []]));
  for (const fact of [...facts, ...annulled])
    if (fact.kind === 'appointmentStart') given.get(fact.personId ?? '')?.push(fact);
  return personIds.flatMap((personId) => officeFacts(office, personId, names, given.get(personId)) ?? []);
}
