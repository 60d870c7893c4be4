/** `dieuhanh audit list` and `audit roots`: what happened, and what a witness elsewhere keeps. */
import { InvalidArgumentError, type Command } from 'commander';
import { connect, withConnection, type ConnectionOptions } from './connection';
import { print, printJson, printTable, run } from './output';
import { say } from './texts';

interface ListOptions extends ConnectionOptions {
  readonly person?: string;
  readonly account?: string;
  readonly tablet?: string;
  readonly by?: string;
  readonly behalfOf?: string;
  readonly decision?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
  readonly first: number;
  readonly after?: string;
}

interface Named {
  readonly login?: string;
  readonly id: string;
}

interface Listed {
  readonly at: string;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly origin: string;
  readonly actor: Named | null;
  readonly onBehalfOf: Named | null;
  readonly seq: number | null;
}

interface Answer {
  readonly auditRecords: {
    readonly edges: readonly { readonly node: Listed }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const LIST = `query List($personId: ID, $accountId: ID, $tabletId: ID, $actorId: ID, $onBehalfOfId: ID, $decisionId: ID, $action: String, $from: DateTime, $to: DateTime, $first: Int, $after: String) {
  auditRecords(personId: $personId, accountId: $accountId, tabletId: $tabletId, actorId: $actorId, onBehalfOfId: $onBehalfOfId, decisionId: $decisionId, action: $action, from: $from, to: $to, first: $first, after: $after) {
    edges { node { id at action subjectKind subjectId origin actor { id login } onBehalfOf { id login } person { id } decisionId detail personal beforeHash afterHash erased seq hash } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ROOTS =
  'query Roots($after: Int, $first: Int) { auditRoots(after: $after, first: $first) { seq hash at keyId signature } }';
const ROOTS_PAGE = 500;

export function auditListVerb(audit: Command): void {
  withConnection(audit.command('list'))
    .description(say('auditListAbout'))
    .option('--person <id>', say('auditPersonOption'))
    .option('--account <id>', say('auditAccountOption'))
    .option('--tablet <id>', say('auditTabletOption'))
    .option('--by <id>', say('auditByOption'))
    .option('--behalf-of <id>', say('auditBehalfOption'))
    .option('--decision <id>', say('auditDecisionOption'))
    .option('--action <action>', say('auditActionOption'))
    .option('--from <instant>', say('auditFromOption'))
    .option('--to <instant>', say('auditToOption'))
    .option('--first <count>', say('auditFirstOption'), whole, 50)
    .option('--after <cursor>', say('auditAfterOption'))
    .action((options: ListOptions) => run(options.json, () => list(options)));
  withConnection(audit.command('roots'))
    .description(say('auditRootsAbout'))
    .option('--after <place>', say('auditRootsAfterOption'), whole, 0)
    .action((options: ConnectionOptions & { readonly after: number }) => run(options.json, () => roots(options)));
}

async function list(options: ListOptions): Promise<void> {
  const { auditRecords } = await connect(options).request<Answer>(LIST, {
    personId: options.person,
    accountId: options.account,
    tabletId: options.tablet,
    actorId: options.by,
    onBehalfOfId: options.behalfOf,
    decisionId: options.decision,
    action: options.action,
    from: options.from,
    to: options.to,
    first: options.first,
    after: options.after,
  });
  if (options.json) return printJson(auditRecords);
  printTable(
    [say('auditAt'), say('auditWho'), say('auditWhat'), say('auditOn'), say('auditWhere')],
    auditRecords.edges.map(({ node }) => [
      node.at,
      whoIn(node),
      node.action,
      `${node.subjectKind} ${node.subjectId}`,
      node.origin,
    ]),
  );
  const { hasNextPage, endCursor } = auditRecords.pageInfo;
  if (hasNextPage) print(say('auditMore', { cursor: endCursor ?? '' }));
}

/** Both, where one acted for the other. */
function whoIn({ actor, onBehalfOf }: Listed): string {
  const who = actor?.login ?? actor?.id ?? '–';
  return onBehalfOf === null ? who : say('auditFor', { who, for: onBehalfOf.login ?? onBehalfOf.id });
}

/** All of them, a page at a time: one every few minutes makes a hundred thousand in a year. */
async function roots(options: ConnectionOptions & { readonly after: number }): Promise<void> {
  const api = connect(options);
  const all: { readonly seq: number; readonly hash: string }[] = [];
  for (let after = options.after; ;) {
    const { auditRoots } = await api.request<{ auditRoots: typeof all }>(ROOTS, { after, first: ROOTS_PAGE });
    all.push(...auditRoots);
    const last = auditRoots.at(-1);
    if (last === undefined || auditRoots.length < ROOTS_PAGE) break;
    after = last.seq;
  }
  if (options.json) printJson(all);
  else for (const { seq, hash } of all) print(`${seq}:${hash}`);
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(text);
  return Number(text);
}
