/** The table of expectations, asked over HTTP of a real city. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  validate,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { askDirectly } from './direct';
import {
  ASKS_FOR_TABLETS,
  EXPECTATIONS,
  PERSON_FIELDS,
  REACHES,
  ROLES,
  type Reach,
  type RoleName,
  type Row,
} from './expectations';
import { Scene } from './scene';

jest.setTimeout(180_000);

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.city.close());

function apiSchema(): GraphQLSchema {
  const sdl = readFileSync(join(__dirname, '../../schema/supergraph.graphql'), 'utf8');
  return (read ??= buildASTSchema(parse(sdl), { assumeValid: true, assumeValidSDL: true }));
}
let read: GraphQLSchema | undefined;

/** Every root field of the API, as `Query.person`. */
function rootFields(): string[] {
  const schema = apiSchema();
  const roots: (GraphQLObjectType | null | undefined)[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ];
  return roots.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`));
}

/** A document that the API cannot read would pass for one that gets through. */
function unreadable(row: Row): string[] {
  const document = parse(row.ask);
  const faults = validate(apiSchema(), document).map(({ message }) => `${row.field}: ${message}`);
  const asked = document.definitions.flatMap((one) =>
    one.kind === Kind.OPERATION_DEFINITION ? one.selectionSet.selections : [],
  );
  const named = asked.some((one) => one.kind === Kind.FIELD && one.name.value === row.field.split('.')[1]);
  return named ? faults : [...faults, `${row.field}: the document asks for another field`];
}

const DONE = 'done';

function mayAsk(row: Row, role: RoleName, reach: Reach): boolean {
  return row.may[reach]?.includes(role) === true;
}

function expected(row: Row, role: RoleName, reach: Reach): string {
  if (mayAsk(row, role, reach)) return row.meets ?? DONE;
  if (role === 'anonymous') return 'UNAUTHENTICATED';
  return reach === 'own' && row.notToOneself?.includes(role) ? 'OWN_AFFAIR' : 'FORBIDDEN';
}

interface Question {
  readonly row: Row;
  readonly role: RoleName;
  readonly reach: Reach;
  readonly variables: Record<string, unknown>;
}

function questionOf(row: Row, role: RoleName, reach: Reach, thing: string): Question {
  return { row, role, reach, variables: row.with?.(scene.about(role, reach, thing)) ?? {} };
}

/** `done`, or the code with which it was refused. */
async function met({ row, role, reach, variables }: Question): Promise<string> {
  const { token } = scene.callers[role];
  const codes = row.field.startsWith('Subscription.')
    ? await followed(row.ask, variables, token, mayAsk(row, role, reach) ? SILENCE_MS : REFUSED_WITHIN_MS)
    : (await scene.city.send(row.ask, variables, token)).errors.map(({ extensions }) => extensions.code);
  return codes.length === 0 ? DONE : [...new Set(codes)].join();
}

/** Behind the gateway's back, as some of those who are refused. */
const ASKS_DIRECTLY: readonly RoleName[] = ['anonymous', 'person', 'client', 'unitAdministrator'];

async function metDirectly({ row, role, variables }: Question): Promise<string> {
  const [root, name = ''] = row.field.split('.');
  const subgraph = scene.city.city.subgraphs.find(({ schema }) => {
    const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
    return type?.getFields()[name] !== undefined;
  });
  if (subgraph === undefined) throw new Error(`no subgraph has ${row.field}`);
  const { codes } = await askDirectly(scene.city, subgraph, row.ask, variables, scene.callers[role].token);
  return codes.length === 0 ? DONE : [...new Set(codes)].join();
}

interface Walked {
  readonly asked: number;
  readonly askedDirectly: number;
  readonly differing: readonly string[];
  readonly differingDirectly: readonly string[];
}

/** Every row at every reach as every role: those who are refused first, so that nothing is used up before them. */
async function walk(): Promise<Walked> {
  const [differing, differingDirectly]: [string[], string[]] = [[], []];
  let [asked, askedDirectly] = [0, 0];
  const compare = async ({ row, role, reach }: Question, answer: Promise<string>, list: string[]): Promise<void> => {
    const [wanted, got] = [expected(row, role, reach), await answer];
    if (wanted !== got) list.push(`${row.field} ${role} ${reach}: ${got} instead of ${wanted}\n  ${row.ask}`);
  };
  for (const row of EXPECTATIONS) {
    for (const reach of REACHES.filter(
      (one) =>
        row.may[one] !== undefined || (row.askedBy !== undefined && row.may.own === undefined && one === 'foreign'),
    )) {
      const roles = ROLES.filter((role) => row.askedBy?.includes(role) ?? true);
      const make = async (role: RoleName): Promise<string> =>
        row.of === undefined ? '' : scene.make(row.of, role, reach);
      const first = roles.find((role) => mayAsk(row, role, reach));
      const shared = reach === 'own' ? null : await make(first ?? 'administrator');
      const refused = await Promise.all(
        roles
          .filter((role) => !mayAsk(row, role, reach))
          .map(async (role) => questionOf(row, role, reach, shared ?? (await make(role)))),
      );
      await Promise.all(refused.map((question) => compare(question, met(question), differing)));
      const direct = refused.filter(
        ({ role }) => reach === 'foreign' && ASKS_DIRECTLY.includes(role) && !row.field.startsWith('Subscription.'),
      );
      for (const question of direct) await compare(question, metDirectly(question), differingDirectly);
      const allowed = roles.filter((role) => mayAsk(row, role, reach));
      const ask = async (role: RoleName): Promise<void> => {
        const question = questionOf(row, role, reach, role === first && shared !== null ? shared : await make(role));
        await compare(question, met(question), differing);
      };
      if (row.field.startsWith('Mutation.')) for (const role of allowed) await ask(role);
      else await Promise.all(allowed.map(ask));
      asked += roles.length;
      askedDirectly += direct.length;
    }
  }
  return { asked, askedDirectly, differing, differingDirectly };
}

let walking: Promise<Walked> | undefined;

/** The table is walked once. */
function walked(): Promise<Walked> {
  return (walking ??= walk());
}

/** Codes with which a subscription is refused; none when its stream opens. */
async function followed(query: string, variables: unknown, token: string | null, waitMs: number): Promise<string[]> {
  const away = new AbortController();
  const response = await fetch(`${scene.city.city.gateway.url}/graphql/stream`, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
    signal: away.signal,
  });
  try {
    if (!response.ok) {
      const body = (await response.json()) as { errors: { extensions: { code: string } }[] };
      return body.errors.map(({ extensions }) => extensions.code);
    }
    const reader = response.body!.getReader();
    const patience = silence(waitMs);
    // What comes first may be no more than that the stream is open.
    for (let text = ''; text.length < TEXT_MAX;) {
      const read = await Promise.race([reader.read(), patience]);
      if (read === null || read.value === undefined) return [];
      text += Buffer.from(read.value).toString();
      const codes = [...text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code ?? '');
      if (codes.length > 0) return codes;
    }
    return [];
  } finally {
    away.abort();
  }
}

/** An open stream says nothing while nothing happens; for a refusal one waits until it comes. */
const SILENCE_MS = 200;
const REFUSED_WITHIN_MS = 20_000;
const TEXT_MAX = 100_000;

function silence(waitMs: number): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, waitMs, null).unref());
}

test('every document of the table can be read by the API, and asks for its field', () => {
  expect(EXPECTATIONS.flatMap(unreadable)).toEqual([]);
});

test('every root field has its row, and every row its field', () => {
  const rows = new Set(EXPECTATIONS.map((row) => row.field));

  const fields = rootFields();

  expect({
    withoutRow: fields.filter((field) => !rows.has(field)),
    withoutField: [...rows].filter((field) => !fields.includes(field)),
  }).toEqual({
    withoutRow: [],
    withoutField: [],
  });
});

test('ASVS 8.2.3: a field of a person is seen by whom the table names, and is null with a refusal for all others', async () => {
  const differing: string[] = [];
  const fields = Object.keys(PERSON_FIELDS);
  const query = `query($id: ID) { person(id: $id) { ${fields.map((field, index) => `f${index}: ${field}`).join(' ')} tablets { serial } } }`;
  for (const reach of REACHES) {
    for (const role of ROLES.filter((one) => one !== 'anonymous' && one !== 'client')) {
      const { personId: id } = scene.about(role, reach);
      const { data, errors } = await scene.city.send<{ person: Record<string, unknown> }>(
        query,
        { id },
        scene.callers[role].token,
      );
      const refused = new Set(
        errors.filter(({ extensions }) => extensions.code === 'FORBIDDEN').map(({ path }) => path?.[1]),
      );
      fields.forEach((field, index) => {
        const wanted = PERSON_FIELDS[field]?.[reach].includes(role) === true;
        const hidden = refused.has(`f${index}`) && data?.person[`f${index}`] === null;
        if (hidden === wanted) differing.push(`${field} ${role} ${reach}: ${hidden ? 'hidden' : 'seen'}`);
      });
      const mayAsk = reach === 'own' || ASKS_FOR_TABLETS.includes(role);
      if (refused.has('tablets') === mayAsk) differing.push(`tablets ${role} ${reach}`);
    }
  }

  expect(differing).toEqual([]);
});

test('ASVS 8.2.3: no type of the API has a field for the citizen number, the birth date or the telephone', () => {
  const types = Object.values(apiSchema().getTypeMap()).filter(isObjectType);

  const told = types.flatMap((type) =>
    Object.keys(type.getFields()).filter((name) => /citizen|birth|phone/i.test(name)),
  );

  expect(types.length).toBeGreaterThan(50);
  expect(told).toEqual([]);
});

test('no subgraph tells by a reference what it refuses by a field', async () => {
  const { personId, decisionId, handoverId, tabletId } = scene.subjects.foreign;
  const [account] = (
    await scene.city.ask<{ person: { accounts: { id: string }[] } }>(
      'query($id: ID) { person(id: $id) { accounts { id } } }',
      { id: personId },
    )
  ).person.accounts;
  const [operation] = (
    await scene.city.ask<{ operations: { edges: { node: { id: string } }[] } }>(
      'query($id: ID) { operations(personId: $id) { edges { node { id } } } }',
      { id: personId },
    )
  ).operations.edges;
  const references = [
    { __typename: 'Account', id: account?.id },
    { __typename: 'Operation', id: operation?.node.id },
    { __typename: 'Plan', id: decisionId },
    { __typename: 'Handover', id: handoverId },
    { __typename: 'Tablet', id: tabletId },
  ];
  const told: string[] = [];
  for (const { __typename, id } of references) {
    expect(id).toBeTruthy();
    const subgraph = scene.city.city.subgraphs.find(({ schema }) => isResolvable(schema, __typename));
    for (const role of ['administrator', 'person', 'client', 'unitAdministrator', 'anonymous'] as const) {
      const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} { id } } }`;
      const { data } = await askDirectly(
        scene.city,
        subgraph!,
        query,
        { of: [{ __typename, id }] },
        scene.callers[role].token,
      );
      if ((data?._entities as unknown[] | undefined)?.[0]) told.push(`${__typename} ${role}`);
    }
  }

  expect(told).toEqual(references.map(({ __typename }) => `${__typename} administrator`));
});

test('ASVS 8.2.3: no subgraph tells by itself a field of a person that it hides behind the gateway', async () => {
  const { personId: id } = scene.subjects.foreign;
  const query = (field: string): string =>
    `query($of: [_Any!]!) { _entities(representations: $of) { ... on Person { field: ${field} } } }`;
  const told: string[] = [];
  for (const field of [...Object.keys(PERSON_FIELDS), 'tablets { serial }']) {
    const [name = ''] = field.split(' ');
    const subgraph = scene.city.city.subgraphs.find(({ schema }) => {
      const type = schema.getType('Person');
      return isObjectType(type) && type.getFields()[name] !== undefined;
    });
    if (subgraph === undefined) throw new Error(`no subgraph has Person.${name}`);
    for (const role of ['administrator', ...ASKS_DIRECTLY] as const) {
      if (name === 'tablets' && role === 'unitAdministrator') continue; // Filtered tablet by tablet.
      const { data, codes } = await askDirectly(
        scene.city,
        subgraph,
        query(field),
        { of: [{ __typename: 'Person', id }] },
        scene.callers[role].token,
      );
      const [entity] = (data?._entities ?? []) as ({ readonly field: unknown } | null)[];
      const wanted = role === 'administrator' ? '' : role === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      const hidden = (entity?.field ?? null) === null;
      if (codes.join() !== wanted || hidden !== (wanted !== '')) told.push(`${name} ${role}: ${codes.join()}`);
    }
  }

  expect(told).toEqual([]);
});

test('ASVS 8.2.2, 8.4.1: each role succeeds where the table says, and is refused the same everywhere else', async () => {
  const { differing, asked } = await walked();

  expect(differing).toEqual([]);
  expect(asked).toBeGreaterThan(1_000);
});

test('each subgraph refuses by itself what it refuses behind the gateway', async () => {
  const { differingDirectly, askedDirectly } = await walked();

  expect(differingDirectly).toEqual([]);
  expect(askedDirectly).toBeGreaterThan(150);
});

function isResolvable(schema: GraphQLSchema, typeName: string): boolean {
  const union = schema.getType('_Entity');
  return isUnionType(union) && union.getTypes().some(({ name }) => name === typeName);
}
