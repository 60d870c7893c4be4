/**
 * The changes that a caller makes, each with what becomes true in the ledger when its answer arrives. What fits is
 * decided by the caller; who, where and which name is drawn here.
 */
import { dayAfter } from './city-clock';
import type { Desk } from './desk';
import { hasAccess, POSITIONS, UNITS, type Held, type Ledger, type Planned, type Subject } from './ledger';
import { Refused, send, type Line } from './line';

export interface Change {
  readonly key: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answered: (data: Answer) => void;
}

/** Each change has the one field that it asked for. */
export interface Answer {
  readonly createPerson: { readonly id: string; readonly login: string };
  readonly recordDecision: { readonly decision: { readonly id: string } };
  readonly annulDecision: { readonly decision: { readonly id: string } };
}

const CREATE = 'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id login } }';
const RECORD = 'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';
const ANNUL =
  'mutation($decisionId: ID!, $by: DecisionHeadInput!) { annulDecision(decisionId: $decisionId, by: $by) { decision { id } } }';
const LOCK = 'mutation($personId: ID!, $reason: String!) { lockAccess(personId: $personId, reason: $reason) { id } }';
const UNLOCK =
  'mutation($personId: ID!, $reason: String!) { unlockAccess(personId: $personId, reason: $reason) { id } }';
const HOLDS =
  'query($id: ID!) { person(id: $id) { appointments { id endsOn status post { id } } delegations { id } } }';

const FIRST_DAY = '2025-01-06';

export class Changes {
  /** Whom this caller created. */
  readonly own: Subject[] = [];
  private count = 0;

  constructor(
    private readonly index: number,
    private readonly random: () => number,
    private readonly ledger: Ledger,
    private readonly desk: Desk,
  ) {}

  /** The next change has a key and a number of its own. */
  begin(): void {
    this.count += 1;
  }

  create(): Change {
    const names = {
      familyName: 'Nguyễn',
      middleName: `Thứ ${word(this.index)}`,
      givenName: `Người ${word(this.count)}`,
    };
    return this.sent(CREATE, { input: names }, (data) => {
      const { id, login } = data.createPerson;
      const subject: Subject = {
        ...names,
        id,
        login,
        held: [],
        suspended: false,
        locked: false,
        delegate: false,
        delegator: false,
        resting: false,
        leavesOn: null,
        lastEnd: null,
        day: FIRST_DAY,
        everHeld: false,
      };
      this.own.push(subject);
      this.ledger.subjects.push(subject);
      this.ledger.acknowledged.push({ kind: 'person', id });
    });
  }

  appoint(subject: Subject): Change {
    const post = this.somewhere();
    const line = { personId: subject.id, postId: postOf(post) };
    return this.record(subject, 'APPOINTED', { appoint: [line] }, () => {
      subject.held = [post];
      subject.lastEnd = null;
      subject.everHeld = true;
    });
  }

  /** A second post elsewhere, beside the main one. */
  second(subject: Subject): Change {
    const unitId = this.pick(UNITS.filter((id) => subject.held.every((one) => one.unitId !== id)));
    const post = { unitId, position: 'chuyen-vien' };
    const line = { personId: subject.id, postId: postOf(post), primary: false };
    return this.record(subject, 'APPOINTED', { appoint: [line] }, () => {
      subject.held = [...subject.held, post];
    });
  }

  async transfer(line: Line, subject: Subject): Promise<Change> {
    const from = subject.held[0]!;
    const unitId = this.pick(UNITS.filter((id) => subject.held.every((one) => one.unitId !== id)));
    const to = { unitId, position: from.position };
    const appointmentId = await this.appointmentOf(line, subject, from);
    const transfer = [{ appointmentId, toPostId: postOf(to) }];
    return this.record(subject, 'TRANSFERRED', { transfer }, () => {
      subject.held = [to, ...subject.held.slice(1)];
    });
  }

  /** With papers on the desk, where the account is there already. */
  async leave(subject: Subject): Promise<Change> {
    const { held } = subject;
    if (held.length === 1 && hasAccess(subject)) await this.desk.lay(subject.login, held[0]!.unitId);
    const end = [{ personId: subject.id, reason: this.pick(['RETIRED', 'RESIGNED', 'DISMISSED']) }];
    return this.record(subject, held.length === 1 ? 'ENDED' : null, { end }, (decisionId) => {
      subject.held = [];
      subject.lastEnd = { decisionId, held };
    });
  }

  leaveLater(subject: Subject): Change {
    const end = [{ personId: subject.id, reason: 'RETIRED' }];
    const effectiveOn = dayAfter(this.today, 30);
    // The end of a delegation that goes with it is told beforehand too.
    const tells = subject.held.length === 1 && !subject.delegate && !subject.delegator ? 'SCHEDULED' : null;
    return this.record(subject, tells, { end }, () => (subject.resting = true), { on: effectiveOn });
  }

  /** With papers on the desk. It is told as scheduled, and as an end when the day comes. */
  async leaveTomorrow(subject: Subject, tomorrow: string): Promise<Change> {
    await this.desk.lay(subject.login, subject.held[0]!.unitId);
    const end = [{ personId: subject.id, reason: this.pick(['RETIRED', 'RESIGNED', 'DISMISSED']) }];
    const leaves = (): void => {
      subject.resting = true;
      subject.leavesOn = tomorrow;
    };
    return this.record(subject, 'SCHEDULED', { end }, leaves, { on: tomorrow, tells: 'ENDED' });
  }

  annulEnd(subject: Subject, { decisionId, held }: NonNullable<Subject['lastEnd']>): Change {
    const day = this.today;
    const by = { number: this.number, issuerId: 'ubnd-tp', signedOn: day, effectiveOn: day };
    return this.sent(ANNUL, { decisionId, by }, (data) => {
      subject.held = held;
      subject.lastEnd = null;
      const { id } = data.annulDecision.decision;
      this.ledger.acknowledged.push({
        kind: 'annulment',
        id,
        number: by.number,
        annuls: decisionId,
        posts: held.length,
      });
    });
  }

  suspendOrReinstate(subject: Subject, suspended: boolean): Change {
    const lines = { [suspended ? 'suspend' : 'reinstate']: [{ personId: subject.id }] };
    return this.record(subject, suspended ? 'SUSPENDED' : 'REINSTATED', lines, () => {
      subject.suspended = suspended;
    });
  }

  lockOrUnlock(subject: Subject, locked: boolean): Change {
    const variables = { personId: subject.id, reason: `${locked ? 'mất máy' : 'đã tìm thấy'} ${this.key}` };
    return this.sent(locked ? LOCK : UNLOCK, variables, () => {
      subject.locked = locked;
      this.ledger.acknowledged.push({ kind: locked ? 'lock' : 'unlock', id: subject.id });
    });
  }

  rename(subject: Subject): Change {
    const middleName = `Đổi ${word(this.count)}`;
    return this.record(subject, 'NAME_CHANGED', { changeName: [{ personId: subject.id, middleName }] }, () => {
      subject.middleName = middleName;
    });
  }

  async delegate(line: Line, from: Subject): Promise<Change> {
    const held = from.held[0]!;
    const to = this.own.find((one) => one !== from && one.held.length > 0 && !one.delegate && !one.resting);
    // What one has by delegation cannot be delegated on.
    if (to === undefined || from.delegate) return this.rename(from);
    const fromAppointmentId = await this.appointmentOf(line, from, held);
    const endsOn = dayAfter(this.today, 60);
    const delegate = [{ fromAppointmentId, toPersonId: to.id, scope: 'process', endsOn }];
    const signedOn = from.day > to.day ? from.day : to.day;
    from.day = signedOn;
    return this.record(from, 'DELEGATED', { delegate }, () => {
      from.delegator = true;
      to.delegate = true;
      to.day = from.day;
    });
  }

  /** A unit of its own is established with a post; the person goes there, and comes back when the unit is dissolved. */
  reorganise(subject: Subject): Change {
    const home = subject.held.find(({ unitId }) => unitId.startsWith('thu-'));
    if (home !== undefined) {
      const unitId = this.pick(UNITS.filter((id) => subject.held.every((one) => one.unitId !== id)));
      const to = { unitId, position: home.position };
      const lines = {
        mapPost: [{ fromPostId: postOf(home), toPostId: postOf(to) }],
        endUnit: [{ unitId: home.unitId, successorIds: [unitId] }],
      };
      return this.record(subject, null, lines, () => {
        subject.held = subject.held.map((one) => (one === home ? to : one));
      });
    }
    const unitId = `thu-${this.index}-${this.count}`;
    const post = { unitId, position: 'chuyen-vien' };
    const lines = {
      establishUnit: [
        {
          id: unitId,
          name: `Ban thử ${this.index}-${this.count}`,
          kind: 'department',
          parentId: 'ubnd-tp',
          code: null,
        },
      ],
      openPost: [{ id: postOf(post), unitId, positionId: 'chuyen-vien', seats: null }],
      appoint: [{ personId: subject.id, postId: postOf(post), primary: false }],
    };
    if (subject.held.length > 1) return this.rename(subject);
    this.ledger.units.add(unitId);
    return this.record(subject, 'APPOINTED', lines, () => {
      subject.held = [...subject.held, post];
    });
  }

  // ── sending

  private record(
    subject: Subject,
    tells: string | null,
    lines: Readonly<Record<string, unknown>>,
    answered: (decisionId: string) => void,
    planned: Planned | null = null,
  ): Change {
    const day = dayAfter(subject.day, 1 + Math.floor(this.random() * 3));
    const number = this.number;
    const head = { number, issuerId: 'ubnd-tp', signedOn: day, effectiveOn: planned?.on ?? day };
    return this.sent(RECORD, { input: { ...head, ...lines } }, (data) => {
      const { id } = data.recordDecision.decision;
      subject.day = day;
      answered(id);
      // One that is asked for again when its day has come was recorded before that day, or now: what it foretold is open.
      const isKnown = tells !== null && (planned === null || this.today < planned.on);
      this.ledger.acknowledged.push({
        kind: 'decision',
        id,
        number,
        ...(isKnown ? { tells } : {}),
        ...(planned === null ? {} : { planned }),
      });
    });
  }

  private sent(query: string, variables: Readonly<Record<string, unknown>>, answered: Change['answered']): Change {
    return { key: this.key, query, variables, answered };
  }

  private async appointmentOf(line: Line, subject: Subject, held: Held): Promise<string> {
    const { person } = await send<{
      person: { appointments: { id: string; status: string; post: { id: string } }[] };
    }>(line, HOLDS, { id: subject.id });
    const found = person.appointments.find((one) => one.post.id === postOf(held) && one.status === 'IN_FORCE');
    if (found === undefined) throw new Refused(`${subject.login} does not hold ${postOf(held)}, as was acknowledged`);
    return found.id;
  }

  private get today(): string {
    return this.ledger.clock.today();
  }

  private get key(): string {
    return `crash-${this.index}-${this.count}`;
  }

  private get number(): string {
    return `${this.index}-${this.count}/QĐ-TN`;
  }

  private somewhere(): Held {
    return { unitId: this.pick(UNITS), position: this.pick(Object.keys(POSITIONS)) };
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}

function postOf({ unitId, position }: Held): string {
  return `${unitId}/${position}`;
}

/** Names have letters: 27 → `CH`. */
function word(count: number): string {
  return [...String(count)].map((digit) => 'ABCDEGHIKL'[Number(digit)]).join('');
}
