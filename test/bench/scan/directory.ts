/** A process of its own: the sandbox directory with so many accounts, and as many unit groups as there are units. */
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { parseDn } from '../../../src/sandbox/ldap/dn';
import { placeOf, type Entry } from '../../../src/sandbox/ldap/entry';
import { EntryFile } from '../../../src/sandbox/ldap/file';
import { startLdapServer } from '../../../src/sandbox/ldap';
import { entryOf, loginOf, SERVICE, SUFFIX, unitOf, UNITS } from './people';

const COMMIT = 2_000;
const STAMP = '20260101000000Z';

async function main(folder: string, count: number): Promise<void> {
  const file = join(folder, 'directory.db');
  const options = {
    host: '127.0.0.1',
    port: 0,
    file,
    suffix: SUFFIX,
    admin: { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' },
    services: [SERVICE],
  };
  // The first start makes the base; the accounts are then put into the file, as many adds would have left it.
  await (await startLdapServer(options)).close();
  fill(file, count);
  const server = await startLdapServer(options);
  process.send!({ url: server.url, rssMiB: process.memoryUsage.rss() / 2 ** 20 });
}

function fill(path: string, count: number): void {
  const file = new EntryFile(path);
  let id = file.load().length;
  for (let start = 0; start < count; start += COMMIT) {
    const put = Array.from({ length: Math.min(COMMIT, count - start) }, (_, offset) => {
      id += 1;
      return entry(id, `uid=${loginOf(start + offset)},ou=people,${SUFFIX}`, entryOf(start + offset));
    });
    file.write({ put });
  }
  const groups = Array.from({ length: Math.min(UNITS, count) }, (_, unit) => {
    id += 1;
    const name = `unit-${unitOf(unit).id}`;
    const member: string[] = [];
    for (let index = unit; index < count; index += UNITS) member.push(`uid=${loginOf(index)},ou=people,${SUFFIX}`);
    return entry(id, `cn=${name},ou=groups,${SUFFIX}`, { objectClass: ['top', 'groupOfNames'], cn: [name], member });
  });
  file.write({ put: groups });
  file.close();
}

function entry(id: number, dn: string, attributes: Readonly<Record<string, readonly string[]>>): Entry {
  return {
    id,
    ...placeOf(parseDn(dn)),
    uuid: randomUUID(),
    createdAt: STAMP,
    modifiedAt: STAMP,
    csn: `${STAMP.slice(0, 14)}.000000Z#${id.toString(16).padStart(6, '0')}#000#000000`,
    attributes: new Map(Object.entries(attributes).map(([name, values]) => [name.toLowerCase(), { name, values }])),
    passwordHash: null,
    passwordChangedAt: null,
  };
}

const [folder, count] = process.argv.slice(2);
main(folder!, Number(count)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
