/** The addresses of one instance: path → what is done there. */
import { documentChange, newDocument, newUser, parse, refuseSecret, userDelta } from './input';
import { Problem } from './problem';
import { etagOfDocument, type DocumentRow, type Documents } from './documents';
import type { KeyRole } from './keys';
import { etagOf, type User, type Users, type UserStatus } from './users';

export interface Request {
  readonly method: string;
  readonly instance: string;
  /** Segments behind `/don-vi/<unitId>/api/v1`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly ifMatch: string | null;
  readonly role: KeyRole;
  body(): Promise<unknown>;
}

export interface Response {
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
}

export const PAGE_MAX = 500;
const PAGE_DEFAULT = 100;

const STATUS_VERBS: Readonly<Record<string, UserStatus>> = {
  disable: 'disabled',
  enable: 'active',
  archive: 'archived',
};

export class Routes {
  constructor(
    private readonly users: Users,
    private readonly documents: Documents,
  ) {}

  async answer(request: Request): Promise<Response> {
    if (request.role === 'reader' && request.method !== 'GET')
      throw new Problem('FORBIDDEN', 'This key may only read.');
    const [collection, id, verb, ...rest] = request.path;
    if (rest.length > 0) throw noSuchAddress();
    if (collection === 'access' && id === undefined) return this.access(request);
    if (collection === 'users') return this.answerUsers(request, id, verb);
    if (collection === 'documents' && verb === undefined) return this.answerDocuments(request, id);
    throw noSuchAddress();
  }

  private access(request: Request): Response {
    if (request.method !== 'GET') throw wrongMethod();
    return { status: 200, body: { unit: request.instance, role: request.role } };
  }

  private async answerUsers(request: Request, id: string | undefined, verb: string | undefined): Promise<Response> {
    const { method, instance, ifMatch } = request;
    if (id === undefined) {
      if (method === 'GET') return { status: 200, body: this.listUsers(request) };
      if (method === 'POST') return told(this.users.create(instance, parse(newUser, await request.body())), 201);
      throw wrongMethod();
    }
    if (verb !== undefined) {
      const status = STATUS_VERBS[verb];
      if (status === undefined) throw noSuchAddress();
      if (method !== 'POST') throw wrongMethod();
      return told(this.users.setStatus(instance, id, status, ifMatch));
    }
    if (method === 'GET') return told(this.users.find(instance, id));
    if (method === 'PATCH')
      return told(this.users.modify(instance, id, parse(userDelta, await request.body()), ifMatch));
    if (method !== 'DELETE') throw wrongMethod();
    this.users.delete(instance, id, ifMatch);
    return { status: 204, body: null };
  }

  private listUsers(request: Request): unknown {
    const after = Number(request.query.get('after') ?? '0');
    if (!Number.isSafeInteger(after) || after < 0) throw badQuery('after');
    const login = request.query.get('login')?.toLowerCase() ?? null;
    const page = this.users.list(
      request.instance,
      { login, externalId: request.query.get('externalId') },
      after,
      sizeOf(request.query),
    );
    return { items: page.items, next: page.next };
  }

  private async answerDocuments(request: Request, id: string | undefined): Promise<Response> {
    const { method, instance } = request;
    if (id === undefined) {
      if (method === 'GET') return { status: 200, body: this.listDocuments(request) };
      if (method !== 'POST') throw wrongMethod();
      const body = await request.body();
      refuseSecret(body);
      return shown(this.documents.add(instance, parse(newDocument, body)), 201);
    }
    if (method === 'GET') return shown(this.documents.find(instance, id));
    if (method !== 'PATCH') throw wrongMethod();
    const change = parse(documentChange, await request.body());
    return shown(this.documents.change(instance, id, change, request.ifMatch));
  }

  private listDocuments(request: Request): unknown {
    const { instance, query } = request;
    const open = query.get('open');
    if (open !== null && open !== 'true' && open !== 'false') throw badQuery('open');
    const frame = [open === null ? null : open === 'true', query.get('after'), sizeOf(query)] as const;
    const [owner, user, post] = ['owner', 'addressee', 'post'].map((name) => query.get(name));
    if (owner != null) return this.documents.seenBy(instance, this.users.find(instance, owner), ...frame);
    if (user != null) return this.documents.addressedTo(instance, { user }, ...frame);
    if (post != null) return this.documents.addressedTo(instance, { post }, ...frame);
    throw badQuery('owner');
  }
}

function shown(document: DocumentRow, status = 200): Response {
  return { status, body: document, etag: etagOfDocument(document) };
}

function told(user: User, status = 200): Response {
  return { status, body: user, etag: etagOf(user) };
}

function sizeOf(query: URLSearchParams): number {
  const size = Number(query.get('size') ?? PAGE_DEFAULT);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_MAX) throw badQuery('size');
  return size;
}

function badQuery(name: string): Problem {
  return new Problem('BAD_REQUEST', 'A query parameter is missing or not acceptable.', [
    { path: name, message: 'see the description' },
  ]);
}

function noSuchAddress(): Problem {
  return new Problem('NO_SUCH_ADDRESS', 'There is nothing at this address.');
}

function wrongMethod(): Problem {
  return new Problem('METHOD_NOT_ALLOWED', 'This address does not take this method.');
}
