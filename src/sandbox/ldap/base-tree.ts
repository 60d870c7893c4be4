/** The suffix, its three branches and the service accounts; made once, in a new file. */
import type { ServiceAccount } from './access';
import { parseDn, type Dn } from './dn';
import { placeOf, type Entry, type StoredAttribute } from './entry';
import type { Scene } from './scene';

export function seedBaseTree(scene: Scene, services: readonly ServiceAccount[]): void {
  const suffixName = scene.suffix[0]?.[0];
  if (suffixName === undefined) throw new Error('the suffix of a directory is not empty');
  const isDc = suffixName.type.toLowerCase() === 'dc';
  put(scene, scene.suffix, {
    objectClass: isDc ? ['top', 'dcObject', 'organization'] : ['top', 'organization'],
    o: [isDc ? 'UBND thành phố Hà Nội' : suffixName.value],
    ...(isDc ? { dc: [suffixName.value] } : {}),
  });
  for (const ou of ['people', 'groups', 'services']) {
    put(scene, [[{ type: 'ou', value: ou }], ...scene.suffix], {
      objectClass: ['top', 'organizationalUnit'],
      ou: [ou],
    });
  }
  for (const service of services) {
    const dn = parseDn(service.dn);
    const name = dn[0]?.[0];
    if (name?.type.toLowerCase() !== 'cn') throw new Error(`a service account is named by cn: ${service.dn}`);
    put(scene, dn, { objectClass: ['top', 'organizationalRole'], cn: [name.value] });
  }
}

function put(scene: Scene, dn: Dn, attributes: Readonly<Record<string, readonly string[]>>): void {
  const place = placeOf(dn);
  if (scene.tree.find(place.key) !== undefined) return;
  const { time, csn } = scene.stamps.next();
  const stored = Object.entries(attributes).map(([name, values]): [string, StoredAttribute] => [
    name.toLowerCase(),
    { name, values },
  ]);
  const entry: Entry = {
    id: scene.tree.nextId(),
    ...place,
    uuid: scene.stamps.newUuid(),
    createdAt: time,
    modifiedAt: time,
    csn,
    attributes: new Map(stored),
    passwordHash: null,
    passwordChangedAt: null,
  };
  scene.tree.commit({ put: [entry] });
}
