import {
  applicationsOf,
  obstacles,
  type AccountState,
  type AccountStatus,
  type ApplicationSettings,
} from './eligibility';

const settings: ApplicationSettings = {
  folder: 'Điều hành Thành phố',
  entries: [
    { id: 'mail', name: 'Hộp thư điện tử', url: 'https://mail.hanoi.gov.vn', needs: 'mail', perUnit: false },
    { id: 'qlvb', name: 'Quản lý văn bản', url: 'http://qlvb.hanoi.gov.vn', needs: 'qlvb', perUnit: true },
    { id: 'portal', name: 'Cổng giao tiếp', url: 'https://www.hanoi.gov.vn', needs: 'directory', perUnit: false },
    { id: 'egov', name: 'Cổng dịch vụ công', url: 'https://egov.hanoi.gov.vn', needs: 'directory', perUnit: false },
    { id: 'unit-portal', name: 'Cổng của đơn vị', url: null, needs: 'directory', perUnit: true },
  ],
  unitUrl: (application, unit) => (application === 'qlvb' && unit === 'b' ? 'https://qlvb.b.example' : null),
};

const account = (targetId: string, status: AccountState = 'active'): AccountStatus => ({
  personId: 'p',
  targetId,
  unitId: targetId.split(':')[1] ?? null,
  status,
});

const shown = (accounts: AccountStatus[]): string[] =>
  applicationsOf(settings, accounts).map(({ id, status }) => `${id} ${status}`);

describe('the folder of applications', () => {
  it('is ready when every application has an active account', () => {
    const applications = applicationsOf(settings, [account('directory'), account('mail'), account('qlvb:a')]);

    expect(applications.map(({ id, status }) => [id, status])).toEqual([
      ['mail', 'READY'],
      ['qlvb:a', 'READY'],
      ['portal', 'READY'],
      ['egov', 'READY'],
      ['unit-portal:a', 'READY'],
    ]);
    expect(obstacles(applications)).toEqual([]);
  });

  it('names what stands in the way, and nothing else', () => {
    const applications = applicationsOf(settings, [account('directory'), account('qlvb:a')]);

    expect(obstacles(applications)).toMatchObject([{ id: 'mail', status: 'NO_ACCOUNT' }]);
  });

  it('has one entry per unit, each with its own address', () => {
    const accounts = [account('directory'), account('qlvb:b'), account('qlvb:a', 'pending')];

    const entries = applicationsOf(settings, accounts).filter(({ id }) => id.startsWith('qlvb'));

    expect(entries).toMatchObject([
      { id: 'qlvb:a', unitId: 'a', url: 'http://qlvb.hanoi.gov.vn', status: 'ACCOUNT_PENDING' },
      { id: 'qlvb:b', unitId: 'b', url: 'https://qlvb.b.example', status: 'READY' },
    ]);
  });

  it('follows a transfer: the link of the unit that was left goes', () => {
    const after = shown([account('directory'), account('mail'), account('qlvb:a', 'disabled'), account('qlvb:b')]);

    expect(after.filter((entry) => entry.startsWith('qlvb'))).toEqual(['qlvb:b READY']);
  });

  it('says why, for who has left and for who never was', () => {
    const left = shown([account('directory', 'disabled'), account('mail', 'archived'), account('qlvb:a', 'disabled')]);
    const deleted = shown([account('directory', 'deleted'), account('qlvb:a', 'deleted')]);

    expect(left).toEqual([
      'mail ACCOUNT_DISABLED',
      'qlvb:a ACCOUNT_DISABLED',
      'portal ACCOUNT_DISABLED',
      'egov ACCOUNT_DISABLED',
      'unit-portal:a ACCOUNT_DISABLED',
    ]);
    expect(deleted).toEqual([
      'mail NO_ACCOUNT',
      'qlvb NO_ACCOUNT',
      'portal NO_ACCOUNT',
      'egov NO_ACCOUNT',
      'unit-portal NO_ACCOUNT',
    ]);
    expect(shown([])).toEqual(deleted);
  });
});
