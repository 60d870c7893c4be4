/** The table of expectations, asked over HTTP of a real city. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildASTSchema, Kind, parse, validate, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { EXPECTATIONS, REACHES, ROLES, type Reach, type RoleName, type Row } from './expectations';
import { Scene } from './scene';

jest.setTimeout(180_000);

let scene: Scene;
beforeAll(async () => {
  scene = await Scene.open();
});
afterAll(() => scene.city.close());

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
  const wrong = codes.find((code) => code === 'BAD_REQUEST' || code === 'INTERNAL' || code === 'TOO_MANY_ATTEMPTS');
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
