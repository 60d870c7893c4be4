/**
 * Searches that are read page by page. The library keeps the directory's cookie to itself, so a search that has more
 * pages stays open here under a token, on the connection that it began on. One page is read ahead: only then is it known
 * whether there is another. A token that is no longer known is an error, never an end.
 */
import { randomUUID } from 'node:crypto';
import type { Client, Entry, Filter } from 'ldapts';
import { ConnectorError } from '../contract';

interface OpenSearch {
  readonly client: Client;
  readonly pages: AsyncGenerator<{ readonly searchEntries: Entry[] }>;
  readonly ahead: Entry[];
}

const OPEN_MAX = 32;

export class PagedSearches {
  private readonly open = new Map<string, OpenSearch>();

  async first(client: Client, base: string, filter: Filter, attributes: string[], size: number): Promise<{ entries: Entry[]; next: string | null }> {
    const pages = client.searchPaginated(base, { scope: 'sub', filter, attributes, paged: { pageSize: size } });
    const page = await pages.next();
    return page.done ? { entries: [], next: null } : this.readAhead(client, pages, page.value.searchEntries);
  }

  async next(client: Client, token: string): Promise<{ entries: Entry[]; next: string | null }> {
    const search = this.open.get(token);
    this.open.delete(token);
    if (search === undefined || search.client !== client) throw new ConnectorError('unreachable', 'search: the connection of this search is gone; begin again');
    return this.readAhead(client, search.pages, search.ahead);
  }

  private async readAhead(client: Client, pages: OpenSearch['pages'], entries: Entry[]): Promise<{ entries: Entry[]; next: string | null }> {
    const ahead = await pages.next();
    if (ahead.done) return { entries, next: null };
    const token = randomUUID();
    this.open.set(token, { client, pages, ahead: ahead.value.searchEntries });
    for (const oldest of this.open.keys()) {
      if (this.open.size <= OPEN_MAX) break;
      this.open.delete(oldest);
    }
    return { entries, next: token };
  }
}
