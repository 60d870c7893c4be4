/** What the clerks enter: decisions of random lines, reorganisations, annulments; refused ones are answers like any other. */
import { Refusal } from '../../src/errors/refusal';
import { LINE_KINDS, type DecisionHead, type DecisionInput } from '../../src/subgraphs/organisation/office/input';
import { CLERK } from './clerk';
import { compose, pick, type Composed } from './compose';
import type { Act } from './history';
import { plusDays, type Day } from './oracle';
import { linesOf } from './recorded';
import type { History } from './run';

export class Clerking {
  constructor(private readonly history: History) {}

  async decide({ lines, on, same }: Extract<Act, { act: 'decide' }>): Promise<void> {
    const sameDay = same ? (this.history.checks.standingDecisions().at(-1) ?? null) : null;
    const day = sameDay?.effectiveOn ?? plusDays(this.history.today, on);
    const { office } = this.history.checks.access();
    const used = new Set<string>();
    const composed = lines.flatMap((seed) => {
      this.history.count += 1;
      const one = compose(seed, office, this.history.persons, day, this.history.count);
      return one === null || used.has(JSON.stringify(one)) ? [] : [(used.add(JSON.stringify(one)), one)];
    });
    if (composed.length === 0) return;
    const recorded = await this.tryRecord(day, sameDay?.id ?? null, composed);
    // Several lines that do not go together are papers of their own.
    if (!recorded && composed.length > 1) for (const one of composed) await this.tryRecord(day, null, [one]);
  }

  /** A body is replaced: a new one is established, its posts opened, the old ones mapped onto them, the old body ended. */
  async reorganise(which: number, on: number): Promise<void> {
    const day = plusDays(this.history.today, on);
    const { office } = this.history.checks.access();
    const unit = pick(
      office.units.filter((one) => one.kind === 'department' && one.endsOn === null),
      which,
    );
    if (unit === undefined || office.units.some((one) => one.parentId === unit.id && one.endsOn === null)) return;
    this.history.count += 1;
    const id = `sap-${this.history.count}`;
    const posts = office.posts.filter((post) => post.unitId === unit.id && post.endsOn === null);
    await this.tryRecord(day, null, [
      {
        kind: 'establishUnit',
        line: { id, name: `Sáp nhập ${this.history.count}`, kind: 'department', parentId: unit.parentId },
      },
      ...posts.map((post): Composed => ({
        kind: 'openPost',
        line: { id: `${id}/${post.id.split('/')[1]}`, unitId: id, positionId: post.positionId },
      })),
      ...posts.map((post): Composed => ({
        kind: 'mapPost',
        line: { fromPostId: post.id, toPostId: `${id}/${post.id.split('/')[1]}` },
      })),
      { kind: 'endUnit', line: { unitId: unit.id, successorIds: [id] } },
    ]);
  }

  /** True when it was accepted. A refusal is an answer like any other. */
  private async tryRecord(day: Day, afterId: string | null, lines: readonly Composed[]): Promise<boolean> {
    try {
      await this.record(day, afterId, lines);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const conflict = error.problems.find((one) => one.code === 'CONFLICTING_DECISION');
      const otherId = conflict?.values?.['id'];
      if (afterId === null && typeof otherId === 'string' && otherId !== '') return this.tryRecord(day, otherId, lines);
      for (const { kind } of lines) this.history.tally.add('refused', `${kind} ${error.code}`);
      return false;
    }
  }

  async record(effectiveOn: Day, afterDecisionId: string | null, lines: readonly Composed[]): Promise<void> {
    this.history.count += 1;
    const number = `${this.history.count}/QĐ`;
    const input = {
      number,
      issuerId: 'tp',
      signedOn: effectiveOn < this.history.today ? effectiveOn : this.history.today,
      effectiveOn,
      afterDecisionId,
      ...Object.fromEntries(
        LINE_KINDS.map((kind) => [kind, lines.filter((one) => one.kind === kind).map((one) => one.line)]),
      ),
    } as unknown as DecisionInput;
    try {
      await this.send(input);
    } catch (error) {
      if (!this.history.life.dead) throw error;
    }
    const row = this.history.bench.database.prepare('SELECT id, rank FROM decision WHERE number = ?').get(number) as
      { id: string; rank: number } | undefined;
    if (row === undefined) return;
    const accepted = linesOf(this.history.bench.database, row.id, input);
    this.history.checks.recorded(
      { kind: 'decision', id: row.id, effectiveOn, rank: row.rank, lines: accepted },
      this.history.today,
    );
    if (this.history.ofTown > 0) this.history.again.recorded({ id: row.id, rank: row.rank, input });
    if (afterDecisionId !== null) this.history.tally.add('act', 'same-day pair');
  }

  private async send(input: DecisionInput): Promise<void> {
    try {
      await this.history.life.decisions.record(CLERK, input);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'PREVIEW_NEEDED') throw error;
      const { hash } = await this.history.life.engine.plans.hashOf(input, { personId: null });
      await this.history.life.decisions.record(CLERK, { ...input, previewHash: hash });
    }
  }

  async annul(which: number): Promise<void> {
    const standing = this.history.checks.standingDecisions();
    const one = pick(standing, which);
    if (one === undefined) return;
    const ids = [one.id];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      this.history.count += 1;
      const head = {
        number: `${this.history.count}/QĐ`,
        issuerId: 'tp',
        signedOn: this.history.today,
        effectiveOn: this.history.today,
      };
      try {
        await this.sendAnnulment(one.id, head, ids.slice(1));
        this.history.checks.annulled(ids);
        this.history.again.annulled(ids);
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const dependent = error.problems.find((problem) => problem.code === 'DEPENDENT_DECISIONS')?.values?.['ids'];
        this.history.tally.add('refused', `annul ${error.code}`);
        if (typeof dependent !== 'string') return;
        const more = dependent
          .split(', ')
          .filter((id) => standing.some((other) => other.id === id) && !ids.includes(id));
        if (more.length === 0) return;
        ids.push(...more);
      }
    }
  }

  private async sendAnnulment(decisionId: string, by: DecisionHead, including: readonly string[]): Promise<void> {
    try {
      await this.history.life.decisions.annul(CLERK, decisionId, by, including);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'PREVIEW_NEEDED') throw error;
      const { hash } = await this.history.life.engine.plans.hashOfAnnulment(
        { decisionId, by, including },
        { personId: null },
      );
      await this.history.life.decisions.annul(CLERK, decisionId, by, including, hash);
    }
  }
}
