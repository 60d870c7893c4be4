/** A few things for the sample logins to see: mail, documents that wait, a tablet. Invented, and only in a sandbox. */
import type { Api } from '../import/api';
import type { SampleLogin } from './first-start';
import { deliver } from './lmtp';
import type { Systems } from './sandbox';

const DOCUMENTS = [
  {
    number: '145/UBND-KGVX',
    subject: 'Về việc chuẩn bị hội nghị giao ban tháng',
    type: 'Công văn',
    urgency: 'Khẩn',
    kind: 'incoming',
    task: 'Xử lý',
    dueInDays: 3,
  },
  {
    number: '88/BC-STC',
    subject: 'Báo cáo tình hình giải ngân quý III',
    type: 'Báo cáo',
    urgency: 'Thường',
    kind: 'task',
    task: 'Phối hợp',
    dueInDays: 10,
  },
  {
    number: null,
    subject: 'Dự thảo kế hoạch ứng dụng công nghệ thông tin',
    type: 'Kế hoạch',
    urgency: 'Thường',
    kind: 'draft',
    task: 'Ký',
    dueInDays: 7,
  },
] as const;

const LEADERS = 2;
const DAY_MS = 86_400_000;

const PERSON =
  'query Person($login: String!) { person(login: $login) { id appointments { post { id unit { id } } } } }';
const RECEIVE = 'mutation Receive($input: ReceiveTabletsInput!) { receiveTablets(input: $input) { id } }';
const ISSUE =
  'mutation Issue($tabletId: ID!, $personId: ID!, $recordNumber: String!) { issueTablet(tabletId: $tabletId, personId: $personId, recordNumber: $recordNumber) { id } }';

interface SamplePerson {
  readonly person: {
    readonly id: string;
    readonly appointments: readonly {
      readonly post: { readonly id: string; readonly unit: { readonly id: string } };
    }[];
  };
}

export async function placeSamples(
  api: Api,
  systems: Systems,
  samples: readonly SampleLogin[],
  now = new Date(),
): Promise<void> {
  for (const [index, sample] of samples.slice(0, LEADERS).entries()) {
    const { person } = await api.request<SamplePerson>(PERSON, { login: sample.login });
    const post = person.appointments[0]?.post;
    if (post === undefined) continue;
    await placeDocuments(systems, post, now);
    await placeMail(systems, sample, now);
    await placeTablet(api, post.unit.id, person.id, index);
  }
}

async function placeDocuments(
  systems: Systems,
  post: { readonly id: string; readonly unit: { readonly id: string } },
  now: Date,
): Promise<void> {
  const today = now.toISOString().slice(0, 10);
  for (const { dueInDays, ...document } of DOCUMENTS) {
    const response = await fetch(`${systems.qlvb.url}/don-vi/${post.unit.id}/api/v1/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${systems.qlvb.provisioningKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...document,
        senderUnit: 'vp-ubnd-tp',
        ownerPost: post.id,
        receivedOn: today,
        dueOn: new Date(now.getTime() + dueInDays * DAY_MS).toISOString().slice(0, 10),
      }),
    });
    if (!response.ok) throw new Error(`a sample document was refused: ${response.status} ${await response.text()}`);
  }
}

async function placeMail(systems: Systems, sample: SampleLogin, now: Date): Promise<void> {
  const { hostname, port } = new URL(systems.addresses.lmtp);
  const from = `vanphong@${systems.mail.domain}`;
  const to = `${sample.login}@${systems.mail.domain}`;
  const message = [
    `From: ${from}`,
    `To: ${to}`,
    `Date: ${now.toUTCString()}`,
    'Subject: Moi hop giao ban',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Kính mời đồng chí dự họp giao ban sáng thứ Hai.',
  ].join('\r\n');
  await deliver({ host: hostname, port: Number(port), from, to, message });
}

async function placeTablet(api: Api, unitId: string, personId: string, index: number): Promise<void> {
  const { receiveTablets } = await api.request<{ receiveTablets: { id: string }[] }>(RECEIVE, {
    input: { unitId, model: 'MTB mẫu', serials: [`MAU-000${index + 1}`], recordNumber: `BB-MAU-${index + 1}` },
  });
  for (const tablet of receiveTablets)
    await api.request(ISSUE, { tabletId: tablet.id, personId, recordNumber: `BB-MAU-${index + 1}/GN` });
}
