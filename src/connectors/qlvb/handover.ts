/**
 * Hands over what lies with a closed user. Each paper changes its owner by one conditional PATCH, so that it has exactly
 * one at every moment and a second run finds nothing left to do. The redirection is set before the user's own papers
 * are moved: what comes in between is moved with them, what comes later is redirected by the server.
 *
 * Drafts first, as long as the redirection is not set: a draft that reaches the post afterwards waits for the successor.
 */
import { reached } from '../../shared/write-boundary';
import { ConnectorError, type Call, type HoldingMoved, type TransferReport } from '../contract';
import type { QlvbHttp } from './http';
import { wireHoldingPage, wireUser, type WireHolding } from './wire';

const PAGE = 200;
/** A desk with more is taken up where it stopped by the next try. */
const PAGES_MAX = 50;
/** What lies under a key is read whole or not at all: who took a part for it would let go of the rest. */
const KEY_PAGES_MAX = 500;

/** The key under which papers come to lie, or from which they come back. */
export interface Destination {
  readonly key: string;
  readonly note: string;
  readonly ofOthers?: boolean;
  readonly announce?: (items: readonly HoldingMoved[]) => Promise<void>;
}

export function transferHoldings(
  http: QlvbHttp,
  nativeId: string,
  to: Destination,
  call: Call,
): Promise<TransferReport> {
  return tellingWhatMoved((moved) => transfer(http, nativeId, to, call, moved));
}

/**
 * What lies under a key is addressed to an open user by name again, paper by paper. Whoever carries the key sees each
 * paper until its change is done and the user from then on.
 */
export function returnHoldings(
  http: QlvbHttp,
  nativeId: string,
  from: Destination,
  call: Call,
): Promise<TransferReport> {
  return tellingWhatMoved((moved) => giveBack(http, nativeId, from, call, moved));
}

/** A fault tells what had moved before it: the next try finds that gone. */
async function tellingWhatMoved(work: (moved: HoldingMoved[]) => Promise<TransferReport>): Promise<TransferReport> {
  const moved: HoldingMoved[] = [];
  try {
    return await work(moved);
  } catch (fault) {
    if (!(fault instanceof ConnectorError) || moved.length === 0) throw fault;
    const { code, message, retryAfterMs } = fault;
    throw new ConnectorError(code, message, { cause: fault, retryAfterMs, moved });
  }
}

async function transfer(
  http: QlvbHttp,
  nativeId: string,
  to: Destination,
  call: Call,
  moved: HoldingMoved[],
): Promise<TransferReport> {
  const doing = `hand over ${nativeId}`;
  const path = `/users/${encodeURIComponent(nativeId)}`;
  const user = await http.get({ doing, method: 'GET', path }, wireUser, call);
  const there = await atPost(http, to.key, call);
  let pending = user.pending;
  if (user.redirectPost !== to.key) {
    const waiting = to.ofOthers === true ? [] : there;
    const drafts = waiting.filter(({ kind, drafter }) => kind === 'draft' && drafter !== null && drafter !== nativeId);
    await moveAll(http, drafts, nativeId, to, call, moved);
    const body = { set: { redirectPost: to.key } };
    ({ pending } = await http.get({ doing, method: 'PATCH', path, body }, wireUser, call));
  }
  if (pending + moved.length === 0) return { items: there.map((one) => movedOf(one, 'key')) };
  await clear(http, { addressee: nativeId }, doing, call, (papers) => moveAll(http, papers, nativeId, to, call, moved));
  return { items: [...moved.filter(wentBack), ...(await lyingAt(http, to.key, call))] };
}

async function giveBack(
  http: QlvbHttp,
  nativeId: string,
  from: Destination,
  call: Call,
  moved: HoldingMoved[],
): Promise<TransferReport> {
  const doing = `give back ${nativeId}`;
  const path = `/users/${encodeURIComponent(nativeId)}`;
  const user = await http.get({ doing, method: 'GET', path }, wireUser, call);
  if (user.status !== 'active') throw new ConnectorError('conflict', `${doing}: the user is not open`);
  const body = { ownerUser: nativeId, ownerPost: null, note: from.note };
  await clear(http, { post: from.key }, doing, call, async (papers) => {
    await from.announce?.(papers.map((one) => movedOf(one, 'account')));
    for (const one of papers) {
      const at = `/documents/${encodeURIComponent(one.id)}`;
      const change = { doing: `give back ${one.id}`, method: 'PATCH', path: at, body } as const;
      await http.send({ ...change, ifMatch: `"${one.version}"` }, call);
      reached('qlvb.paper-moved');
      moved.push(movedOf(one, 'account'));
    }
  });
  return { items: moved };
}

/** Moves away what is addressed so, the first page again and again: done when a last page has nothing on it. */
async function clear(
  http: QlvbHttp,
  addressed: Readonly<Record<string, string>>,
  doing: string,
  call: Call,
  move: (papers: readonly WireHolding[]) => Promise<void>,
): Promise<void> {
  let after: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { items, next } = await pageOf(http, new URLSearchParams(addressed), after, call);
    if (items.length === 0 && next === null) return;
    if (items.length > 0) await move(items);
    after = items.length > 0 ? null : next;
  }
  throw new ConnectorError('throttled', `${doing}: more than ${PAGES_MAX} pages of papers; the rest follows`);
}

/** What is there in the end, whichever try brought it there. */
async function lyingAt(http: QlvbHttp, key: string, call: Call): Promise<readonly HoldingMoved[]> {
  return (await atPost(http, key, call)).map((one) => movedOf(one, 'key'));
}

function wentBack({ to }: HoldingMoved): boolean {
  return to === 'drafter';
}

/**
 * Open papers that are addressed to the post already: they stay there and change hands with it. All of them.
 * @throws ConnectorError throttled, when there are more than can be read
 */
async function atPost(http: QlvbHttp, key: string, call: Call): Promise<readonly WireHolding[]> {
  const found: WireHolding[] = [];
  let after: string | null = null;
  for (let page = 0; page < KEY_PAGES_MAX; page += 1) {
    const next = await pageOf(http, new URLSearchParams({ post: key }), after, call);
    found.push(...next.items);
    if (next.next === null) return found;
    after = next.next;
  }
  throw new ConnectorError('throttled', `list ${key}: more than ${KEY_PAGES_MAX} pages of papers`);
}

async function pageOf(
  http: QlvbHttp,
  parameters: URLSearchParams,
  after: string | null,
  call: Call,
): Promise<{ readonly items: readonly WireHolding[]; readonly next: string | null }> {
  parameters.set('open', 'true');
  parameters.set('size', String(PAGE));
  if (after !== null) parameters.set('after', after);
  const path = `/documents?${parameters.toString()}`;
  return http.get({ doing: 'list holdings', method: 'GET', path }, wireHoldingPage, call);
}

/** All that is about to move is announced, and then moves one by one. */
async function moveAll(
  http: QlvbHttp,
  papers: readonly WireHolding[],
  nativeId: string,
  to: Destination,
  call: Call,
  moved: HoldingMoved[],
): Promise<void> {
  const planned: { readonly one: WireHolding; readonly back: string | null }[] = [];
  for (const one of papers)
    planned.push({ one, back: one.kind === 'draft' ? await drafterOf(http, one, nativeId, call) : null });
  if (planned.length > 0)
    await to.announce?.(planned.map(({ one, back }) => movedOf(one, back === null ? 'key' : 'drafter')));
  for (const { one, back } of planned) moved.push(await move(http, one, back, to, call));
}

async function move(
  http: QlvbHttp,
  one: WireHolding,
  back: string | null,
  { key, note }: Destination,
  call: Call,
): Promise<HoldingMoved> {
  const body =
    back === null
      ? { ownerUser: null, ownerPost: one.ownerPost ?? key, note }
      : { ownerUser: back, ownerPost: null, status: 'in-process', note };
  const path = `/documents/${encodeURIComponent(one.id)}`;
  const doing = `hand over ${one.id}`;
  await http.send({ doing, method: 'PATCH', path, body, ifMatch: `"${one.version}"` }, call);
  reached('qlvb.paper-moved');
  return movedOf(one, back === null ? 'key' : 'drafter');
}

/** Who drafted it, if somebody else who still works there. */
async function drafterOf(
  http: QlvbHttp,
  { drafter }: WireHolding,
  nativeId: string,
  call: Call,
): Promise<string | null> {
  if (drafter === null || drafter === nativeId) return null;
  const exchange = { doing: `read ${drafter}`, method: 'GET', path: `/users/${encodeURIComponent(drafter)}` } as const;
  try {
    const user = await http.get(exchange, wireUser, call);
    return user.status === 'active' ? user.id : null;
  } catch (fault) {
    if (fault instanceof ConnectorError && fault.code === 'notFound') return null;
    throw fault;
  }
}

function movedOf({ id, number, type, kind, dueOn }: WireHolding, to: HoldingMoved['to']): HoldingMoved {
  return { ref: id, kind, label: number === null ? type : `${type} ${number}`, dueOn, to };
}
