/** What tests of handovers ask: QLVB itself, as its own reader and without anything of ours, and the minutes by the API. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Holder, TestCity } from './harness';

export interface Paper {
  readonly id: string;
  readonly subject: string;
  readonly dueOn: string | null;
  readonly ownerPost: string | null;
  readonly ownerUser: string | null;
  readonly note: string | null;
  readonly status: string;
}

export interface Minutes {
  readonly id: string;
  readonly status: string;
  readonly because: string;
  readonly dueOn: string;
  readonly openedAt: string;
  readonly annulledAt: string | null;
  readonly reverse: string | null;
  readonly person: { readonly id: string };
  readonly receiver: { readonly id: string } | null;
  readonly items: { readonly edges: readonly { readonly node: Item }[] };
}

export interface Item {
  readonly kind: string;
  readonly ref: string;
  readonly label: string;
  readonly dueOn: string | null;
  readonly status: string;
  readonly from: { readonly id: string } | null;
  readonly to: { readonly id: string } | null;
}

export const HANDOVERS = `query($unitId: ID!, $status: HandoverStatus) { handovers(unitId: $unitId, status: $status) { totalCount edges { node {
  id status because dueOn openedAt annulledAt reverse person { id fullName } receiver { id } post { title } decision { number }
  items { edges { node { kind ref label dueOn status from { id } to { id } } } } } } } }`;

export class Papers {
  constructor(private readonly city: TestCity) {}

  async ask<T>(unitId: string, path: string): Promise<T> {
    const base = this.city.city.sandbox.addresses.qlvb.replace('<unit>', encodeURIComponent(unitId));
    const key = readFileSync(join(this.city.folder, 'keys', 'qlvb-reader.key'), 'utf8').trim();
    const response = await fetch(`${base}/${path}`, { headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) throw new Error(`QLVB ${unitId} ${path}: ${response.status}`);
    return (await response.json()) as T;
  }

  paper(unitId: string, id: string): Promise<Paper> {
    return this.ask(unitId, `documents/${id}`);
  }

  /** Logins of everyone at the instance who sees the paper. */
  async owners(unitId: string, id: string): Promise<string[]> {
    const { items } = await this.ask<{ items: { id: string; login: string }[] }>(unitId, 'users?size=500');
    const sees: string[] = [];
    for (const user of items) {
      const desk = await this.ask<{ items: Paper[] }>(unitId, `documents?owner=${user.id}&size=500`);
      if (desk.items.some((one) => one.id === id)) sees.push(user.login);
    }
    return sees;
  }

  async desk(unitId: string, person: Holder): Promise<string> {
    const user = await this.city.qlvb(unitId, person.id);
    if (user === null) throw new Error(`${person.login} has no account at ${unitId}`);
    return user.id;
  }

  async handovers(unitId: string, status: string | null = null): Promise<readonly Minutes[]> {
    const answer = await this.city.ask<{ handovers: { edges: { node: Minutes }[] } }>(HANDOVERS, { unitId, status });
    return answer.handovers.edges.map(({ node }) => node);
  }

  async minutesOf(unitId: string, person: Holder): Promise<Minutes> {
    const found = (await this.handovers(unitId)).find((one) => one.person.id === person.id);
    if (found === undefined) throw new Error(`no handover of ${person.login}`);
    return found;
  }
}

export const linesOf = (minutes: Minutes): readonly Item[] => minutes.items.edges.map(({ node }) => node);

export const incoming = (
  ownerPost: string | null,
  ownerUser: string | null,
  more: object = {},
): Record<string, unknown> => ({
  subject: 'V/v báo cáo quý',
  type: 'Công văn',
  number: '12/UBND',
  dueOn: '2026-04-15',
  ownerPost,
  ownerUser,
  ...more,
});

export const leave = (person: Holder, more: object = {}): Record<string, unknown> => ({
  end: [{ personId: person.id, reason: 'RETIRED', ...more }],
});
