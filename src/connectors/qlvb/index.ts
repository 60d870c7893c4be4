/**
 * Speaks to one instance of the document-management system; two units' instances are two targets (`qlvb:<unitId>`).
 *
 * Its oddities: ids are the server's, per instance. Versions are ETags and every user write can carry one. A 404 of
 * the instance itself means that there is no such user; any other 404 is a wrong address and never read as absence.
 * Attributes: `fullName`, `title`, `unit`, `posts` (list: documents addressed to a post are seen by who carries it).
 * Grants: kinds `role` and `field`. Disabling ends what the user sees at once; the documents stay.
 */
import {
  ConnectorError,
  type AccountDelta,
  type AccountPage,
  type AccountQuery,
  type AccountRecord,
  type AccountSpec,
  type Archives,
  type Call,
  type Connector,
  type TestFinding,
  type TransferReport,
  type ReturnsHoldings,
  type TransfersHoldings,
} from '../contract';
import { returnHoldings, transferHoldings, type Destination } from './handover';
import { QlvbHttp } from './http';
import { qlvbSettings, type QlvbSettings } from './settings';
import { deltaOf, newUserOf, recordOf } from './translate';
import { wireAccess, wireDocumentPage, wireUser, wireUserPage, type WireDocument } from './wire';

export type { QlvbSettings } from './settings';

export interface DocumentQuery {
  /** True – still to be dealt with; false – closed; null – both. */
  readonly open: boolean | null;
  /** A document's `place`, of this or of any other instance; null from the start. */
  readonly after: string | null;
  readonly size: number;
}

export interface DocumentPage {
  readonly items: readonly WireDocument[];
  readonly totalCount: number;
  readonly next: string | null;
}

/** Reads what a user of the instance has on the desk, most urgent and earliest due first. */
export interface ReadsDocuments {
  readDocuments(nativeId: string, query: DocumentQuery, call: Call): Promise<DocumentPage>;
}

export type QlvbConnector = Connector & Archives & ReadsDocuments & TransfersHoldings & ReturnsHoldings;

const PAGE_MAX = 500;

export function createQlvbConnector(settings: QlvbSettings): QlvbConnector {
  return new InstanceConnector(new QlvbHttp(qlvbSettings.parse(settings)));
}

class InstanceConnector implements QlvbConnector {
  readonly kind = 'qlvb';

  constructor(private readonly http: QlvbHttp) {}

  async test(call: Call): Promise<readonly TestFinding[]> {
    try {
      const access = await this.http.get({ doing: 'test', method: 'GET', path: '/access' }, wireAccess, call);
      const mayWrite = access.role === 'provisioning';
      return [
        { check: 'connection', ok: true, detail: `instance of ${access.unit}` },
        {
          check: 'rights',
          ok: mayWrite,
          detail: mayWrite ? 'may write users' : `the key is for a ${access.role} only`,
        },
      ];
    } catch (fault) {
      if (!(fault instanceof ConnectorError)) throw fault;
      const check = fault.code === 'unauthorised' ? 'rights' : 'connection';
      return [{ check, ok: false, detail: `${fault.code}: ${fault.message}` }];
    }
  }

  async read(nativeId: string, call: Call): Promise<AccountRecord | null> {
    try {
      const user = await this.http.get(
        { doing: `read ${nativeId}`, method: 'GET', path: userPath(nativeId) },
        wireUser,
        call,
      );
      return recordOf(user);
    } catch (fault) {
      if (fault instanceof ConnectorError && fault.code === 'notFound') return null;
      throw fault;
    }
  }

  async search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    const parameters = new URLSearchParams({ size: String(Math.min(page.size, PAGE_MAX)) });
    if (page.after !== null) parameters.set('after', page.after);
    if (query.by === 'name') parameters.set('login', query.name);
    if (query.by === 'personId') parameters.set('externalId', query.personId);
    const path = `/users?${parameters.toString()}`;
    const found = await this.http.get({ doing: `search by ${query.by}`, method: 'GET', path }, wireUserPage, call);
    return { records: found.items.map(recordOf), next: found.next };
  }

  async create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    const exchange = { doing: `create ${spec.name}`, method: 'POST', path: '/users', body: newUserOf(spec) } as const;
    return recordOf(await this.http.get(exchange, wireUser, call));
  }

  async modify(nativeId: string, delta: AccountDelta, call: Call, expectedVersion?: string | null): Promise<void> {
    const doing = `modify ${nativeId}`;
    const body = deltaOf(nativeId, delta);
    await this.http.send({ doing, method: 'PATCH', path: userPath(nativeId), body, ifMatch: expectedVersion }, call);
  }

  enable(nativeId: string, call: Call): Promise<void> {
    return this.turn('enable', nativeId, call);
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.turn('disable', nativeId, call);
  }

  archive(nativeId: string, call: Call): Promise<void> {
    return this.turn('archive', nativeId, call);
  }

  async delete(nativeId: string, call: Call): Promise<void> {
    await this.http.send({ doing: `delete ${nativeId}`, method: 'DELETE', path: userPath(nativeId) }, call);
  }

  async readDocuments(nativeId: string, query: DocumentQuery, call: Call): Promise<DocumentPage> {
    const parameters = new URLSearchParams({ owner: nativeId, size: String(Math.min(query.size, PAGE_MAX)) });
    if (query.open !== null) parameters.set('open', String(query.open));
    if (query.after !== null) parameters.set('after', query.after);
    const path = `/documents?${parameters.toString()}`;
    return this.http.get({ doing: `documents of ${nativeId}`, method: 'GET', path }, wireDocumentPage, call);
  }

  transferHoldings(nativeId: string, to: Destination, call: Call): Promise<TransferReport> {
    return transferHoldings(this.http, nativeId, to, call);
  }

  returnHoldings(nativeId: string, from: Destination, call: Call): Promise<TransferReport> {
    return returnHoldings(this.http, nativeId, from, call);
  }

  /** Connections belong to the process, which lets go of idle ones by itself. */
  async close(): Promise<void> {}

  private async turn(verb: 'enable' | 'disable' | 'archive', nativeId: string, call: Call): Promise<void> {
    await this.http.send({ doing: `${verb} ${nativeId}`, method: 'POST', path: `${userPath(nativeId)}/${verb}` }, call);
  }
}

function userPath(nativeId: string): string {
  return `/users/${encodeURIComponent(nativeId)}`;
}
