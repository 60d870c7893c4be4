/**
 * The same papers entered otherwise: each in time instead of late (17), in another order (3), many ends one by one (8).
 * What the policy wants of everybody must be the same. Where a paper is refused in that order nothing is compared.
 */
import type { Fact } from '../../../src/subgraphs/organisation/office/facts';
import { lineCount, type DecisionInput } from '../../../src/subgraphs/organisation/office/input';
import { inForce, type PositionRule } from '../../../src/subgraphs/organisation/office/model';
import type { Catalogue } from '../../../src/subgraphs/organisation/office/view';
import type { History } from '../run';
import { Violation } from '../tally';
import { Register, type Paper } from './register';

const DAYS_MAX = 10;
const DAY_MS = 86_400_000;
const NOON_MS = DAY_MS / 2;

interface Town {
  readonly facts: readonly Fact[];
  readonly names: Catalogue;
}

export class Again {
  private papers: readonly Paper[] = [];

  constructor(private readonly history: History) {}

  recorded(paper: Paper): void {
    this.papers = [...this.papers, paper];
    this.oneByOne(paper);
  }

  annulled(ids: readonly string[]): void {
    this.papers = this.papers.filter(({ id }) => !ids.includes(id));
  }

  /** All that stands, once more from the beginning. */
  everything(): void {
    if (this.papers.length < 2) return;
    const town = this.town();
    const inTime = [...this.papers].sort((a, b) => compare(a.input.effectiveOn, b.input.effectiveOn));
    if (!same(inTime, this.papers)) {
      const register = this.beginning(town);
      if (inTime.every((paper) => this.enter(register, paper, town)))
        this.compare(17, 'entered in time', town, register);
    }
    const register = this.beginning(town);
    const other = this.inAnyOrder(register, town);
    if (other !== null && !same(other, this.papers)) this.compare(3, 'entered in another order', town, register);
  }

  /** Several ends of one paper give what each of them gives by a paper of its own. */
  private oneByOne(paper: Paper): void {
    if ((paper.input.end ?? []).length === 0) return;
    const town = this.town();
    const register = new Register(
      town.facts.filter((fact) => fact.decisionId !== paper.id),
      town.names,
    );
    const singles = endsOf(paper, register);
    if (singles.length < 2) return;
    const rest = { ...paper, input: { ...paper.input, end: [] } };
    const all = [...singles, ...(lineCount(rest.input) > 0 ? [rest] : [])];
    if (all.every((each) => register.enter(each, [], this.now))) this.compare(8, 'ended one by one', town, register);
  }

  private town(): Town {
    const { database } = this.history.bench;
    const facts = (
      database.prepare('SELECT * FROM office_fact WHERE knownUntil IS NULL').all() as { readonly body: string }[]
    ).map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }) as unknown as Fact);
    const positions = database.prepare('SELECT * FROM position').all() as PositionRule[];
    const persons = database.prepare('SELECT id, login FROM person ORDER BY id').all() as {
      id: string;
      login: string;
    }[];
    return {
      facts,
      names: {
        positions: new Map(positions.map((one) => [one.id, one])),
        logins: new Map(persons.map((one) => [one.id, one.login])),
      },
    };
  }

  /** Before the first paper of this history. */
  private beginning({ facts, names }: Town): Register {
    const own = new Set(this.papers.map(({ id }) => id));
    return new Register(
      facts.filter(({ decisionId }) => decisionId === null || !own.has(decisionId)),
      names,
    );
  }

  private enter(register: Register, paper: Paper, { facts }: Town): boolean {
    return register.enter(
      paper,
      facts.filter((fact) => fact.decisionId === paper.id),
      this.now,
    );
  }

  /** What was refused is tried again later, as a clerk would; what was said of one day keeps its order, it may hang on it. */
  private inAnyOrder(register: Register, town: Town): readonly Paper[] | null {
    const waiting = this.shuffled();
    const taken: Paper[] = [];
    while (waiting.length > 0) {
      const at = waiting.findIndex(
        (paper) =>
          !waiting.some((other) => other !== paper && isBefore(this.papers, other, paper)) &&
          this.enter(register, paper, town),
      );
      if (at === -1) return null;
      taken.push(...waiting.splice(at, 1));
    }
    return taken;
  }

  /** By a rule of the history itself, so that it runs the same way each time. */
  private shuffled(): Paper[] {
    const place = (paper: Paper, index: number): number =>
      (Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(lineCount(paper.input) + this.papers.length, 0x85ebca6b)) >>> 0;
    return this.papers
      .map((paper, index) => ({ paper, key: place(paper, index) }))
      .sort((a, b) => a.key - b.key)
      .map(({ paper }) => paper);
  }

  private compare(invariant: number, how: string, { facts, names }: Town, register: Register): void {
    const days = [...new Set(facts.map((fact) => fact.onDay))].filter((day) => day > FIRST).sort();
    const instants = [
      this.history.clock.now(),
      ...days.slice(-DAYS_MAX).map((day) => new Date(Date.parse(`${day}T00:00:00.000+07:00`) + NOON_MS)),
    ];
    const { bench, policy, checks, tally } = this.history;
    const before = new Register(facts, names).access(bench.policies[policy.name], instants);
    const after = register.access(bench.policies[policy.name], instants);
    const differs = before.findIndex((one, index) => one !== after[index]);
    if (differs !== -1)
      throw new Violation(
        invariant,
        `${how} it would be ${after[differs] ?? 'nothing'}, and is ${before[differs] ?? 'nothing'}`,
      );
    tally.add('act', how);
    checks.inPlay(invariant);
  }

  /** Nothing was signed later than this. */
  private get now(): Date {
    return new Date(this.history.nowMs + DAY_MS);
  }
}

const FIRST = '2026-01-01';

/** One paper for each appointment that the paper ends, none where a line says something else. */
function endsOf({ id, rank, input }: Paper, register: Register): readonly Paper[] {
  const { office } = register;
  const on = input.effectiveOn;
  const ends = (input.end ?? []).flatMap((line) => {
    if (line.personId == null) return [line];
    const held = (office.appointmentsByPerson.get(line.personId) ?? []).filter((one) => inForce(one, on));
    return held.map((one) => ({ ...line, personId: null, appointmentId: one.id }));
  });
  const { number, issuerId, signedOn, effectiveOn, afterDecisionId } = input;
  const head = { number, issuerId, signedOn, effectiveOn, afterDecisionId };
  return ends.map((end, index): Paper => ({
    id: `${id}-${index}`,
    rank,
    input: { ...head, end: [end] } as DecisionInput,
  }));
}

/** What was said of one day keeps its order; and who was given a post was given it before it went over to another. */
function isBefore(papers: readonly Paper[], a: Paper, b: Paper): boolean {
  const keep = a.input.effectiveOn === b.input.effectiveOn || fills(a, b);
  return keep && papers.indexOf(a) < papers.indexOf(b);
}

/** In the other order it is refused. */
function fills({ input }: Paper, map: Paper): boolean {
  const given = [
    ...(input.appoint ?? []).map((one) => one.postId),
    ...(input.transfer ?? []).map((one) => one.toPostId),
  ];
  return (map.input.mapPost ?? []).some((one) => given.includes(one.fromPostId));
}

function same(a: readonly Paper[], b: readonly Paper[]): boolean {
  return a.every((paper, index) => paper === b[index]);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
