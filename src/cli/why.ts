/** `dieuhanh why PERSON`: why somebody has an account or a grant, and why it came and went. */
import { InvalidArgumentError, type Command } from 'commander';
import type { Api } from '../import/api';
import { basisFields, basisText, type BasisAnswer } from './basis-text';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, run } from './output';
import { langOf, word, type Lang } from './plan-words';
import { say } from './texts';
import { terminalWidth, wrapped } from './width';

interface WhyOptions extends ConnectionOptions {
  readonly target?: string;
  readonly grant?: GrantOption;
  readonly on?: string;
  readonly knownAt?: string;
  readonly ever?: boolean;
}

interface GrantOption {
  readonly kind: string;
  readonly value: string;
}

interface CauseAnswer {
  readonly text: string;
  readonly detail: string | null;
  readonly basis: BasisAnswer;
}

interface ExplanationAnswer {
  readonly target: { readonly id: string };
  readonly kind: string | null;
  readonly value: string | null;
  readonly on: string;
  readonly answer: string;
  readonly policyVersion: string;
  readonly justifications: readonly BasisAnswer[];
  readonly hindrances: readonly CauseAnswer[];
  readonly turns: readonly {
    readonly on: string;
    readonly to: string;
    readonly causes: readonly CauseAnswer[];
    readonly operations?: readonly OperationAnswer[];
  }[];
  readonly learnt?: readonly {
    readonly recordedAt: string;
    readonly from: string;
    readonly to: string;
    readonly basis: BasisAnswer;
  }[];
}

interface OperationAnswer {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly finishedAt: string | null;
  readonly plan: { readonly id: string } | null;
}

interface PersonAnswer {
  readonly id: string;
  readonly fullName: string;
  readonly login: string;
}

function examples(): string {
  const [today = '', past = ''] = say('whyExamples').split('|');
  return `
  dieuhanh why nvmau                                       ${today}
  dieuhanh why nvmau --target mail --grant roleMailbox=van-thu_sotttt
  dieuhanh why nvmau --target directory --on 2026-03-01    ${past}`;
}

export function whyVerb(program: Command): void {
  withConnection(program.command('why <person>'))
    .description(say('whyAbout'))
    .option('--target <target>', say('whyTarget'))
    .option('--grant <kind=value>', say('whyGrant'), grantOf)
    .option('--on <day>', say('whyOn'))
    .option('--known-at <instant>', say('whyKnownAt'))
    .option('--ever', say('whyEver'))
    .addHelpText('after', examples())
    .action((person: string, options: WhyOptions) => run(options.json, () => why(connect(options), person, options)));
}

async function why(api: Api, named: string, options: WhyOptions): Promise<void> {
  const lang = langOf(options.lang);
  if (options.grant !== undefined && options.target === undefined) throw new Error(say('whyGrantAlone'));
  const person = await personOf(api, named);
  if (person === null) {
    process.exitCode = 1;
    if (options.json) printJson(null);
    else print(say('whyNobody', { named }));
    return;
  }
  const explanations = await explained(api, person.id, options, lang);
  if (options.json) return printJson({ person, explanations });
  printAll(person, explanations, lang);
}

/** By login, as people know each other; else by id. */
async function personOf(api: Api, named: string): Promise<PersonAnswer | null> {
  const { byLogin, byId } = await api.request<{ byLogin: PersonAnswer | null; byId: PersonAnswer | null }>(
    'query Whom($named: String!, $id: ID!) { byLogin: person(login: $named) { id fullName login } byId: person(id: $id) { id fullName login } }',
    { named, id: named },
  );
  return byLogin ?? byId;
}

async function explained(
  api: Api,
  personId: string,
  { target, grant, on, knownAt, ever }: WhyOptions,
  lang: Lang,
): Promise<readonly ExplanationAnswer[]> {
  const when = { personId, on: on ?? null, knownAt: knownAt ?? null };
  const cause = `text(lang: ${lang.toUpperCase()}) detail basis { ${basisFields(lang)} }`;
  const operations = 'operations { id kind status finishedAt plan { id } }';
  const common = `target { id } kind value on answer policyVersion justifications { ${basisFields(lang)} } hindrances { ${cause} }`;
  if (grant !== undefined) {
    const { explainGrant } = await api.request<{ explainGrant: ExplanationAnswer }>(
      `query WhyGrant($personId: ID!, $targetId: ID!, $kind: String, $value: String, $on: Date, $knownAt: DateTime) {
        explainGrant(personId: $personId, targetId: $targetId, kind: $kind, value: $value, on: $on, knownAt: $knownAt) {
          ${common} turns { on to causes { ${cause} } ${operations} } learnt { recordedAt from to basis { ${basisFields(lang)} } } } }`,
      { ...when, targetId: target, ...grant },
    );
    return [explainGrant];
  }
  const { explainAccess } = await api.request<{ explainAccess: readonly ExplanationAnswer[] }>(
    `query WhyAccess($personId: ID!, $targetId: ID, $on: Date, $knownAt: DateTime, $ever: Boolean!) {
      explainAccess(personId: $personId, targetId: $targetId, on: $on, knownAt: $knownAt, ever: $ever) {
        ${common} turns { on to causes { ${cause} } } } }`,
    { ...when, targetId: target ?? null, ever: ever ?? false },
  );
  return explainAccess;
}

function printAll(person: PersonAnswer, explanations: readonly ExplanationAnswer[], lang: Lang): void {
  const vi = lang === 'vi';
  const day = explanations[0]?.on;
  print(`${person.fullName} (${person.login})${day === undefined ? '' : ` · ${day}`}`);
  if (explanations.length === 0) print(vi ? 'Không có tài khoản hay quyền nào.' : 'No account and no grant.');
  for (const one of explanations) printOne(one, lang);
  const [version] = explanations.map(({ policyVersion }) => policyVersion);
  if (version !== undefined)
    print(vi ? `Theo chính sách ${version.slice(0, 12)}.` : `By policy ${version.slice(0, 12)}.`);
}

function printOne(one: ExplanationAnswer, lang: Lang): void {
  const vi = lang === 'vi';
  const account = vi ? 'tài khoản' : 'account';
  const since = one.turns[0]?.on;
  const from = since === undefined ? '' : vi ? ` từ ${since}` : ` since ${since}`;
  lines(
    `${one.target.id} · ${one.kind === null ? account : `${one.kind} ${one.value ?? ''}`}: ${word('answer', one.answer, lang)}${from}`,
    '',
  );
  for (const basis of one.justifications) lines(`= ${basisText(basis, lang, true)}`, '  ');
  for (const cause of one.hindrances) lines(`! ${causeText(cause, lang)}`, '  ');
  // Why it is not there is said by the turn already, where the list is of everything at once.
  const turns = one.learnt === undefined ? [] : one.turns;
  for (const { on, to, causes, operations = [] } of turns) {
    lines(`${on} → ${word('answer', to, lang)}: ${causes.map((cause) => causeText(cause, lang)).join('; ')}`, '  ');
    for (const operation of operations) lines(operationText(operation, lang), '    ');
  }
  for (const { recordedAt, to, basis } of one.learnt ?? []) {
    const learnt = vi ? `ghi nhận lúc ${recordedAt}` : `learnt at ${recordedAt}`;
    lines(`${learnt} → ${word('answer', to, lang)}: ${basisText(basis, lang, false)}`, '  ');
  }
}

function causeText({ text, detail, basis }: CauseAnswer, lang: Lang): string {
  const rests = basisText(basis, lang, true);
  return `${text}${detail === null ? '' : ` (${detail})`}${rests === '' ? '' : ` – ${rests}`}`;
}

function operationText({ kind, status, finishedAt, plan }: OperationAnswer, lang: Lang): string {
  const of = plan === null ? '' : lang === 'vi' ? `, kế hoạch ${plan.id}` : `, plan ${plan.id}`;
  return `${word('kind', kind, lang)}: ${word('status', status, lang)}${finishedAt === null ? '' : ` ${finishedAt}`}${of}`;
}

function lines(text: string, indent: string): void {
  for (const line of wrapped(text, Math.max(20, terminalWidth() - indent.length))) print(`${indent}${line}`);
}

function grantOf(text: string): GrantOption {
  const equals = text.indexOf('=');
  if (equals < 1 || equals === text.length - 1) throw new InvalidArgumentError(say('whyGrantWritten'));
  return { kind: text.slice(0, equals), value: text.slice(equals + 1) };
}
