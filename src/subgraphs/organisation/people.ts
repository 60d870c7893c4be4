/** Enters persons: their first name, their login for life, and who might be the same person already. */
import { Like, type EntityManager, type FindOptionsWhere } from 'typeorm';
import { record as audit } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal, type Problem } from '../../errors/refusal';
import { newId } from '../../shared/ids';
import { fullName, loginStem, searchKey, type NameParts } from '../../shared/text';
import type { Store, Tx } from '../../store/store';
import type { Context } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { delegationFor, onBehalf } from '../identity/face-delegation';
import { once } from '../identity/face-idempotency';
import { CitizenNumbers, isCitizenNumber } from './citizen-number';

import { insertFacts } from './fact-store';
import { FIRST_DAY, type Fact } from './office/facts';
import { fullNameProblem, nameProblem, nfc } from './office/text-rules';
import { PersonRow } from './person.entity';
import { takeTurn } from './turn';
import { nameColumns } from './projection';

export interface NewPerson {
  readonly familyName: string;
  readonly middleName?: string | null;
  readonly givenName: string;
  readonly birthDate?: string | null;
  readonly citizenNumber?: string | null;
  readonly phone?: string | null;
  /** Enters the person although somebody like them is known. */
  readonly evenIfLike?: boolean | null;
}

const LOGIN_MAX = 48;
const PHONE = /^\+?[0-9][0-9 .()-]{5,30}$/;
const LIKELY_MAX = 10;
/** Names that systems keep for themselves: no person gets one without a number. */
const RESERVED = new Set([
  'admin',
  'administrator',
  'root',
  'postmaster',
  'abuse',
  'replicator',
  'dovecot',
  'system',
  'hostmaster',
  'webmaster',
  'vmail',
]);

export class People {
  private readonly numbers: CitizenNumbers;

  constructor(
    private readonly store: Store,
    citizenKey: Buffer,
  ) {
    this.numbers = new CitizenNumbers(citizenKey);
  }

  /** Refused with LIKELY_DUPLICATE when somebody like this is known, unless the input says it is another person. */
  async create(ctx: Context, input: NewPerson): Promise<PersonRow> {
    ctx.signedIn();
    const name = {
      familyName: nfc(input.familyName),
      middleName: nfc(input.middleName ?? ''),
      givenName: nfc(input.givenName),
    };
    const problems = personProblems(input, name);
    if (problems.length > 0) throw Refusal.of(problems);

    return this.store.write(async (tx) => {
      const id = await once(ctx, tx, 'createPerson', input, () => this.enter(ctx, tx, name, input));
      return tx.manager.findOneByOrFail(PersonRow, { id });
    });
  }

  private async enter(ctx: Context, tx: Tx, name: NameParts, input: NewPerson): Promise<string> {
    await takeTurn(tx);
    if (input.evenIfLike !== true) await this.refuseDuplicate(tx.manager, name, input);
    const row = await this.rowOf(tx, name, input);
    await tx.manager.insert(PersonRow, row);
    await insertFacts(tx.manager, [firstName(row.id, name, tx.now)]);
    await audit(tx, {
      action: 'person.create',
      subject: { kind: 'person', id: row.id },
      ...callerIn(ctx),
      ...onBehalf(delegationFor(ctx, 'person:create')),
      detail: { login: row.login, evenIfLike: input.evenIfLike === true },
      before: null,
      after: row,
    });
    return row.id;
  }

  private async rowOf(tx: Tx, name: NameParts, input: NewPerson): Promise<PersonRow> {
    const sealed = input.citizenNumber ? this.numbers.seal(input.citizenNumber) : null;
    return {
      id: newId(tx.now),
      login: await freeLogin(tx.manager, name),
      ...nameColumns([{ startsOn: FIRST_DAY, ...name }], tx.now),
      birthDate: input.birthDate ?? null,
      phone: input.phone ?? null,
      citizenCipher: sealed?.cipher ?? null,
      citizenHash: sealed?.hash ?? null,
      createdAt: tx.now,
    };
  }

  private async refuseDuplicate(manager: EntityManager, name: NameParts, input: NewPerson): Promise<void> {
    const alike: FindOptionsWhere<PersonRow>[] = [];
    if (input.birthDate) alike.push({ searchKey: searchKey(fullName(name)).slice(0, 255), birthDate: input.birthDate });
    if (input.citizenNumber) alike.push({ citizenHash: this.numbers.match(input.citizenNumber) });
    if (alike.length === 0) return;
    const found = await manager.find(PersonRow, {
      where: alike,
      select: { id: true },
      order: { id: 'ASC' },
      take: LIKELY_MAX,
    });
    if (found.length > 0) throw new Refusal('LIKELY_DUPLICATE', { ids: found.map((row) => row.id).join(', ') });
  }
}

function personProblems(input: NewPerson, name: NameParts): Problem[] {
  const problems: Problem[] = [];
  for (const part of ['familyName', 'middleName', 'givenName'] as const) {
    const detail = part === 'middleName' && name.middleName === '' ? null : nameProblem(name[part]);
    if (detail) problems.push({ code: 'INVALID_NAME', path: [part], values: { detail } });
  }
  const detail = problems.length === 0 ? fullNameProblem(name) : null;
  if (detail) problems.push({ code: 'INVALID_NAME', path: ['familyName'], values: { detail } });
  if (input.citizenNumber && !isCitizenNumber(input.citizenNumber)) {
    problems.push({ code: 'INVALID_CITIZEN_NUMBER', path: ['citizenNumber'] });
  }
  if (input.phone && !PHONE.test(input.phone)) {
    problems.push({
      code: 'INVALID_VALUE',
      path: ['phone'],
      values: { field: 'phone', detail: new Phrase('PHONE') },
    });
  }
  return problems;
}

/** The stem, or the stem with the next number. Rows are never deleted, so a login is never given twice. */
async function freeLogin(manager: EntityManager, name: NameParts): Promise<string> {
  const stem = (loginStem(name) || 'person').slice(0, LOGIN_MAX);
  const taken = await manager.find(PersonRow, {
    where: { login: Like(`${stem}%`) },
    select: { id: true, login: true },
  });
  const numbers = taken.flatMap(({ login }) => {
    const rest = login.slice(stem.length);
    if (rest === '') return [1];
    return /^\d+$/.test(rest) ? [Number(rest)] : [];
  });
  if (RESERVED.has(stem)) numbers.push(1);
  if (numbers.length === 0) return stem;
  return `${stem}${Math.max(...numbers) + 1}`;
}

function firstName(personId: string, name: NameParts, now: Date): Fact {
  return {
    id: newId(now),
    decisionId: null,
    line: 0,
    kind: 'nameSet',
    subjectId: personId,
    personId,
    appointmentId: null,
    postId: null,
    unitId: null,
    onDay: FIRST_DAY,
    rank: 0,
    knownFrom: now,
    knownUntil: null,
    body: { familyName: name.familyName, middleName: name.middleName, givenName: name.givenName },
  };
}
