/** Which accounts a person should have at an instant, open or not, with which grants (domain rules 1 to 5). */
import { hanoiDay, holds, plusDays } from './days';
import { office, type Delegation, type Holding, type Office } from './office';
import { boxOf, carried, given, keptUntil, TITLES, type Given, type Seat } from './policy';
import type { Account, Because, Day, Person, World } from './types';

type Standing = 'open' | 'suspended' | 'seconded';
const BEST_FIRST: readonly Standing[] = ['open', 'suspended', 'seconded'];

interface Share {
  readonly targetId: string;
  readonly standing: Standing;
  readonly grants: readonly string[];
  readonly quotaMiB: number | null;
}

export class Access {
  readonly office: Office;

  constructor(private readonly world: World) {
    this.office = office(world.events);
  }

  /** Wanted accounts by target; a target that is not there is one where nothing justifies an account. */
  of(personId: string, atMs: number): ReadonlyMap<string, Account> {
    const person = this.world.persons.find((one) => one.id === personId);
    if (person === undefined) return new Map();
    const on = hanoiDay(atMs);
    const held = this.heldBy(personId, on);
    const shares = this.shares(person, held, on);
    const wanted = new Map<string, Account>();
    for (const targetId of new Set(shares.map((one) => one.targetId))) {
      const here = shares.filter((one) => one.targetId === targetId);
      wanted.set(targetId, this.account(person, targetId, here, held, atMs));
    }
    return wanted;
  }

  /** True when some office is held on the day, paused or not. */
  inOffice(personId: string, atMs: number): boolean {
    return this.heldBy(personId, hanoiDay(atMs)).length > 0;
  }

  heldBy(personId: string, on: Day): readonly { readonly holding: Holding; readonly standing: Standing }[] {
    const now = this.office.holdings.filter((one) => one.personId === personId && holds(one.startsOn, one.endsOn, on));
    return now.map((holding) => {
      const away = now.some((other) => other.mode === 'seconded' && other.homeId === holding.id);
      const suspended = this.office.pauses.some(
        (pause) => pause.appointmentId === holding.id && holds(pause.startsOn, pause.endsOn, on),
      );
      return { holding, standing: away ? 'seconded' : suspended ? 'suspended' : 'open' };
    });
  }

  private shares(person: Person, held: ReturnType<Access['heldBy']>, on: Day): readonly Share[] {
    const whole = best(held.map((one) => one.standing));
    if (whole === null) return [];
    const own = held.flatMap(({ holding, standing }) => this.sharesOf(holding, standing));
    const delegated = this.office.delegations
      .filter(
        (one) =>
          one.toId === person.id &&
          holds(one.startsOn, one.endsOn, on) &&
          holds(one.from.startsOn, one.from.endsOn, on),
      )
      .flatMap((one) => this.delegated(one, whole === 'open' && this.isPaused(one.from, on) ? 'suspended' : whole));
    const kept = whole === 'open' ? this.kept(person, on) : [];
    const shares = [...own, ...delegated, ...kept];
    const extra = this.world.exceptions
      .filter((one) => one.personId === person.id && holds(one.startsOn, one.endsOn, on))
      .map((one): Share => {
        const standing =
          best(shares.filter((share) => share.targetId === one.targetId).map((share) => share.standing)) ?? whole;
        return { targetId: one.targetId, standing, grants: [one.grant], quotaMiB: null };
      });
    return [...shares, ...extra];
  }

  private isPaused(holding: Holding, on: Day): boolean {
    return this.office.pauses.some(
      (pause) =>
        pause.personId === holding.personId &&
        (pause.appointmentId === null || pause.appointmentId === holding.id) &&
        holds(pause.startsOn, pause.endsOn, on),
    );
  }

  private sharesOf(holding: Holding, standing: Standing): readonly Share[] {
    const seat = this.seat(holding);
    return seat === null ? [] : spread(given(this.world.policy, seat), seat, standing);
  }

  private delegated(delegation: Delegation, standing: Standing): readonly Share[] {
    const seat = this.seat(delegation.from);
    if (seat === null) return [];
    const papers = given(this.world.policy, seat).papers ?? [];
    const narrowed =
      delegation.fields.length === 0
        ? papers
        : papers.flatMap((grant) => {
            if (grant === 'role:direct') return delegation.fields.map((field) => `field:${field}`);
            return grant.startsWith('field:') && !delegation.fields.includes(grant.slice(6)) ? [] : [grant];
          });
    const may = carried(delegation.scope);
    const grants = narrowed.filter((grant) => may.includes(grant) || may.includes(`${grant.split(':')[0]}:*`));
    return grants.length === 0 ? [] : [{ targetId: `qlvb:${seat.body}`, standing, grants, quotaMiB: null }];
  }

  private kept(person: Person, on: Day): readonly Share[] {
    return this.world.kept
      .filter((one) => one.personId === person.id)
      .flatMap((one): Share[] => {
        const until = keptUntil(one, plusDays);
        const post = this.office.posts.find((candidate) => candidate.id === one.postId);
        if (post === undefined || (until !== null && until <= on)) return [];
        const seat = this.seatAt(post.unitId, post.positionId, 'official', []);
        if (seat === null) return [];
        const like = given(this.world.policy, seat);
        const papers: Share[] =
          like.papers !== null && one.keys.length > 0
            ? [
                {
                  targetId: `qlvb:${seat.body}`,
                  standing: 'open',
                  grants: ['role:process', 'role:read'],
                  quotaMiB: null,
                },
              ]
            : [];
        const box: Share[] =
          like.mail?.box === true && one.vacant
            ? [
                {
                  targetId: 'mail',
                  standing: 'open',
                  grants: [`roleMailbox:${boxOf(seat.positionId, seat.unitId)}`],
                  quotaMiB: null,
                },
              ]
            : [];
        return [...papers, ...box];
      });
  }

  private seat(holding: Holding): Seat | null {
    const post = this.office.posts.find((one) => one.id === holding.postId);
    return post === undefined ? null : this.seatAt(post.unitId, post.positionId, holding.mode, holding.fields);
  }

  private seatAt(unitId: string, positionId: string, mode: Seat['mode'], fields: readonly string[]): Seat | null {
    const unit = this.office.units.find((one) => one.id === unitId);
    if (unit === undefined) return null;
    let body = unit;
    while (body.kind === 'division') {
      const above = this.office.units.find((one) => one.id === body.parentId);
      if (above === undefined) break;
      body = above;
    }
    return { positionId, mode, unitId, unitKind: unit.kind, body: body.id, fields };
  }

  private account(
    person: Person,
    targetId: string,
    shares: readonly Share[],
    held: ReturnType<Access['heldBy']>,
    atMs: number,
  ): Account {
    const on = hanoiDay(atMs);
    const standing = best(shares.map((one) => one.standing)) ?? 'open';
    const counted = shares.filter((one) => one.standing === standing);
    const quotas = counted.flatMap((one) => one.quotaMiB ?? []);
    const because = this.because(person, targetId, standing, atMs, on);
    return {
      targetId,
      because,
      open: because === 'office',
      grants: new Set(counted.flatMap((one) => one.grants)),
      fullName: this.nameOf(person, on),
      quotaMiB: quotas.length === 0 ? null : Math.max(...quotas),
      title: this.titleOf(held),
    };
  }

  private because(person: Person, targetId: string, standing: Standing, atMs: number, on: Day): Because {
    const whole = this.office.pauses.some(
      (pause) =>
        pause.personId === person.id && pause.appointmentId === null && holds(pause.startsOn, pause.endsOn, on),
    );
    if (whole) return 'suspended';
    if (standing !== 'open') return standing;
    const locked = this.world.locks.some(
      (lock) =>
        lock.personId === person.id &&
        (lock.targetId === null || lock.targetId === targetId) &&
        lock.from <= atMs &&
        (lock.until === null || atMs < lock.until),
    );
    return locked ? 'locked' : 'office';
  }

  private nameOf(person: Person, on: Day): string {
    const borne = this.office.names.filter((one) => one.personId === person.id && one.on <= on);
    // Of one day the one that says that it comes after the other, else the one recorded last.
    const latest = borne.reduce<(typeof borne)[number] | null>(
      (last, one) => (last === null || one.on > last.on || (one.on === last.on && one.rank >= last.rank) ? one : last),
      null,
    );
    return latest?.name ?? person.name;
  }

  /** The title of the main post: the marked one, else the highest, else the longest held. */
  private titleOf(held: ReturnType<Access['heldBy']>): string | null {
    const standing = best(held.map((one) => one.standing));
    const seats = held
      .filter((one) => one.standing === standing)
      .flatMap(({ holding }) => {
        const post = this.office.posts.find((one) => one.id === holding.postId);
        return post === undefined ? [] : [{ holding, post, ...TITLES[post.positionId]! }];
      });
    const [main] = seats.sort(
      (a, b) =>
        Number(b.holding.primary) - Number(a.holding.primary) ||
        a.rank - b.rank ||
        (a.holding.startsOn < b.holding.startsOn ? -1 : a.holding.startsOn > b.holding.startsOn ? 1 : 0) ||
        (a.post.id < b.post.id ? -1 : 1),
    );
    return main?.title ?? null;
  }
}

function spread({ directory, mail, papers }: Given, seat: Seat, standing: Standing): readonly Share[] {
  return [
    ...(directory === null ? [] : [{ targetId: 'directory', standing, grants: directory, quotaMiB: null }]),
    ...(mail === null
      ? []
      : [
          {
            targetId: 'mail',
            standing,
            grants: mail.box ? [`roleMailbox:${boxOf(seat.positionId, seat.unitId)}`] : [],
            quotaMiB: mail.quotaMiB,
          },
        ]),
    ...(papers === null ? [] : [{ targetId: `qlvb:${seat.body}`, standing, grants: papers, quotaMiB: null }]),
  ];
}

function best(standings: readonly Standing[]): Standing | null {
  return BEST_FIRST.find((one) => standings.includes(one)) ?? null;
}
