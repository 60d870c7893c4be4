/**
 * Doors between the city and its three systems: a shut door is a system that is away. The tests' own clients go round
 * them, so that what a system holds can be read while the city cannot reach it.
 */
import { startSandbox, type Sandbox } from '../../src/main/sandbox';
import { Door } from '../servers/door';

export type System = 'directory' | 'mail' | 'qlvb';

export type Doors = Readonly<Record<System, Door>>;

/** The sandbox as `main` starts it, reached by the city through doors. */
export async function startBehindDoors(
  take: (doors: Doors) => void,
  ...parts: Parameters<typeof startSandbox>
): Promise<Sandbox> {
  return behindDoors(take, await startSandbox(...parts));
}

export async function behindDoors(take: (doors: Doors) => void, sandbox: Sandbox): Promise<Sandbox> {
  const doors = {
    directory: doorTo(sandbox.ldap.url),
    mail: doorTo(sandbox.mail.url),
    qlvb: doorTo(sandbox.qlvb.url),
  };
  const all = Object.values(doors);
  await Promise.all(all.map((door) => door.open()));
  take(doors);
  return {
    ...sandbox,
    ldap: { ...sandbox.ldap, url: through(sandbox.ldap.url, doors.directory) },
    mail: { ...sandbox.mail, url: through(sandbox.mail.url, doors.mail) },
    qlvb: { ...sandbox.qlvb, url: through(sandbox.qlvb.url, doors.qlvb) },
    async close() {
      await Promise.all(all.map((door) => door.shut()));
      await sandbox.close();
    },
  };
}

function doorTo(url: string): Door {
  const { hostname, port } = new URL(url);
  return new Door({ host: hostname, port: Number(port) });
}

function through(url: string, door: Door): string {
  const { host } = new URL(url);
  return url.replace(host, door.address);
}
