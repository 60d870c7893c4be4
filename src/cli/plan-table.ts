/** A plan as people read it: what changes for whom, what it means and rests on, what waits; in blocks where a table has no room. */
import Table from 'cli-table3';
import { basisFields, basisText, type BasisAnswer } from './basis-text';
import { print } from './output';
import { word, type Lang } from './plan-words';
import { terminalWidth, wrapped } from './width';

export interface PlanAnswer {
  readonly id: string;
  readonly hash: string;
  readonly cause: string;
  readonly complete: boolean;
  readonly applyable: boolean;
  readonly needsApproval: boolean;
  readonly approvalsNeeded: number;
  readonly approvals: readonly unknown[];
  readonly approvedBy: { readonly fullName: string } | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly blocked: readonly {
    readonly person: { readonly fullName: string; readonly login: string };
    readonly target: { readonly id: string };
    readonly accountName: string;
    readonly because: string;
    readonly waitsFor: { readonly text: string } | null;
  }[];
  readonly staleParts: { readonly totalCount: number; readonly edges: readonly { readonly node: StaleAnswer }[] };
  readonly operations: { readonly totalCount: number; readonly edges: readonly { readonly node: OperationAnswer }[] };
}

interface OperationAnswer {
  readonly kind: string;
  readonly target: { readonly id: string };
  readonly person: { readonly fullName: string; readonly login: string } | null;
  readonly reason: string;
  readonly effect: string;
  readonly changes: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  readonly grantChanges: readonly {
    readonly kind: string;
    readonly value: string;
    readonly added: boolean;
    readonly effect: string;
    readonly otherPerson: { readonly login: string } | null;
  }[];
  readonly basis: readonly BasisAnswer[];
  readonly waitsFor: readonly { readonly text: string }[];
  readonly status: string;
}

interface StaleAnswer {
  readonly person: { readonly fullName: string; readonly login: string };
  readonly cause: string | null;
  readonly replacedById: string | null;
  readonly changes: readonly {
    readonly target: { readonly id: string };
    readonly name: string;
    readonly approved: unknown;
    readonly now: unknown;
  }[];
  readonly decisions: readonly BasisAnswer[];
}

export interface Reading {
  readonly lang: Lang;
  /** Columns to fill; those of the terminal when left out. */
  readonly width?: number;
}

export function planFields(lang: Lang): string {
  const language = lang.toUpperCase();
  return `id hash cause complete applyable needsApproval approvalsNeeded approvals { approvedAt } approvedBy { fullName }
  summary { create modify enable disable archive delete handover noop netLoss }
  blocked { person { fullName login } target { id } accountName because waitsFor { text(lang: ${language}) } }
  staleParts(first: 20) { totalCount edges { node { person { fullName login } cause replacedById
    changes { target { id } name approved now } decisions { ${basisFields(lang)} } } } }
  operations(first: 200) { totalCount edges { node { kind target { id } person { fullName login } reason before after effect status
    changes { name before after } grantChanges { kind value added effect otherPerson { login } }
    basis { ${basisFields(lang)} } waitsFor { kind text(lang: ${language}) } } } }`;
}

/** Below this a table would break every word; the same is then told block by block. */
const TABLE_WIDTH_MIN = 100;
/** Shares of the width, in the order of the columns. */
const SHARES = [0.15, 0.12, 0.09, 0.29, 0.22, 0.13] as const;
/** What the lines and the blanks of a table of six columns take. */
const FRAME = 7;

export function printPlan(plan: PlanAnswer, { lang, width = terminalWidth() }: Reading): void {
  const operations = plan.operations.edges.map(({ node }) => cellsOf(node, lang));
  if (operations.length > 0 && width >= TABLE_WIDTH_MIN) printWide(operations, lang, width);
  else for (const [index, cells] of operations.entries()) printBlock(index + 1, cells, lang, width);
  printBlocked(plan, lang, width);
  printStale(plan, lang, width);
  printEnd(plan, lang, width);
}

type Cells = readonly [person: string, system: string, operation: string, changes: string, why: string, status: string];
const COLUMNS = ['person', 'system', 'operation', 'changes', 'why', 'status'] as const;

function cellsOf(node: OperationAnswer, lang: Lang): Cells {
  const effect = word('effect', node.effect, lang);
  return [
    node.person === null ? '' : `${node.person.fullName} (${node.person.login})`,
    node.target.id,
    [word('kind', node.kind, lang), ...(effect === '' ? [] : [effect])].join('\n'),
    [...node.changes.map(changeText), ...node.grantChanges.map((grant) => grantText(grant, lang))].join('\n'),
    [word('reason', node.reason, lang), ...new Set(node.basis.map((one) => basisText(one, lang, false)))].join('\n'),
    [word('status', node.status, lang), ...node.waitsFor.map(({ text }) => text)].join('\n'),
  ];
}

function printWide(rows: readonly Cells[], lang: Lang, width: number): void {
  const room = width - FRAME;
  const table = new Table({
    head: COLUMNS.map((name) => word('head', name, lang)),
    style: { head: [], border: [] },
    colWidths: SHARES.map((share) => Math.max(8, Math.floor(room * share))),
  });
  for (const row of rows)
    table.push(
      row.map((cell, column) => wrapped(cell, Math.max(8, Math.floor(room * SHARES[column]!)) - 2).join('\n')),
    );
  print(table.toString());
}

function printBlock(
  number: number,
  [person, system, operation, changes, why, status]: Cells,
  lang: Lang,
  width: number,
): void {
  const lines = (text: string, indent: string): void => {
    for (const line of wrapped(text, Math.max(16, width - indent.length))) print(`${indent}${line}`);
  };
  lines(`${number}. ${[person, system].filter((one) => one !== '').join(' · ')}`, '');
  lines(`${operation.replaceAll('\n', ', ')} – ${status.replaceAll('\n', '; ')}`, '   ');
  if (changes !== '') lines(changes, '   ');
  lines(`${word('head', 'why', lang)}: ${why}`, '   ');
}

function printBlocked({ blocked }: PlanAnswer, lang: Lang, width: number): void {
  for (const { person, target, accountName, because, waitsFor } of blocked) {
    const waits = waitsFor === null ? '' : ` ${waitsFor.text}.`;
    const text = `! ${person.fullName} (${person.login}) · ${target.id} «${accountName}»: ${word('blocked', because, lang)}.${waits}`;
    for (const line of wrapped(text, width)) print(line);
  }
}

function printStale({ staleParts }: PlanAnswer, lang: Lang, width: number): void {
  const vi = lang === 'vi';
  for (const { node } of staleParts.edges) {
    const decisions = node.decisions.map((one) => basisText(one, lang, false)).join('; ');
    const cause = decisions === '' ? (node.cause ?? '') : decisions;
    const head = vi
      ? `~ ${node.person.fullName} (${node.person.login}): phần này không còn đúng (${cause})`
      : `~ ${node.person.fullName} (${node.person.login}): this part is stale (${cause})`;
    const next =
      node.replacedById === null
        ? []
        : [vi ? `thay bằng kế hoạch ${node.replacedById}` : `replaced by plan ${node.replacedById}`];
    const changes = node.changes.map(
      ({ target, name, approved, now }) => `${target.id} ${name}: ${valueText(approved)} → ${valueText(now)}`,
    );
    for (const line of wrapped([head, ...[...changes, ...next].map((one) => `  ${one}`)].join('\n'), width))
      print(line);
  }
  if (staleParts.totalCount > staleParts.edges.length)
    print(
      vi
        ? `… và ${staleParts.totalCount - staleParts.edges.length} người nữa`
        : `… and ${staleParts.totalCount - staleParts.edges.length} more persons`,
    );
}

function printEnd(plan: PlanAnswer, lang: Lang, width: number): void {
  const vi = lang === 'vi';
  const counts = Object.entries(plan.summary).filter(([, count]) => count !== 0);
  const figures = counts.map(([kind, count]) => `${word('kind', kind, lang)} ${count}`).join(', ');
  const hidden = plan.operations.totalCount - plan.operations.edges.length;
  const more = hidden === 0 ? '' : vi ? `; còn ${hidden} thao tác nữa` : `; ${hidden} more operations not shown`;
  const none = vi ? 'Không hệ thống nào thay đổi' : 'No change in any system';
  for (const line of wrapped(`${counts.length === 0 ? none : figures}${more}.`, width)) print(line);
  if (plan.needsApproval && plan.approvedBy === null) {
    const text = vi
      ? `Kế hoạch này chờ quản trị thành phố phê duyệt: approvePlan(planId: "${plan.id}", hash: "${plan.hash}").`
      : `This plan waits for approval by a city administrator: approvePlan(planId: "${plan.id}", hash: "${plan.hash}").`;
    const [given, needed] = [plan.approvals.length, plan.approvalsNeeded];
    const two = vi
      ? ` Xóa tài khoản cần hai người duyệt; đã có ${given} trên ${needed}.`
      : ` Deleting accounts takes two people; ${given} of ${needed} have approved.`;
    for (const line of wrapped(needed > 1 ? `${text}${two}` : text, width)) print(line);
  }
}

function changeText({ name, before, after }: OperationAnswer['changes'][number]): string {
  return `${name}: ${valueText(before)} → ${valueText(after)}`;
}

function grantText(
  { kind, value, added, effect, otherPerson }: OperationAnswer['grantChanges'][number],
  lang: Lang,
): string {
  const sign = added ? '+' : '−';
  if (effect !== 'MOVE') return `${sign} ${kind} ${value}`;
  if (otherPerson === null) return `${sign} ${kind} ${value} (${word('effect', 'MOVE', lang)})`;
  const arrow = added ? '←' : '→';
  return `${sign} ${kind} ${value} (${arrow} ${otherPerson.login})`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
