/** Mail accounts as the entries of Dovecot's dictionary make them. */
import type { Actual } from './actual';

export function accountsIn(entries: ReadonlyMap<string, string>): readonly Actual[] {
  const found: Actual[] = [];
  for (const [key, value] of entries) {
    const [, login, archived] = /^shared\/(?:userdb\/([^/@]+)|archive\/([^/@]+))$/.exec(key) ?? [];
    const name = login ?? archived;
    if (name === undefined || (login !== undefined && entries.has(`shared/archive/${name}`))) continue;
    const fields = JSON.parse(value) as Record<string, string | undefined>;
    if (fields.kind !== 'account' || fields.building !== undefined) continue;
    const prefix = `shared/shared-boxes/user/${name}/`;
    const boxes = [...entries.keys()].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length));
    const denied = entries.has(`shared/deny/${name}`);
    found.push({
      targetId: 'mail',
      nativeId: name,
      name,
      personId: fields.personId ?? null,
      status: archived !== undefined ? 'archived' : denied ? 'disabled' : 'active',
      grants: new Set(boxes.map((box) => `roleMailbox:${box}`)),
      fullName: fields.fullName ?? null,
      quotaMiB: fields.quotaMiB === undefined ? null : Number(fields.quotaMiB),
      title: null,
      raw: `${value} ${denied} ${boxes.sort().join(',')}`,
    });
  }
  return found;
}
