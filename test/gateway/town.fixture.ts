/** Three small federated subgraphs – persons, mailboxes, documents – and callers of every kind, for the gateway's tests. */
import { responsePathAsArray, type GraphQLResolveInfo } from 'graphql';
import {
  Info,
  Arg,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { ResolverContainer } from '../../src/shared/container';
import { DayScalar } from '../../src/shared/scalars';
import { buildSubgraph, type Subgraph } from '../../src/shared/subgraph';
import { silentLogger } from '../../src/shared/logger';
import { Refusal } from '../../src/errors/refusal';
import { languageOf } from '../../src/errors/language';
import { startGateway, type Gateway, type GatewayOptions } from '../../src/gateway';
import type { ContextRequest } from '../../src/gateway/request-context';
import type { Context, Principal, StaleMark } from '../../src/subgraphs/identity/face';
import DataLoader from 'dataloader';

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A person.' })
class Person {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { description: 'Name.' })
  name: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A person, as the mail room knows one.' })
class PersonWithMailbox {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@ObjectType('Mailbox', { description: 'A mailbox.' })
class Mailbox {
  @Field(() => String, { description: 'Address.' })
  address: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Person', { description: 'A person, as the document room knows one.' })
class PersonWithDocuments {
  @Field(() => ID, { description: 'Id.' })
  id: string;
}

@ObjectType('RoleChange', { description: 'A change.' })
class RoleChange {
  @Field(() => ID, { description: 'Id.' })
  id: string;

  @Field(() => String, { description: 'Where it stands.' })
  cursor: string;

  @Field(() => Person, { nullable: true, description: 'Whom it is about.' })
  person: Person | null;
}

/** Events that a test tells, heard by every subscription that is open; the log answers `after`. */
export class Bell {
  private readonly log: string[] = [];
  private readonly listeners = new Set<() => void>();

  get open(): number {
    return this.listeners.size;
  }

  ring(personId: string): void {
    this.log.push(personId);
    for (const wake of this.listeners) wake();
  }

  listen(after: string | null): AsyncIterableIterator<RoleChange> {
    let place = after === null ? this.log.length : Number(after);
    let wake = (): void => undefined;
    const onRing = (): void => wake();
    this.listeners.add(onRing);
    const listening = { ended: false };
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        while (!listening.ended && place >= this.log.length) await new Promise<void>((resolve) => (wake = resolve));
        if (listening.ended) return { done: true, value: undefined };
        const id = this.log[place++]!;
        return { done: false, value: { id: `change-${place}`, cursor: String(place), person: personOf(id) } };
      },
      return: async () => {
        listening.ended = true;
        this.listeners.delete(onRing);
        wake();
        return { done: true, value: undefined };
      },
    };
  }
}

/** Decorators run before a town is built: the bell of the town whose context this is. */
const bells = new WeakMap<Principal, Bell>();

function bellOf(principal: Principal): Bell {
  return bells.get(principal)!;
}

/** What the rooms were asked, for assertions. */
export class Ledger {
  readonly entityBatches: { readonly room: string; readonly ids: readonly string[] }[] = [];
  readonly callers: {
    readonly room: string;
    readonly principal: string | null;
    readonly key: string | null;
    readonly language: string;
  }[] = [];
  readonly loadersOfEvents: unknown[] = [];
}

const NAMES: Readonly<Record<string, string>> = { an: 'Nguyễn Thị An', binh: 'Trần Văn Bình', chi: 'Lê Chi' };

function personOf(id: string): Person | null {
  const name = NAMES[id];
  return name ? Object.assign(new Person(), { id, name }) : null;
}

@Resolver(() => Person)
class PersonResolver {
  constructor(private readonly ledger: Ledger) {}

  @Query(() => [Person], { description: 'All.' })
  people(): Person[] {
    return Object.keys(NAMES).map((id) => personOf(id)!);
  }

  @Query(() => Person, { description: 'Oneself.' })
  me(@Ctx() ctx: Context): Person {
    const principal = ctx.signedIn();
    this.ledger.callers.push({
      room: 'persons',
      principal: principal.id,
      key: ctx.idempotencyKey,
      language: ctx.language,
    });
    return personOf(principal.id)!;
  }

  @Query(() => String, { description: 'Echoes a day.' })
  day(@Arg('on', () => DayScalar) on: string): string {
    return on;
  }

  @Query(() => String, { nullable: true, description: 'Fails as a bug does.' })
  bug(): string {
    throw new Error('the secret inside');
  }

  @Query(() => String, { nullable: true, description: 'Refuses twice at once.' })
  refused(): string {
    throw Refusal.of([
      { code: 'NOT_FOUND', path: ['appoint', 0, 'postId'], values: { kind: 'post', id: 'x' } },
      { code: 'INVALID_PAGE_SIZE', path: ['first'], values: { max: 500 } },
    ]);
  }

  @Query(() => String, { nullable: true, description: 'Never answers.' })
  never(@Ctx() ctx: Context): Promise<string> {
    return new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve('late')));
  }

  @Query(() => Int, { nullable: true, description: 'A last-known answer.' })
  remembered(@Ctx() ctx: Context): number {
    ctx.markStale({ path: ['remembered'], source: 'mail', ageMs: 5_000 });
    return 7;
  }

  @Mutation(() => Person, { description: 'Renames nobody.' })
  rename(@Arg('id', () => ID) id: string): Person {
    return personOf(id)!;
  }

  @Subscription(() => RoleChange, {
    description: 'Changes.',
    subscribe: ({ args, context }) => {
      const caller = (context as Context).signedIn();
      return bellOf(caller).listen((args.after as string | undefined) ?? null);
    },
  })
  roleChanges(
    @Root() change: RoleChange,
    @Ctx() ctx: Context,
    @Arg('after', () => String, { nullable: true }) _after?: string,
    @Arg('unitIds', () => [ID], { nullable: true }) _unitIds?: string[],
    @Arg('kinds', () => [String], { nullable: true }) _kinds?: string[],
  ): RoleChange {
    this.ledger.loadersOfEvents.push(ctx.loader('any', async (keys) => keys));
    return change;
  }
}

@Resolver(() => PersonWithMailbox)
class MailboxResolver {
  @FieldResolver(() => Mailbox, { nullable: true, description: 'May be down.' })
  mailbox(@Root() person: PersonWithMailbox): Mailbox | null {
    if (person.id === 'binh') throw new Refusal('UNAVAILABLE', { system: 'mail' });
    return { address: `${person.id}@example.vn` };
  }

  @FieldResolver(() => Mailbox, { description: 'May not be down.' })
  sureMailbox(@Root() person: PersonWithMailbox): Mailbox | null {
    return this.mailbox(person);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Remembered from before.' })
  unread(@Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): number {
    ctx.markStale({ path: responsePathAsArray(info.path), source: 'mail', ageMs: 5_000 });
    return 7;
  }

  @Query(() => PersonWithMailbox, { description: 'A person who is not there.' })
  postmaster(): PersonWithMailbox {
    return { id: 'nobody' };
  }
}

@Resolver(() => PersonWithDocuments)
class DocumentResolver {
  constructor(private readonly ledger: Ledger) {}

  @Query(() => Int, { description: 'How many in all.' })
  documentCount(): number {
    return 9;
  }

  @FieldResolver(() => Int, { description: 'How many.' })
  openDocuments(@Root() person: PersonWithDocuments, @Ctx() ctx: Context): number {
    this.ledger.callers.push({
      room: 'documents',
      principal: ctx.principal?.id ?? null,
      key: ctx.idempotencyKey,
      language: ctx.language,
    });
    return person.id.length;
  }
}

export interface Town {
  readonly persons: Subgraph;
  readonly mailboxes: Subgraph;
  readonly documents: Subgraph;
  readonly ledger: Ledger;
  readonly bell: Bell;
  /** Sessions that have ended. */
  readonly ended: Set<string>;
}

export function buildTown(): Town {
  const ledger = new Ledger();
  const bell = new Bell();
  const keyed = (room: string) => async (keys: readonly Readonly<Record<string, unknown>>[]) => {
    ledger.entityBatches.push({ room, ids: keys.map((key) => String(key.id)) });
    return keys.map(({ id }) => (NAMES[String(id)] ? { id: String(id) } : null));
  };
  const room = (
    name: string,
    resolver: object,
    orphans: (new () => object)[],
    byKey: ReturnType<typeof keyed>,
  ): Subgraph =>
    buildSubgraph<Context>({
      name,
      schema: {
        resolvers: [resolver.constructor as new () => object],
        container: new ResolverContainer([resolver]),
        orphanedTypes: orphans,
        // type-graphql demands one even where every subscription brings its own iterator
        pubSub: { publish: () => undefined, subscribe: () => bell.listen(null) as never },
      },
      references: { Person: byKey },
    });
  const persons = room('persons', new PersonResolver(ledger), [], async (keys) => {
    await keyed('persons')(keys);
    return keys.map(({ id }) => personOf(String(id)) as { id: string } | null);
  });
  const mailboxes = room('mailboxes', new MailboxResolver(), [PersonWithMailbox], keyed('mailboxes'));
  const documents = room('documents', new DocumentResolver(ledger), [PersonWithDocuments], keyed('documents'));
  return { persons, mailboxes, documents, ledger, bell, ended: new Set() };
}

/** Tokens are `Bearer <person id>`; any other is refused. */
export function contextFor(town: Town): (request: ContextRequest) => Promise<Context> {
  return async (request) => {
    const language = languageOf(request.acceptLanguage);
    const id = request.authorization === undefined ? null : request.authorization.replace(/^Bearer /, '');
    if (id !== null && (!NAMES[id] || town.ended.has(id))) throw new Refusal('UNAUTHENTICATED');
    const principal: Principal | null =
      id === null ? null : { kind: 'person', id, sessionId: id, roles: ['person'], administers: new Set() };
    if (principal) bells.set(principal, town.bell);
    const loaders = new Map<string, DataLoader<unknown, unknown>>();
    const stale: StaleMark[] = [];
    const signedIn = (): Principal => {
      if (!principal) throw new Refusal('UNAUTHENTICATED');
      return principal;
    };
    return {
      principal,
      language,
      origin: request.origin,
      idempotencyKey: request.idempotencyKey ?? null,
      signal: request.signal,
      signedIn,
      may: () => principal !== null,
      require: signedIn,
      loader<K, V>(name: string, batch: (keys: readonly K[]) => Promise<readonly (V | Error)[]>) {
        const loader = (loaders.get(name) as DataLoader<K, V> | undefined) ?? new DataLoader<K, V>(batch);
        loaders.set(name, loader as DataLoader<unknown, unknown>);
        return loader;
      },
      markStale: (mark: StaleMark) => void stale.push(mark),
      stale,
    };
  };
}

export async function openTown(town: Town, more: Partial<GatewayOptions> = {}): Promise<Gateway> {
  return startGateway({
    subgraphs: [town.persons, town.mailboxes, town.documents],
    contextFor: contextFor(town),
    stillValid: async (principal) => !town.ended.has(principal.id),
    host: '127.0.0.1',
    port: 0,
    logger: silentLogger,
    ready: async () => ({ ready: true }),
    ...more,
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: {
      readonly message: string;
      readonly path?: unknown[];
      readonly extensions: Record<string, unknown>;
    }[];
    readonly extensions?: Record<string, unknown>;
  };
}

export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return read(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer an', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

export async function read(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}
