import { banner } from './banner';

const city = {
  gateway: { url: 'http://127.0.0.1:4000' },
  sandbox: {
    addresses: { ldap: 'ldap://x', imap: 'imap://x', lmtp: 'lmtp://x', doveadm: 'http://x', qlvb: 'http://y' },
  },
} as unknown as Parameters<typeof banner>[0];
const first = {
  administrator: { login: 'pqkiem', code: 'AAAA-BBBB-CCCC', expiresAt: '2026-03-05T02:00:00.000Z' },
  samples: [{ login: 'nvan', fullName: 'Nguyễn Văn An', who: 'records clerk' }],
  samplePassword: 'Mau-2026',
};

it('speaks the language of whoever started the city, and tells the same in both', () => {
  const [vi, en] = [banner(city, first, 'vi'), banner(city, first, 'en')];

  expect(vi).toContain('mã một lần AAAA-BBBB-CCCC');
  expect(vi).toContain('Nguyễn Văn An, văn thư');
  expect(vi).toContain('Ctrl+C để dừng');
  expect(en).toContain('one-time code AAAA-BBBB-CCCC');
  expect(en).toContain('Nguyễn Văn An, records clerk');
  for (const told of [vi, en]) expect(told).not.toMatch(/undefined|\{\w+\}(?=\s)/);
  expect(vi.split('\n')).toHaveLength(en.split('\n').length);
});
