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

/** What says nothing about rights: the question did not arrive. */
const FAULTS = new Set(['BAD_REQUEST', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL', 'TOO_MANY_ATTEMPTS']);
const REFUSALS = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'OWN_AFFAIR']);

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

function expected(row: Row, role: RoleName, reach: Reach): string {
  if (row.may[reach]?.includes(role)) return 'allowed';
  if (role === 'anonymous') return 'UNAUTHENTICATED';
  return reach === 'own' && row.notToOneself?.includes(role) ? 'OWN_AFFAIR' : 'FORBIDDEN';
}

async function met(row: Row, role: RoleName, reach: Reach): Promise<string> {
  const variables = row.with?.(scene.about(role, reach)) ?? {};
  const codes = row.field.startsWith('Subscription.')
    ? await followed(row.ask, variables, scene.callers[role].token)
    : (await scene.city.send(row.ask, variables, scene.callers[role].token)).errors.map(
        ({ extensions }) => extensions.code,
      );
  const wrong = codes.find((code) => FAULTS.has(code));
  return wrong ?? codes.find((code) => REFUSALS.has(code)) ?? 'allowed';
}

/** Codes with which a subscription is refused; none when its stream opens. */
async function followed(query: string, variables: unknown, token: string | null): Promise<string[]> {
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
    const first = await Promise.race([response.body!.getReader().read(), silence()]);
    const text = first === null || first.value === undefined ? '' : Buffer.from(first.value).toString();
    return [...text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code ?? '');
  } finally {
    away.abort();
  }
}

/** An open stream says nothing while nothing happens; a refusal comes at once. */
function silence(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, 300, null));
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

test('ASVS 8.2.2, 8.4.1: each role gets through where the table says, and nowhere else', async () => {
  const differing: string[] = [];
  let asked = 0;
  for (const row of EXPECTATIONS) {
    for (const reach of REACHES.filter(
      (one) => row.may[one] !== undefined || (row.askedBy !== undefined && one === 'foreign'),
    )) {
      const answers = await Promise.all(
        ROLES.filter((role) => row.askedBy?.includes(role) ?? true).map(async (role) => {
          asked += 1;
          const [wanted, got] = [expected(row, role, reach), await met(row, role, reach)];
          return wanted === got ? [] : [`${row.field} ${role} ${reach}: ${got} instead of ${wanted}`];
        }),
      );
      differing.push(...answers.flat());
    }
  }

  expect(differing).toEqual([]);
  expect(asked).toBeGreaterThan(1_000);
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

test('each subgraph refuses by itself what it refuses behind the gateway', async () => {
  const differing: string[] = [];
  let asked = 0;
  for (const row of EXPECTATIONS.filter(({ field }) => !field.startsWith('Subscription.'))) {
    const [root, name = ''] = row.field.split('.');
    const subgraph = scene.city.city.subgraphs.find(({ schema }) => {
      const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
      return type?.getFields()[name] !== undefined;
    });
    if (subgraph === undefined) throw new Error(`no subgraph has ${row.field}`);
    for (const role of ['anonymous', 'person', 'client', 'unitAdministrator'] as const) {
      const wanted = expected(row, role, 'foreign');
      if (wanted === 'allowed' || row.askedBy?.includes(role) === false || row.may.foreign === undefined) continue;
      asked += 1;
      const variables = row.with?.(scene.about(role, 'foreign')) ?? {};
      const { codes } = await askDirectly(scene.city, subgraph, row.ask, variables, scene.callers[role].token);
      if (!codes.includes(wanted))
        differing.push(`${subgraph.name} ${row.field} ${role}: ${codes.join()} instead of ${wanted}`);
    }
  }

  expect(differing).toEqual([]);
  expect(asked).toBeGreaterThan(150);
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

function isResolvable(schema: GraphQLSchema, typeName: string): boolean {
  const union = schema.getType('_Entity');
  return isUnionType(union) && union.getTypes().some(({ name }) => name === typeName);
}
