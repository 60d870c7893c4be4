/**
 * What must hold once nothing is under way: every system holds exactly what the acknowledged changes say, nobody has
 * anything twice, every paper has one owner in office and its line in the minutes, and a reader of the log was told
 * everything once.
 */
import { openCalls } from './at-rest';
import type { Desk, QlvbUser, Systems } from './desk';
import { fullNameOf, groupsOf, hasAccess, type Acknowledged, type Ledger, type Subject } from './ledger';
import { send, type Line } from './line';
import type { StoreView } from './store';

const ROLE_CHANGES =
  'query($after: String) { roleChanges(first: 500, after: $after) { edges { node { id kind decision { number } } } pageInfo { hasNextPage endCursor } } }';
const PAGES_MAX = 1_000;

interface Told {
  readonly id: string;
  readonly kind: string;
  readonly decision: { readonly number: string };
}

/** A reader that goes on where it stopped, through every restart. */
export class Reader {
  private after: string | null = null;
  private readonly ids = new Set<string>();
  private readonly kinds = new Map<string, string[]>();

  async findings(line: Line, ledger: Ledger): Promise<readonly string[]> {
    const findings = await this.readOn(line);
    const annulled = new Set(ledger.acknowledged.flatMap(({ annuls }) => annuls ?? []));
    for (const change of ledger.acknowledged) {
      const { id, kind, number } = change;
      if (number === undefined) continue;
      for (const { what, may } of tellings(change, ledger.clock.today())) {
        const times = (this.kinds.get(number) ?? []).filter((one) => one === what).length;
        if (times > may || (times < may && kind === 'decision' && !annulled.has(id)))
          findings.push(`${what} of decision ${number} was told ${times} times, not ${may}`);
      }
    }
    return findings;
  }

  private async readOn(line: Line): Promise<string[]> {
    const findings: string[] = [];
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const { roleChanges } = await send<{
        roleChanges: { edges: { node: Told }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      }>(line, ROLE_CHANGES, { after: this.after });
      for (const { node } of roleChanges.edges) {
        if (this.ids.has(node.id)) findings.push(`role change ${node.id} was told twice`);
        this.ids.add(node.id);
        const known = this.kinds.get(node.decision.number);
        if (known === undefined) this.kinds.set(node.decision.number, [node.kind]);
        else known.push(node.kind);
      }
      this.after = roleChanges.pageInfo.endCursor ?? this.after;
      if (!roleChanges.pageInfo.hasNextPage) return findings;
    }
    return [...findings, 'the log of role changes does not end'];
  }
}

/** What is told of a change, and how often by now: what is planned when its day has come, and not before. */
function tellings(
  { kind, tells, planned, posts }: Acknowledged,
  today: string,
): readonly { readonly what: string; readonly may: number }[] {
  if (kind === 'annulment') return [{ what: 'ANNULLED', may: posts ?? 1 }];
  const onItsDay = planned?.tells;
  return [
    ...(tells === undefined ? [] : [{ what: tells, may: 1 }]),
    ...(onItsDay === undefined ? [] : [{ what: onItsDay, may: planned!.on <= today ? 1 : 0 }]),
  ];
}

export async function findingsAtQuiet(store: StoreView, desk: Desk, ledger: Ledger): Promise<readonly string[]> {
  const systems = await desk.read();
  const carriers = await carriersOf(store);
  const found = [
    ...(await openCalls(store)),
    ...(await failed(store)),
    ...doubled(systems),
    ...ledger.subjects.flatMap((subject) => differences(subject, systems, carriers)),
    ...ledger.stable.flatMap(({ login, unitId }) => {
      const open = systems.people.find(({ uid }) => uid === login)?.open === true;
      const works = systems.qlvb.get(unitId)?.some((one) => one.login === login && one.status === 'active') ?? true;
      return open && works ? [] : [`${login}, who stays in ${unitId}, lost an account`];
    }),
  ];
  for (const paper of ledger.papers) {
    const { id, unitId, addressee, drafter } = paper;
    const { ownerUser, ownerPost, version } = await desk.paper(unitId, id);
    const subject = ledger.subjects.find((one) => one.login === addressee.login);
    const left = subject?.held.every((one) => one.unitId !== unitId) ?? true;
    const stays = ownerUser === addressee.userId;
    const to = ownerUser === null ? ownerPost : ownerUser === drafter ? 'drafter' : ownerUser;
    if (stays && left) found.push(`paper ${id} lies with ${addressee.login}, who left ${unitId}`);
    if (!stays && to !== 'drafter' && (ownerPost === null || ownerUser !== null))
      found.push(`paper ${id} lies with ${ownerUser}, who is none of those it may lie with`);
    if (version !== (stays ? 1 : 2)) found.push(`paper ${id} of ${addressee.login} was changed ${version - 1} times`);
    if (!stays) found.push(...(await minutes(store, id, addressee.login)));
  }
  return found;
}

/** Who works at a unit's QLVB because they keep what a leaver left there: `person unit`. */
async function carriersOf(store: StoreView): Promise<ReadonlySet<string>> {
  const rows = await store.rows<{ receiverId: string; unitId: string }>(
    'SELECT receiverId, unitId FROM handover WHERE releasedAt IS NULL AND receiverId IS NOT NULL',
  );
  return new Set(rows.map(({ receiverId, unitId }) => `${receiverId} ${unitId}`));
}

/** An operation that is over without having been done: the test makes no change that a system may refuse. */
async function failed(store: StoreView): Promise<string[]> {
  const rows = await store.rows<{ kind: string; accountName: string; targetId: string; lastErrorCode: string }>(
    "SELECT kind, accountName, targetId, lastErrorCode FROM operation WHERE status IN ('FAILED', 'WAITING_PERSON', 'WAITING_APPROVAL')",
  );
  return rows.map(
    (row) => `${row.kind} of ${row.accountName} at ${row.targetId} is over or waits: ${row.lastErrorCode}`,
  );
}

async function minutes(store: StoreView, id: string, login: string): Promise<string[]> {
  const lines = await store.rows<{ handoverId: string; status: string }>(
    `SELECT handoverId, status FROM handover_item WHERE kind = 'DOCUMENT' AND ref = '${id}'`,
  );
  // A line that was passed on stands beside the one that followed it.
  if (!lines.some(({ status }) => ['HANDED_OVER', 'RETURNED', 'PASSED_ON'].includes(status)))
    return [`paper ${id} of ${login} changed hands and is in no minutes`];
  const standing = lines.filter(({ status }) => ['HANDED_OVER', 'RETURNED'].includes(status));
  const minutesOf = standing.map(({ handoverId }) => handoverId);
  return new Set(minutesOf).size === minutesOf.length ? [] : [`paper ${id} of ${login} is twice in the same minutes`];
}

function doubled({ people, groups, mail, qlvb }: Systems): string[] {
  return [
    ...twice(
      'the directory',
      'login',
      people.map(({ uid }) => uid.toLowerCase()),
    ),
    ...twice(
      'the directory',
      'person',
      people.map(({ personId }) => personId),
    ),
    ...[...groups].flatMap(([name, members]) => twice(`group ${name}`, 'member', members)),
    ...[...groups].flatMap(([name, members]) =>
      members
        .filter((login) => !people.some(({ uid }) => uid === login))
        .map((login) => `group ${name} has ${login}, who is not in the directory`),
    ),
    ...twice(
      'mail',
      'person',
      mail.map(({ personId }) => personId),
    ),
    ...[...qlvb].flatMap(([unitId, users]) => [
      ...twice(
        `QLVB ${unitId}`,
        'login',
        users.map(({ login }) => login),
      ),
      ...twice(
        `QLVB ${unitId}`,
        'person',
        users.map(({ externalId }) => externalId ?? ''),
      ),
    ]),
  ];
}

function twice(where: string, what: string, values: readonly string[]): string[] {
  const seen = values.filter((value) => value !== '');
  return [...new Set(seen.filter((value, index) => seen.indexOf(value) < index))].map(
    (value) => `${where} has ${what} ${value} more than once`,
  );
}

function differences(subject: Subject, systems: Systems, carriers: ReadonlySet<string>): string[] {
  const { people, groups, mail, qlvb } = systems;
  const open = hasAccess(subject);
  const { id, login } = subject;
  const findings: string[] = [];
  const tell = (what: string): void => void findings.push(`${login} ${describe(subject)}: ${what}`);

  const person = people.find((one) => one.personId === id);
  if (open && person?.open !== true) tell('no open entry in the directory');
  if (!open && person?.open === true) tell('an open entry in the directory');
  const own = [...groups].flatMap(([name, members]) => (members.includes(login) ? [name] : [])).sort();
  if (open && own.join() !== groupsOf(subject).join())
    tell(`groups ${own.join(', ')} instead of ${groupsOf(subject).join(', ')}`);
  if (subject.held.length === 0 && own.length > 0) tell(`still in groups ${own.join(', ')}`);
  if (open && person !== undefined && person.name !== fullNameOf(subject)) tell(`is called ${person.name}`);

  const box = mail.find((one) => one.personId === id);
  if (open !== (box?.open ?? false)) tell(`mail is ${box === undefined ? 'not there' : box.open ? 'open' : 'closed'}`);

  for (const [unitId, users] of qlvb) {
    const user = users.find((one) => one.externalId === id);
    const works = open && subject.held.some((one) => one.unitId === unitId);
    if (works && !worksAs(user))
      tell(`QLVB ${unitId}: ${user?.status ?? 'no account'} with ${user?.roles.join(', ') ?? 'nothing'}`);
    const mayWork = open && (subject.delegate || carriers.has(`${id} ${unitId}`));
    if (!works && user?.status === 'active' && !mayWork) tell(`QLVB ${unitId} is open`);
  }
  return findings;
}

function worksAs(user: QlvbUser | undefined): boolean {
  return user?.status === 'active' && ['process', 'read'].every((role) => user.roles.includes(role));
}

function describe({ held, suspended, locked }: Subject): string {
  const posts = held.map(({ unitId, position }) => `${unitId}/${position}`).join(' and ');
  return `(${posts === '' ? 'out of office' : posts}${suspended ? ', suspended' : ''}${locked ? ', locked' : ''})`;
}
