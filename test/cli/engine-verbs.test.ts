/** The verbs about plans, policy, scans and reasons, against one city in this process: no verb costs a process here. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { planVerb } from '../../src/cli/plan';
import { policyVerb } from '../../src/cli/policy';
import { observeOnlyVerb, scanVerb } from '../../src/cli/scan';
import { speak } from '../../src/cli/texts';
import { whyVerb } from '../../src/cli/why';
import { TestCity, type Holder } from '../city/harness';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const files = {
  orgFile: resolve(__dirname, '../../data/hanoi-units-2017.yaml'),
  policyFile: resolve(__dirname, '../../data/policy.yaml'),
};
const POLICY = readFileSync(files.policyFile, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'engine-verbs-'));

let city: TestCity;
let head: Holder;
let decision: { readonly id: string; readonly planId: string };

beforeAll(async () => {
  city = await TestCity.open();
  head = await city.person('Nguyễn', 'Văn', 'Mẫu');
  decision = await city.decide({ appoint: [{ personId: head.id, postId: 'so-tttt/giam-doc-so' }] });
});

afterAll(async () => {
  await city.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As a user types it; what was printed, and the exit code. */
async function dieuhanh(args: readonly string[], lang: 'vi' | 'en' = 'en'): Promise<Ended> {
  speak(lang);
  const program = new Command('dieuhanh').exitOverride();
  planVerb(program);
  policyVerb(program, () => files);
  scanVerb(program);
  observeOnlyVerb(program);
  whyVerb(program);
  const printed = { out: '', err: '' };
  const into =
    (name: 'out' | 'err') =>
    (chunk: string | Uint8Array): boolean => {
      printed[name] += String(chunk);
      return true;
    };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    jest.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  try {
    await program.parseAsync([...args], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), ...printed };
  } finally {
    process.exitCode = 0;
    for (const spy of spies) spy.mockRestore();
  }
}

async function online(args: readonly string[], lang: 'vi' | 'en' = 'en'): Promise<Ended> {
  return dieuhanh([...args, '--url', city.city.gateway.url, '--token', await city.adminToken(), '--lang', lang], lang);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('policy check', () => {
  it('says that a file is right, without a city', async () => {
    const english = await dieuhanh(['policy', 'check', files.policyFile]);
    const vietnamese = await dieuhanh(['policy', 'check', files.policyFile], 'vi');

    expect([english.code, vietnamese.code]).toEqual([0, 0]);
    expect(english.out).toMatch(/policy\.yaml is right: \d+ roles at 3 targets, version [0-9a-f]{12}\.\n$/);
    expect(vietnamese.out).toMatch(/policy\.yaml đúng: \d+ vai trò tại 3 hệ thống, phiên bản [0-9a-f]{12}\.\n$/);
  });

  it('names file, line and mistake of everything that is wrong, in the language spoken', async () => {
    const broken = POLICY.replace('position: van-thu', 'position: thu-ky').replace('percent: 5', 'percent: -5');
    const path = file('broken.yaml', broken);
    const [position, percent] = ['position: thu-ky', 'percent: -5'].map((part) => lineOf(broken, part));

    const english = await dieuhanh(['policy', 'check', path]);
    const vietnamese = await dieuhanh(['policy', 'check', path], 'vi');
    const json = await dieuhanh(['policy', 'check', path, '--json']);

    expect([english.code, vietnamese.code, json.code]).toEqual([1, 1, 1]);
    expect(english.out.trim().split('\n')).toEqual([
      expect.stringMatching(`^${path}:${position}: .*"thu-ky" is not a known position$`),
      `${path}:${percent}: brake.netLossPerTarget.percent must be a whole number from 0 up`,
    ]);
    expect(vietnamese.out).toContain('"thu-ky" không có trong danh mục chức danh');
    expect(JSON.parse(json.out)).toMatchObject({ problems: [{ file: path }, { file: path }] });
  });

  it('checks the extension of a unit after the policy of the city', async () => {
    const own = 'version: 1\nroles:\n  - role: truc-ban\n    position: van-thu\n    grants:\n';
    const right = file('right.yaml', `${own}      directory: { groups: ['truc-ban-{unit}'] }\n`);
    const wrong = file('wrong.yaml', `${own}      directory: { groups: [leaders] }\n`);

    const ended = [right, wrong].map((path) => ['policy', 'check', path, '--unit', 'so-y-te']);
    const [fine, refused] = [await dieuhanh(ended[0]!), await dieuhanh(ended[1]!)];

    expect([fine.code, refused.code]).toEqual([0, 1]);
    expect(refused.out).toMatch(/wrong\.yaml:6: .*"leaders", which reaches beyond the unit: name it by \{unit\}\n$/);
  });
});

describe('policy diff and apply', () => {
  it('show what would change, change exactly that, and refuse anything else', async () => {
    const path = file(
      'wider.yaml',
      POLICY.replace("[leaders, 'unit-{unit}', 'heads-{unit.kind}']", "[leaders, 'unit-{unit}', chiefs]"),
    );

    const shown = await online(['policy', 'diff', path]);
    const hash = /--hash ([0-9a-f]{64})/.exec(shown.out)?.[1] ?? '';
    const other = await online(['policy', 'apply', path, '--hash', '0'.repeat(64)]);
    const applied = await online(['policy', 'apply', path, '--hash', hash]);
    const again = await online(['policy', 'diff', path], 'vi');

    expect([shown.code, other.code, applied.code, again.code]).toEqual([0, 1, 0, 0]);
    expect(shown.out).toContain('1 persons are concerned.');
    expect(shown.out).toMatch(/│ directory +│ 1 +│ 0 +│ 0 +│ 1 +│ 1 +│/);
    expect(other.err).toMatch(/^PREVIEW_STALE \(hash\): /);
    expect(applied.out).toMatch(/^In force: policy [0-9a-f]{12} \(plan \S+\)\.\n$/);
    expect(again.out).toContain('Hôm nay không thay đổi gì của ai.');
    await city.settle();
    expect(await city.ldapGroups(head.login)).toContain('chiefs');
  });

  it('tell every mistake of the file as the city refuses it', async () => {
    const path = file('no-policy.yaml', 'version: 2\n');

    const english = await online(['policy', 'diff', path]);
    const vietnamese = await online(['policy', 'diff', path], 'vi');

    expect([english.code, vietnamese.code]).toEqual([1, 1]);
    expect(english.err).toMatch(/^POLICY_INVALID \(text\.1\): Line 1 of the policy: /);
    expect(vietnamese.err).toMatch(/^POLICY_INVALID \(text\.1\): Dòng 1 của chính sách: /);
  });
});

describe('plan', () => {
  it('tells what changes for whom, why, and how far it has come, in the language asked for', async () => {
    const english = await online(['plan', decision.planId, '--width', '160']);
    const vietnamese = await online(['plan', decision.planId, '--width', '160'], 'vi');

    expect([english.code, vietnamese.code]).toEqual([0, 0]);
    expect(english.out).toMatch(/Nguyễn Văn Mẫu.*directory.*create/s);
    expect(english.out).toContain('+ group leaders');
    expect(vietnamese.out).toMatch(/Nguyễn Văn Mẫu.*directory.*tạo/s);
  });

  it('tells of a plan that is not there', async () => {
    const ended = await online(['plan', 'khong-co']);

    expect(ended).toEqual({ code: 1, out: 'There is no plan khong-co.\n', err: '' });
  });
});

describe('scan and observe-only', () => {
  it('read a system to its end and count what was found', async () => {
    const ended = await online(['scan', 'directory']);

    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/│ linked +│ 2 +│/);
    expect(ended.out).toMatch(/directory: \d+ read, 0 differ, 0 missing\.\n/);
  });

  it('stop all writes to a system until somebody ends that, with a reason', async () => {
    const begun = await online(['observe-only', 'mail', '--reason', 'restored']);
    const ended = await online(['observe-only', 'mail', '--reason', 'looked at', '--end']);

    expect([begun.code, ended.code]).toEqual([0, 0]);
    expect(begun.out).toMatch(/│ mail +│ OBSERVE_ONLY +│/);
    expect(ended.out).toMatch(/│ mail +│ UP +│/);
  });

  it('refuse a system that nobody knows', async () => {
    const scanned = await online(['scan', 'khong-co']);
    const observed = await online(['observe-only', 'khong-co', '--reason', 'x'], 'vi');

    expect([scanned.code, observed.code]).toEqual([1, 1]);
    expect(scanned.err).toMatch(/^NOT_FOUND: There is no target "khong-co"\.\n$/);
    expect(observed.err).toMatch(/^NOT_FOUND: Không tìm thấy hệ thống đích «khong-co»\.\n$/);
  });
});

describe('why', () => {
  it('goes back to the line of the decision and of the policy, for one grant or for everything', async () => {
    const one = await online(['why', head.login, '--target', 'qlvb:so-tttt', '--grant', 'role=sign']);
    const all = await online(['why', head.login], 'vi');

    expect([one.code, all.code]).toEqual([0, 0]);
    expect(one.out).toMatch(/qlvb:so-tttt · role sign: GRANTED since \d{4}-\d\d-\d\d/);
    expect(one.out).toMatch(/= decision \S+, line 1: .*Nguyễn Văn Mẫu/);
    expect(all.out).toMatch(/directory · tài khoản: CÓ từ/);
  });
});
