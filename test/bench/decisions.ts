/**
 * From a decision that is recorded to three accounts that are right, looked at in the systems themselves. What right
 * means is learnt from a first person whose accounts have come to rest: the same groups, rights and status.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import type { BenchApi } from './city/api';
import { SYSTEMS, type State, type Subject, type System, type Systems } from './city/systems';
import { figure, quantile, type Figure } from './measure';

const UNIT = 'so-tttt';
const POST = 'so-tttt/pho-giam-doc-so';
const ISSUER = 'ubnd-tp';
/** The systems live in the city's process: asking more often would slow what is measured. */
const LOOK_EVERY_MS = 10;
const RIGHT_MS_MAX = 30_000;
const REST_MS = 1_500;

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

type Model = Readonly<Record<System, string>>;

interface Times {
  /** The request itself. */
  readonly recordMs: number;
  /** From the answer to the last of the three. */
  readonly rightMs: number;
}

export async function measureDecisions(
  api: BenchApi,
  systems: Systems,
  rounds: number,
  decisionsPerRound: number,
): Promise<Figure[]> {
  const office = new Office(api, systems);
  const joined = await office.learn('active');
  const left = await office.learn('disabled');
  const joins: Times[][] = [];
  const leaves: Times[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    joins.push([]);
    leaves.push([]);
    for (let count = 0; count < decisionsPerRound; count += 1) {
      const subject = await office.person();
      joins
        .at(-1)!
        .push(await office.timed(subject, { appoint: [{ personId: subject.personId, postId: POST }] }, joined));
      leaves
        .at(-1)!
        .push(await office.timed(subject, { end: [{ personId: subject.personId, reason: 'RETIRED' }] }, left));
    }
  }
  return [
    ...figures('decision recorded → three accounts right', joins),
    ...figures('leave recorded → three accounts disabled', leaves),
  ];
}

function figures(name: string, rounds: readonly (readonly Times[])[]): Figure[] {
  const of = (share: number, time: keyof Times): number[] =>
    rounds.map((times) =>
      quantile(
        times.map((one) => one[time]),
        share,
      ),
    );
  return [
    figure(`${name}: p50`, 'ms', of(0.5, 'rightMs')),
    figure(`${name}: p99`, 'ms', of(0.99, 'rightMs')),
    figure(`${name}: the request itself, p50`, 'ms', of(0.5, 'recordMs')),
  ];
}

class Office {
  private people = 0;
  private papers = 0;
  private model: Subject | null = null;
  private readonly run = Date.now().toString(36);

  constructor(
    private readonly api: BenchApi,
    private readonly systems: Systems,
  ) {}

  /** How accounts look when they have come to rest; the first person joins, and leaves when asked the second time. */
  async learn(status: 'active' | 'disabled'): Promise<Model> {
    const subject = (this.model ??= await this.person());
    const { personId } = subject;
    await this.record(
      status === 'active' ? { appoint: [{ personId, postId: POST }] } : { end: [{ personId, reason: 'RETIRED' }] },
    );
    const from = performance.now();
    let before = '';
    for (;;) {
      const states = await Promise.all(SYSTEMS.map((system) => this.systems.state(system, subject)));
      const now = JSON.stringify(states);
      if (now === before && states.every((one) => one.status === status)) break;
      if (performance.now() - from > RIGHT_MS_MAX) throw new Error(`accounts do not become ${status}: ${now}`);
      before = now;
      await wait(REST_MS);
    }
    const states = await Promise.all(
      SYSTEMS.map(async (system) => [system, JSON.stringify(await this.systems.state(system, subject))] as const),
    );
    return Object.fromEntries(states) as Model;
  }

  async person(): Promise<Subject> {
    this.people += 1;
    const { createPerson } = await this.api.ask<{ createPerson: { id: string; login: string } }>(CREATE, {
      input: { ...nameOf(this.people), evenIfLike: true },
    });
    return { personId: createPerson.id, login: createPerson.login, unitId: UNIT };
  }

  async timed(subject: Subject, lines: Readonly<Record<string, unknown>>, model: Model): Promise<Times> {
    const asked = performance.now();
    await this.record(lines);
    const recorded = performance.now();
    await Promise.all(SYSTEMS.map((system) => this.until(system, subject, model[system])));
    return { recordMs: recorded - asked, rightMs: performance.now() - recorded };
  }

  private async until(system: System, subject: Subject, right: string): Promise<void> {
    const from = performance.now();
    let state: State | null = null;
    while (performance.now() - from < RIGHT_MS_MAX) {
      state = await this.systems.state(system, subject);
      if (JSON.stringify(state) === right) return;
      await wait(LOOK_EVERY_MS);
    }
    throw new Error(`${subject.login} at ${system}: ${JSON.stringify(state)} where ${right} is right`);
  }

  private async record(lines: Readonly<Record<string, unknown>>): Promise<void> {
    this.papers += 1;
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    await this.api.ask(RECORD, {
      input: {
        number: `${this.papers}/QĐ-DO-${this.run}`,
        issuerId: ISSUER,
        signedOn: today,
        effectiveOn: today,
        ...lines,
      },
    });
  }
}

const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Hồ'];
const MIDDLE = ['Thị', 'Văn', 'Minh', 'Thu', 'Quốc', 'Hồng', 'Đức', 'Thanh', 'Ngọc', 'Xuân'];
const GIVEN = ['An', 'Bình', 'Cường', 'Dung', 'Giang', 'Hạnh', 'Khoa', 'Linh', 'Nam', 'Phương'];

function nameOf(count: number): { familyName: string; middleName: string; givenName: string } {
  return {
    familyName: FAMILY[count % 10]!,
    middleName: MIDDLE[Math.floor(count / 10) % 10]!,
    givenName: GIVEN[Math.floor(count / 100) % 10]!,
  };
}
