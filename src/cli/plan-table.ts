/** A plan as people read it: one line an operation, with what changes and why. */
import { printTable, print } from './output';

export interface PlanAnswer {
  readonly id: string;
  readonly hash: string;
  readonly cause: string;
  readonly complete: boolean;
  readonly applyable: boolean;
  readonly needsApproval: boolean;
  readonly summary: Readonly<Record<string, number>>;
  readonly operations: { readonly totalCount: number; readonly edges: readonly { readonly node: OperationAnswer }[] };
}

interface OperationAnswer {
  readonly kind: string;
  readonly target: { readonly id: string };
  readonly person: { readonly fullName: string; readonly login: string } | null;
  readonly reason: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly status: string;
}

export const PLAN_FIELDS = `id hash cause complete applyable needsApproval
  summary { create modify enable disable archive delete handover noop netLoss }
  operations(first: 200) { totalCount edges { node { kind target { id } person { fullName login } reason before after status } } }`;

export function printPlan(plan: PlanAnswer): void {
  const rows = plan.operations.edges.map(({ node }) => [
    node.person === null ? '' : `${node.person.fullName} (${node.person.login})`,
    node.target.id,
    node.kind,
    node.reason,
    changes(node.before, node.after),
    node.status,
  ]);
  if (rows.length > 0) printTable(['person', 'system', 'operation', 'why', 'what changes', 'status'], rows);
  const counts = Object.entries(plan.summary).filter(([, count]) => count !== 0);
  const hidden = plan.operations.totalCount - rows.length;
  print(
    `${counts.length === 0 ? 'No change in any system' : counts.map(([kind, count]) => `${kind} ${count}`).join(', ')}${hidden > 0 ? `; ${hidden} more operations not shown` : ''}.`,
  );
  if (plan.needsApproval) print('This plan waits for approval.');
}

function changes(before: unknown, after: unknown): string {
  const from = flat(before);
  const to = flat(after);
  const keys = [...new Set([...from.keys(), ...to.keys()])];
  return keys.map((key) => `${key}: ${from.get(key) ?? '–'} → ${to.get(key) ?? '–'}`).join('\n');
}

function flat(value: unknown, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (value === null || typeof value !== 'object') return found;
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || inner === undefined) continue;
    if (typeof inner === 'object' && !Array.isArray(inner))
      for (const [path, text] of flat(inner, `${prefix}${key}.`)) found.set(path, text);
    else found.set(`${prefix}${key}`, Array.isArray(inner) ? inner.map(listItem).join(', ') : String(inner));
  }
  return found;
}

function listItem(item: unknown): string {
  return typeof item === 'object' && item !== null ? Object.values(item).join(' ') : String(item);
}
