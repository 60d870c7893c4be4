/**
 * Searches that are read page by page, each on a connection of its own: OpenLDAP keeps one paged search per connection,
 * and the client library keeps the directory's cookie to itself. A search with more pages stays open under a token. One
 * page is read ahead: only then is it known whether there is another. A token that is no longer known is an error,
 * never an end.
 */
import { randomUUID } from 'node:crypto';
import type { Client, Entry, Filter } from 'ldapts';
import { ConnectorError, type Call } from '../contract';
import type { LdapSettings } from './config';
import { assertReadable } from './branches';
import { isResult, toConnectorError } from './faults';
import { deadlineOf, openBound, withinDeadline, type BoundClient } from './link';
import { wanted } from './translate';

interface OpenSearch {
  readonly bound: BoundClient;
  readonly pages: AsyncGenerator<{ readonly searchEntries: Entry[] }>;
  ahead: Entry[];
}

export interface Page<T> {
  readonly records: readonly T[];
  readonly next: string | null;
}

const UNREAD: Entry[] = [];
const OPEN_MAX = 8;
/** A search that nobody continues for so long is given up. */
const IDLE_MS = 120_000;

export class PagedSearches<T> {
  private readonly open = new Map<string, { readonly search: OpenSearch; readonly idle: NodeJS.Timeout }>();

  constructor(
    private readonly settings: LdapSettings,
    private readonly toRecords: (client: Client, entries: readonly Entry[]) => Promise<T[]>,
  ) {}

  async read(
    filter: Filter,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<Page<T>> {
    const signal = deadlineOf(call, this.settings);
    let search: OpenSearch | undefined;
    try {
      search = page.after === null ? await this.begin(filter, page.size, signal) : this.take(page.after);
      return await withinDeadline(this.readAhead(search), signal, 'search');
    } catch (error) {
      search?.bound.socket.destroy();
      throw toConnectorError(error, { url: this.settings.url, operation: 'search for all', sent: false });
    }
  }

  close(): void {
    for (const token of this.open.keys()) this.giveUp(token);
  }

  private async begin(filter: Filter, size: number, signal: AbortSignal): Promise<OpenSearch> {
    const { bindDn, password, peopleDn } = this.settings;
    const bound = await openBound(this.settings, { dn: bindDn, password }, signal);
    const pages = bound.client.searchPaginated(peopleDn, {
      scope: 'sub',
      filter,
      ...wanted(this.settings),
      paged: { pageSize: size },
    });
    const search: OpenSearch = { bound, pages, ahead: UNREAD };
    try {
      const first = await withinDeadline(pages.next(), signal, 'search');
      const entries = first.done ? [] : first.value.searchEntries;
      if (entries.length === 0)
        await withinDeadline(assertReadable(bound.client, 'peopleDn', peopleDn), signal, 'search');
      search.ahead = entries;
      return search;
    } catch (error) {
      if (isResult(error, 32))
        await withinDeadline(assertReadable(bound.client, 'peopleDn', peopleDn), signal, 'search');
      throw error;
    } finally {
      if (search.ahead === UNREAD) bound.socket.destroy();
    }
  }

  private async readAhead(search: OpenSearch): Promise<Page<T>> {
    const entries = search.ahead;
    const following = await search.pages.next();
    const records = await this.toRecords(search.bound.client, entries);
    if (following.done) {
      search.bound.socket.destroy();
      return { records, next: null };
    }
    search.ahead = following.value.searchEntries;
    return { records, next: this.keep(search) };
  }

  private keep(search: OpenSearch): string {
    const token = randomUUID();
    this.open.set(token, { search, idle: setTimeout(() => this.giveUp(token), IDLE_MS).unref() });
    const oldest = this.open.keys().next();
    if (this.open.size > OPEN_MAX && !oldest.done) this.giveUp(oldest.value);
    return token;
  }

  private take(token: string): OpenSearch {
    const kept = this.open.get(token);
    if (kept === undefined) throw new ConnectorError('unreachable', 'this search is gone; begin again');
    clearTimeout(kept.idle);
    this.open.delete(token);
    return kept.search;
  }

  private giveUp(token: string): void {
    this.take(token).bound.socket.destroy();
  }
}
