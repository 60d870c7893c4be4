/** What else people do, what becomes of systems, and what the clock does. */
import { Refusal } from '../../src/errors/refusal';
import { newId } from '../../src/shared/ids';
import type { NewPerson } from '../../src/subgraphs/organisation/people';
import { CLERK, SECOND_CLERK } from './clerk';
import { pick } from './compose';
import type { Act, Clock } from './history';
import { plusDays } from './oracle';
import type { History } from './run';

const HOUR_MS = 3_600_000;

export class Acts {
  constructor(private readonly history: History) {}

  async lock({ who, where, hours }: Extract<Act, { act: 'lock' }>): Promise<void> {
    const person = pick(this.history.persons, who)!;
    const targetId = pick([null, 'directory', 'mail', 'qlvb:so-a'], where) ?? null;
    const until = hours === 0 ? null : new Date(this.history.nowMs + hours * HOUR_MS);
    await this.history.life.service.lockAccess(CLERK, person.id, targetId, 'Mất máy', until);
    this.history.locks.push({
      personId: person.id,
      targetId,
      from: this.history.nowMs,
      until: until?.getTime() ?? null,
    });
    this.history.checks.changed();
  }

  async unlock(who: number): Promise<void> {
    const held = this.history.locks.filter((lock) => lock.until === null || lock.until > this.history.nowMs);
    const one = pick(held, who);
    if (one === undefined) return;
    await this.history.life.service.unlockAccess(CLERK, one.personId, one.targetId, 'Đã tìm thấy');
    this.history.locks = this.history.locks.filter(
      (lock) => !(held.includes(lock) && lock.personId === one.personId && lock.targetId === one.targetId),
    );
    this.history.checks.changed();
  }

  async except({ who, where, days }: Extract<Act, { act: 'except' }>): Promise<void> {
    const person = pick(this.history.persons, who)!;
    const [targetId, grantKind, grantValue] = pick(
      [
        ['directory', 'group', 'extra'],
        ['qlvb:so-a', 'role', 'sign'],
        ['mail', 'roleMailbox', 'chung_soa'],
      ] as const,
      where,
    )!;
    const startsOn = this.history.today;
    const endsOn = plusDays(startsOn, days);
    await this.history.life.store.write(async (tx) => {
      const row = {
        id: newId(tx.now),
        personId: person.id,
        targetId,
        grantKind,
        grantValue,
        reason: 'Thử',
        approvedById: null,
        startsOn,
        endsOn,
      };
      await tx.manager.insert('grant_exception', row);
      await this.history.life.engine.due.mark(tx.manager, [person.id], { kind: 'lock', id: null }, tx.now);
    });
    this.history.exceptions.push({
      personId: person.id,
      targetId,
      grant: `${grantKind}:${grantValue}`,
      startsOn,
      endsOn,
    });
    this.history.checks.changed();
  }

  async hire(input: NewPerson): Promise<void> {
    const row = await this.history.life.people.create(CLERK, { ...input, evenIfLike: true });
    const name = [input.familyName, input.middleName, input.givenName].filter((part) => part).join(' ');
    this.history.checks.hired({ id: row.id, login: row.login, name });
  }

  async rename(who: number, where: number): Promise<void> {
    const own = this.history.bench.accounts().filter((one) => one.personId !== null && one.targetId !== 'mail');
    const one = pick(own, who + where);
    if (one === undefined) return;
    this.history.count += 1;
    const name = `doi-ten-${this.history.count}`;
    if (one.targetId === 'directory') await this.history.bench.directory.rename(one.nativeId, name);
    else this.history.bench.papers.rename(one.nativeId, name);
    this.history.tally.add('fault', 'renamed behind our back');
  }

  async plant(who: number, where: number): Promise<void> {
    const person = pick(this.history.persons, who)!;
    const name = pick([person.login, 'admin'], where)!;
    if (where % 3 === 0) this.history.bench.papers.plant('so-a', person.login);
    else await this.history.bench.directory.plant(name);
    this.history.checks.planted();
  }

  async paper(who: number): Promise<void> {
    const user = pick(
      this.history.bench.papers.accounts().filter((one) => one.personId !== null),
      who,
    );
    if (user === undefined) return;
    this.history.count += 1;
    await this.history.bench.papers.send(
      user.targetId.slice('qlvb:'.length),
      user.nativeId,
      `${this.history.count}/CV`,
    );
  }

  async fault({ where, fault }: Extract<Act, { act: 'fault' }>): Promise<void> {
    const targetId = pick(['directory', 'mail', 'qlvb:so-a', 'qlvb:so-b'], where)!;
    await this.history.weather.set(targetId, fault);
  }

  moveClock(to: Clock): Promise<void> {
    const dayMs = 24 * HOUR_MS;
    const midnight = Date.parse(`${plusDays(this.history.today, 1)}T00:00:00.000+07:00`);
    const moves: Readonly<Record<Clock, number>> = {
      midnight: midnight - this.history.nowMs,
      hours: 7 * HOUR_MS,
      days: 9 * dayMs,
      month: 31 * dayMs,
      quarter: 91 * dayMs,
      years: 420 * dayMs,
      back: -5 * HOUR_MS,
    };
    this.history.clock.advance(moves[to]);
    this.history.tally.add('act', `clock ${to}`);
    return Promise.resolve();
  }

  async approve(which: number, hash: 'right' | 'wrong'): Promise<void> {
    const plan = pick(this.history.checks.waitingPlans(), which);
    if (plan === undefined) return;
    if (hash === 'wrong') return this.history.checks.wrongHash(plan.id);
    await this.approvePlan(plan);
  }

  /** By a first person, and by a second where the plan deletes accounts. */
  async approvePlan(plan: { readonly id: string; readonly hash: string }): Promise<void> {
    for (const clerk of [CLERK, SECOND_CLERK]) {
      try {
        await this.history.life.service.approvePlan(clerk, plan.id, plan.hash);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code !== 'SECOND_PERSON_NEEDED') return;
        continue;
      }
      if (this.history.checks.isApproved(plan.id)) return this.history.checks.approved(plan.id);
    }
  }
}
