/** The town that every history begins with: three bodies, a division, and four persons whose accounts are there. */
import { Catalogue } from '../../src/subgraphs/organisation/catalogue';
import { CLERK } from './clerk';
import { START, type History } from './run';

export const BEGINNING = '2025-01-06';

export async function settleTown(history: History): Promise<void> {
  const position = (id: string, titleVi: string, rank: number, managementRole: string, seats: number | null) => ({
    id,
    titleVi,
    titleEn: id,
    rank,
    covered: true,
    managementRole,
    seats,
  });
  await new Catalogue(history.life.store).define(CLERK, [
    position('truong', 'Trưởng đơn vị', 1, 'unit-head', 1),
    position('pho', 'Phó trưởng đơn vị', 2, 'deputy-head', null),
    position('van-thu', 'Văn thư', 6, 'records-clerk', 2),
    position('chuyen-vien', 'Chuyên viên', 9, 'officer', null),
  ]);
  await history.clerking.record(BEGINNING, null, [
    unit('tp', 'city_government', null),
    unit('so-a', 'department', 'tp'),
    unit('so-b', 'department', 'tp'),
    unit('phong-a', 'division', 'so-a'),
    ...['so-a', 'so-b'].flatMap((id) => ['truong', 'pho', 'van-thu', 'chuyen-vien'].map((one) => post(id, one))),
    post('tp', 'truong'),
    post('phong-a', 'truong'),
    post('phong-a', 'chuyen-vien'),
  ]);
  const names = [
    ['Nguyễn', 'Văn', 'An'],
    ['Trần', 'Thị', 'Bình'],
    ['Lê', 'Quốc', 'Cường'],
    ['Phạm', 'Thu', 'Dung'],
    ['Hoàng', '', 'Giang'],
  ] as const;
  for (const [familyName, middleName, givenName] of names)
    await history.acts.hire({ familyName, middleName, givenName });
  const [an, binh, cuong, dung] = history.persons.map((one) => one.id);
  await history.clerking.record(BEGINNING, null, [
    appoint(an!, 'so-a/truong'),
    appoint(binh!, 'so-a/van-thu'),
    appoint(cuong!, 'so-b/chuyen-vien'),
    appoint(dung!, 'so-b/truong'),
  ]);
  await history.clerking.record('2025-06-02', null, [appoint(cuong!, 'so-a/pho')]);
  await history.life.work(true);
  history.clock.set(new Date(START.getTime() - 1));
  await history.life.work(true);
  await history.life.relay.stop();
}

function unit(id: string, kind: string, parentId: string | null) {
  return { kind: 'establishUnit' as const, line: { id, name: `Đơn vị ${id}`, kind, parentId } };
}

function post(unitId: string, positionId: string) {
  return { kind: 'openPost' as const, line: { id: `${unitId}/${positionId}`, unitId, positionId } };
}

function appoint(personId: string, postId: string) {
  return {
    kind: 'appoint' as const,
    line: { personId, postId, mode: 'OFFICIAL' as const, primary: false, fields: [] },
  };
}
