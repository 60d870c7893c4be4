import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startQlvbServer, type QlvbServer } from './index';

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: { readonly [key: string]: unknown };
}

describe('the document-management server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qlvb-'));
  const lines: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const options = {
    host: '127.0.0.1',
    port: 0,
    file: join(folder, 'qlvb.db'),
    apiKeys: [
      { key: 'khoa-cap-phat', role: 'provisioning' },
      { key: 'khoa-doc', role: 'reader' },
    ],
    logger,
  } as const;
  let server: QlvbServer;

  beforeAll(async () => {
    server = await startQlvbServer(options);
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${server.url}/don-vi/${path}`, {
      method,
      headers: { authorization: 'Bearer khoa-cap-phat', 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
    };
  }

  const newUser = async (instance: string, login: string, more: object = {}): Promise<string> =>
    (await call('POST', `${instance}/api/v1/users`, { login, ...more })).body.id as string;

  it('keeps the instances of two units apart', async () => {
    const id = await newUser('so-noi-vu', 'nvmau', { externalId: 'p-1', fullName: 'Nguyễn Văn Mẫu 🌸' });

    const other = await call('GET', `so-tu-phap/api/v1/users/${id}`);
    const again = await call('POST', 'so-tu-phap/api/v1/users', { login: 'nvmau', externalId: 'p-1' });
    const found = await call('GET', 'so-noi-vu/api/v1/users?externalId=p-1');

    expect(other).toMatchObject({ status: 404, body: { code: 'USER_NOT_FOUND' } });
    expect(again.status).toBe(201);
    expect(found.body.items).toMatchObject([{ id, login: 'nvmau', fullName: 'Nguyễn Văn Mẫu 🌸' }]);
  });

  it('refuses a login or an externalId that another user has', async () => {
    await newUser('so-y-te', 'ttthu', { externalId: 'p-2' });

    const sameLogin = await call('POST', 'so-y-te/api/v1/users', { login: 'TTTHU' });
    const samePerson = await call('POST', 'so-y-te/api/v1/users', { login: 'ttthu2', externalId: 'p-2' });

    expect(sameLogin).toMatchObject({ status: 409, body: { code: 'LOGIN_TAKEN' } });
    expect(samePerson).toMatchObject({ status: 409, body: { code: 'EXTERNAL_ID_TAKEN' } });
  });

  it('applies one delta and counts a version only when something changed', async () => {
    const id = await newUser('so-gtvt', 'ldvi', { roles: ['xu-ly', 'ky'], title: 'Chuyên viên' });
    const address = `so-gtvt/api/v1/users/${id}`;
    const delta = {
      set: { title: null, posts: ['so-gtvt/giam-doc-so'] },
      addRoles: ['chi-dao'],
      removeRoles: ['ky'],
      addFields: ['Tài chính'],
    };

    const first = await call('PATCH', address, delta, { 'if-match': '"1"' });
    const repeated = await call('PATCH', address, delta);
    const stale = await call('PATCH', address, { addRoles: ['ky'] }, { 'if-match': '"1"' });

    expect(first).toMatchObject({
      status: 200,
      etag: '"2"',
      body: { title: null, roles: ['chi-dao', 'xu-ly'], fields: ['Tài chính'] },
    });
    expect(repeated.etag).toBe('"2"');
    expect(stale).toMatchObject({ status: 412, body: { code: 'VERSION_MISMATCH' } });
  });

  it('lists hundreds of users in pages, each once', async () => {
    for (let index = 0; index < 230; index++) await newUser('so-xay-dung', `nv${index}`);

    const seen: unknown[] = [];
    let after: string | null = '0';
    for (let pages = 0; after !== null && pages < 10; pages++) {
      const page: Answer = await call('GET', `so-xay-dung/api/v1/users?size=100&after=${after}`);
      seen.push(...(page.body.items as { login: string }[]).map((user) => user.login));
      after = page.body.next as string | null;
    }

    expect(seen).toHaveLength(230);
    expect(new Set(seen).size).toBe(230);
  });

  it('shows documents of a post to its holders, most urgent and earliest due first, and nothing to who is disabled', async () => {
    const post = 'so-tai-chinh/giam-doc-so';
    const id = await newUser('so-tai-chinh', 'pkiem', { posts: [post] });
    const papers = [
      { subject: 'Không hạn', ownerPost: post },
      { subject: 'Hạn sau', ownerPost: post, dueOn: '2017-05-02' },
      { subject: 'Hạn trước', ownerUser: id, dueOn: '2017-04-02' },
      { subject: 'Hỏa tốc', ownerPost: post, urgency: 'Hỏa tốc', dueOn: '2017-06-01' },
      { subject: 'Đã xong', ownerPost: post, status: 'done' },
      { subject: 'Của người khác', ownerPost: 'so-tai-chinh/pho-giam-doc-so' },
    ];
    for (const paper of papers) await call('POST', 'so-tai-chinh/api/v1/documents', { type: 'Công văn', ...paper });

    const list = `so-tai-chinh/api/v1/documents?owner=${id}&open=true`;
    const first = await call('GET', `${list}&size=3`);
    const second = await call('GET', `${list}&size=3&after=${encodeURIComponent(first.body.next as string)}`);
    await call('POST', `so-tai-chinh/api/v1/users/${id}/disable`);
    const disabled = await call('GET', list);
    await call('POST', `so-tai-chinh/api/v1/users/${id}/enable`);
    const enabled = await call('GET', list);

    const subjects = (answer: Answer): unknown[] =>
      (answer.body.items as { subject: string }[]).map((item) => item.subject);
    expect(subjects(first)).toEqual(['Hỏa tốc', 'Hạn trước', 'Hạn sau']);
    expect(first.body.totalCount).toBe(4);
    expect(subjects(second)).toEqual(['Không hạn']);
    expect(second.body.next).toBeNull();
    expect(disabled.body).toEqual({ items: [], totalCount: 0, next: null });
    expect(subjects(enabled)).toHaveLength(4);
  });

  it('hands a document over to another owner, and never to nobody', async () => {
    const created = await call('POST', 'so-tnmt/api/v1/documents', {
      subject: 'Tờ trình',
      type: 'Tờ trình',
      ownerUser: 'u-1',
    });
    const address = `so-tnmt/api/v1/documents/${created.body.id as string}`;

    const moved = await call('PATCH', address, {
      ownerUser: null,
      ownerPost: 'so-tnmt/giam-doc-so',
      note: 'Chuyển theo vị trí',
    });
    const orphaned = await call('PATCH', address, { ownerPost: null });

    expect(moved.body).toMatchObject({ ownerUser: null, ownerPost: 'so-tnmt/giam-doc-so' });
    expect(orphaned.status).toBe(422);
  });

  it.each(['Mật', 'Tối mật', 'Tuyệt mật', '', null, 7])(
    'refuses a paper of secrecy %p and keeps nothing of it',
    async (secrecy) => {
      const id = await newUser('so-ngoai-vu', `nv-${lines.length}-${String(secrecy).length}`, {
        posts: ['so-ngoai-vu/p'],
      });
      const paper = { subject: 'Nội dung kín đáo', type: 'Công văn', ownerPost: 'so-ngoai-vu/p', secrecy };

      const answer = await call('POST', 'so-ngoai-vu/api/v1/documents', paper);
      const seen = await call('GET', `so-ngoai-vu/api/v1/documents?owner=${id}`);

      expect(answer).toMatchObject({ status: 422, body: { code: 'SECRET_MATERIAL_REFUSED' } });
      expect(JSON.stringify(answer.body) + lines.join('')).not.toContain('kín đáo');
      expect(seen.body.totalCount).toBe(0);
    },
  );

  it('asks for a key, and lets a reading key only read', async () => {
    const none = await call('GET', 'so-noi-vu/api/v1/users', undefined, { authorization: '' });
    const wrong = await call('GET', 'so-noi-vu/api/v1/users', undefined, { authorization: 'Bearer sai' });
    const reading = await call('GET', 'so-noi-vu/api/v1/access', undefined, { authorization: 'Bearer khoa-doc' });
    const writing = await call('POST', 'so-noi-vu/api/v1/users', { login: 'x' }, { authorization: 'Bearer khoa-doc' });

    expect([none.status, wrong.status, reading.status, writing.status]).toEqual([401, 401, 200, 403]);
  });

  it.each([
    ['text that is no JSON', '{"login":', 400],
    ['an unknown field', { login: 'a', password: 'x' }, 422],
    ['a NUL in a name', { login: 'a', fullName: 'Mẫu\u0000' }, 422],
    ['a name of 300 characters', { login: 'a', fullName: 'M'.repeat(300) }, 422],
    ['201 roles', { login: 'a', roles: Array.from({ length: 201 }, (_, index) => `r${index}`) }, 422],
    ['a body beyond the bound', JSON.stringify({ login: 'a', fullName: 'M'.repeat(3_000_000) }), 413],
  ])('refuses %s', async (_, body, status) => {
    const answer = await call('POST', 'so-cong-thuong/api/v1/users', body);

    const users = await call('GET', 'so-cong-thuong/api/v1/users');
    expect(answer.status).toBe(status);
    expect(users.body.items).toEqual([]);
  });

  it('refuses page sizes and cursors out of bounds', async () => {
    const paths = [
      'users?size=0',
      'users?size=501',
      'users?size=x',
      'users?after=-1',
      'documents',
      'documents?owner=x&open=yes',
    ];

    const statuses = await Promise.all(
      paths.map(async (path) => (await call('GET', `so-noi-vu/api/v1/${path}`)).status),
    );

    expect(statuses).toEqual([400, 400, 400, 400, 400, 400]);
  });

  it('answers 404 and 405 with a code where nothing is', async () => {
    expect(await call('GET', 'so-noi-vu/api/v2/users')).toMatchObject({
      status: 404,
      body: { code: 'NO_SUCH_ADDRESS' },
    });
    expect(await call('PUT', 'so-noi-vu/api/v1/users')).toMatchObject({ status: 405 });
    expect(await call('DELETE', 'so-noi-vu/api/v1/users/khong-co')).toMatchObject({
      status: 404,
      body: { code: 'USER_NOT_FOUND' },
    });
  });

  it('keeps everything across a restart', async () => {
    const id = await newUser('so-du-lich', 'ntben');
    await server.close();

    server = await startQlvbServer(options);

    expect(await call('GET', `so-du-lich/api/v1/users/${id}`)).toMatchObject({ status: 200, body: { login: 'ntben' } });
  });
});
