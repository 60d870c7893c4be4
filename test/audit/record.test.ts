/** What is put on record over the running city: every mutation, refusals within bounds, and nothing done without it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buildSchema, isInputObjectType, getNamedType, type GraphQLSchema } from 'graphql';
import { AuditRecord, verifyExport } from '../../src/audit';
import { TestCity, type Holder } from '../city/harness';
import { ACTIONS } from './actions';

const SOURCES = join(__dirname, '..', '..', 'src');

describe('the audit record of a running city', () => {
  let city: TestCity;
  let schema: GraphQLSchema;
  let person: Holder;
  let adminId: string;

  beforeAll(async () => {
    city = await TestCity.open();
    schema = buildSchema(city.city.gateway.supergraph, { assumeValid: true, assumeValidSDL: true });
    person = await city.holder(['Trần', 'Thị', 'Thử'], 'so-tttt/can-bo-cntt');
    await city.settle();
    adminId = subjectOf(await city.adminToken());
  }, 60_000);

  afterAll(() => city.close());

  async function rows(action: string): Promise<AuditRecord[]> {
    await city.settle();
    return city.city.store.read.find(AuditRecord, { where: { action }, order: { id: 'DESC' } });
  }

  const mutations = (): string[] => Object.keys(schema.getMutationType()?.getFields() ?? {});

  it('has an action for every mutation of the API, and each is written somewhere', () => {
    const written = sourcesIn(SOURCES);
    const actions = [...new Set(Object.values(ACTIONS).flat())];

    expect(mutations().filter((field) => ACTIONS[field] === undefined)).toEqual([]);
    expect(mutations().length).toBeGreaterThan(40);
    expect(
      actions.filter(
        (action) =>
          !written.includes(`'${action}'`) &&
          !(written.includes(`\`${action.split('.')[0]}.\${`) && written.includes(`'${action.split('.')[1]}'`)),
      ),
    ).toEqual([]);
  });

  it('says of what an administrator did who, when, from where, by which decision and with what hashes', async () => {
    const lock = 'mutation($id: ID!) { lockAccess(personId: $id, reason: "Nghi lộ mật khẩu") { id } }';
    const unlock = 'mutation($id: ID!) { unlockAccess(personId: $id, reason: "Đã đổi mật khẩu") { id } }';
    const { id: decisionId } = await city.decide({ suspend: [{ personId: person.id }] });
    await city.ask(lock, { id: person.id });
    await city.ask(unlock, { id: person.id });

    const [locked] = await rows('access.lock');
    const [decided] = await rows('decision.record');
    const [intent] = await rows('target.intent');
    const outcomes = await rows('target.outcome');

    expect(locked).toMatchObject({
      actorId: adminId,
      personId: person.id,
      origin: expect.stringMatching(/127\.0\.0\.1/),
    });
    expect(locked?.detail).not.toContain('Nghi');
    expect(locked?.personal).toContain('Nghi lộ mật khẩu');
    expect(decided).toMatchObject({ actorId: adminId, decisionId, afterHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(intent).toMatchObject({ subjectKind: 'account', personId: person.id });
    expect([intent?.beforeHash, intent?.afterHash]).toContainEqual(expect.stringMatching(/^[0-9a-f]{64}$/));
    expect(intent?.detail).not.toContain('Trần');
    expect(outcomes.length).toBe((await rows('target.intent')).length);
  });

  it('changes nothing when the row cannot be written', async () => {
    await city.settle();
    const before = await city.rowCounts();
    const token = await city.adminToken();
    const paper = city.paper({ end: [{ personId: person.id, reason: 'RESIGNED' }] });
    const tries: [string, Record<string, unknown>][] = [
      [
        'mutation($input: CreatePersonInput!) { createPerson(input: $input) { id } }',
        { input: { familyName: 'Lê', givenName: 'Không' } },
      ],
      [
        'mutation($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }',
        { input: paper },
      ],
      ['mutation($id: ID!) { lockAccess(personId: $id, reason: "Thử") { id } }', { id: person.id }],
      ['mutation { pauseTarget(targetId: "mail", reason: "Thử") { id } }', {}],
    ];
    await sql(
      `CREATE TRIGGER audit_refused BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'bi-mat-cua-kho'); END`,
    );

    const answers = [];
    for (const [query, variables] of tries) answers.push(await city.send(query, variables, token));
    const signIn = await city.login(person.login);
    await sql('DROP TRIGGER audit_refused');

    expect(answers.map(({ data }) => Object.values(data ?? { none: null })[0])).toEqual([null, null, null, null]);
    expect(signIn).toBeNull();
    expect(await city.rowCounts()).toEqual(before);
    expect(JSON.stringify(answers)).not.toContain('bi-mat-cua-kho');
  });

  it('ASVS 16.5.1 tells of an unexpected error a trace and nothing of what is inside', async () => {
    await sql(
      `CREATE TRIGGER audit_refused BEFORE INSERT ON audit_record BEGIN SELECT RAISE(ABORT, 'bi-mat-cua-kho'); END`,
    );
    const { errors } = await city.send('mutation { pauseTarget(targetId: "mail", reason: "Thử") { id } }');
    await sql('DROP TRIGGER audit_refused');

    const told = JSON.stringify(errors);
    expect(errors).toHaveLength(1);
    expect(told).not.toMatch(/bi-mat|SQLITE|INSERT|audit_record|node_modules|\.ts:|\.js:|at async|stack/);
    expect(errors[0]?.extensions.code).toMatch(/^[A-Z_]+$/);
  });

  it('ASVS 15.3.3 takes no field that an input does not name, in any mutation', async () => {
    await city.settle();
    const before = await city.rowCounts();
    const token = await city.adminToken();
    const taken: string[] = [];
    for (const [field, { args }] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
      for (const arg of args.filter(({ type }) => isInputObjectType(getNamedType(type)))) {
        const query = `mutation($it: ${String(arg.type)}) { ${field}(${arg.name}: $it) { __typename } }`;
        const extra = { id: 'p-khac', role: 'administrator', createdAt: '2020-01-01T00:00:00Z' };
        const value = String(arg.type).startsWith('[') ? [extra] : extra;
        const answer = await city.send(query, { it: value }, token);
        if (!['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'].includes(answer.errors[0]?.extensions.code ?? ''))
          taken.push(field);
      }
    }

    expect(taken).toEqual([]);
    expect(await city.rowCounts()).toEqual(before);
  });

  it('puts a refusal on record once, and a flood of them in two rows', async () => {
    const token = await city.activatePerson((await city.holder(['Lý', 'Văn', 'Xa'], 'so-tttt/chuyen-vien')).id);
    const query = 'mutation { pauseTarget(targetId: "mail", reason: "Thử") { id } }';
    const before = (await rows('request.refuse')).length;

    for (let index = 0; index < 40; index += 1) await city.send(query, {}, token);
    await city.send(
      'mutation { a: pauseTarget(targetId: "mail", reason: "x") { id } b: pauseTarget(targetId: "mail", reason: "x") { id } }',
      {},
      token,
    );
    const first = await rows('request.refuse');

    expect(first.length - before).toBe(1);
    expect(first[0]).toMatchObject({ subjectId: 'pauseTarget', actorId: expect.stringMatching(/-/) });
    expect(JSON.parse(first[0]?.detail ?? '{}')).toMatchObject({ code: 'FORBIDDEN', times: 1 });
  });

  it('records who came with a token that counts no more, and not who came with none', async () => {
    const query = 'mutation { pauseTarget(targetId: "mail", reason: "Thử") { id } }';
    const before = (await rows('request.refuse')).length;

    await city.send(query, {}, null);
    const without = (await rows('request.refuse')).length;
    await city.send(query, {}, 'eyJhbGciOiJFZERTQSJ9.e30.AAAA');
    const [latest] = await rows('request.refuse');

    expect(without).toBe(before);
    expect(JSON.parse(latest?.detail ?? '{}')).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(JSON.stringify(latest)).not.toContain('eyJ');
  });

  it('answers what happened to a person, an account, under a decision and by an administrator', async () => {
    const fields =
      '{ edges { node { action actor { id } person { id } subjectKind subjectId decisionId detail personal erased } } pageInfo { hasNextPage endCursor } }';
    type Page = {
      auditRecords: {
        edges: {
          node: { action: string; actor: { id: string } | null; subjectKind: string; decisionId: string | null };
        }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
    const read = async (args: string): Promise<string[]> => {
      const { auditRecords } = await city.ask<Page>(`{ auditRecords(${args}) ${fields} }`);
      return auditRecords.edges.map(({ node }) => node.action);
    };
    const accounts = await city.ask<{ person: { accounts: { id: string; target: { id: string } }[] } }>(
      `{ person(id: "${person.id}") { accounts { id target { id } } } }`,
    );
    const [decided] = await rows('decision.record');

    const about = await read(`personId: "${person.id}"`);
    const account = await read(`accountId: "${accounts.person.accounts[0]?.id}"`);
    const paged = await city.ask<Page>(`{ auditRecords(actorId: "${adminId}", first: 1) ${fields} }`);
    const next = await city.ask<Page>(
      `{ auditRecords(actorId: "${adminId}", first: 1, after: "${paged.auditRecords.pageInfo.endCursor}") ${fields} }`,
    );

    expect(about).toEqual(expect.arrayContaining(['access.lock', 'decision.record', 'person.create', 'target.intent']));
    expect(new Set(account)).toEqual(
      new Set(['target.intent', 'target.outcome', 'password.intent', 'password.outcome']),
    );
    expect(await read(`decisionId: "${decided?.decisionId}", action: "decision."`)).toEqual(['decision.record']);
    expect(new Set(await read('action: "access."'))).toEqual(new Set(['access.lock', 'access.unlock']));
    expect(await read('from: "2027-01-01T00:00:00Z"')).toEqual([]);
    expect(paged.auditRecords.pageInfo.hasNextPage).toBe(true);
    expect(next.auditRecords.edges[0]).not.toEqual(paged.auditRecords.edges[0]);
  });

  it('gives an export over the API that holds every record, and roots to keep', async () => {
    await city.settle();
    type Page = { auditExport: { lines: string[]; cursor: string | null } };
    const { auditExport } = await city.ask<Page>('{ auditExport { lines cursor } }');
    const { auditRoots } = await city.ask<{ auditRoots: { seq: number; hash: string }[] }>(
      '{ auditRoots { seq hash } }',
    );
    const later = await city.ask<Page>('{ auditExport(from: "2027-01-01T00:00:00Z") { lines cursor } }');

    const verdict = await verifyExport(Readable.from(auditExport.lines), {
      witnesses: new Map(auditRoots.map(({ seq, hash }) => [seq, hash])),
    });
    expect(verdict).toMatchObject({ ok: true, finding: null, after: 0 });
    expect(verdict.records).toBeGreaterThan(50);
    expect(auditRoots.length).toBeGreaterThan(0);
    expect(await verifyExport(Readable.from(later.auditExport.lines))).toMatchObject({ ok: true, records: 0 });
  });

  it('ASVS 16.4.2 shows the record to nobody without the right, and lets nobody change it', async () => {
    const token = await city.activatePerson((await city.holder(['Ngô', 'Thị', 'Lạ'], 'so-tttt/chuyen-vien')).id);
    const asked = [
      'auditVerdict { ok }',
      'auditRecords { edges { cursor } }',
      'auditRoots { seq }',
      'auditExport { lines }',
    ];

    for (const query of asked) {
      expect(await city.refused(`{ ${query} }`, {}, token)).toEqual(['FORBIDDEN']);
      expect(await city.refused(`{ ${query} }`, {}, null)).toEqual(['UNAUTHENTICATED']);
    }
    expect(mutations().filter((field) => /audit/i.test(field))).toEqual([]);
    const { auditVerdict } = await city.ask<{ auditVerdict: { ok: boolean } }>('{ auditVerdict { ok } }');
    await sql(`UPDATE audit_record SET action = 'access.unlock' WHERE seq = 3`);
    const altered = await city.ask<{ auditVerdict: { ok: boolean; finding: object } }>(
      '{ auditVerdict { ok finding { kind seq } } }',
    );

    expect(auditVerdict.ok).toBe(true);
    expect(altered.auditVerdict).toMatchObject({ ok: false, finding: { kind: 'altered', seq: 3 } });
  });

  const sql = (text: string): Promise<unknown> => city.city.store.write((tx) => tx.manager.query(text));
});

/** Whose token it is. */
function subjectOf(token: string): string {
  return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { sub: string }).sub;
}

function sourcesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
