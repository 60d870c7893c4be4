/** A connection that speaks no LDAP. */
import { connect } from 'node:net';
import { resultOf, SandboxDirectory, SUFFIX } from './sandbox-directory.fixture';

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('hangs up on rubbish and goes on serving others', async () => {
  for (const rubbish of [
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.from('30847fffffff', 'hex'),
    Buffer.from('3005020101ff00', 'hex'),
  ]) {
    await new Promise<void>((resolve) => {
      const socket = connect(directory.server.port, '127.0.0.1', () => socket.write(rubbish));
      socket.on('close', () => resolve());
      socket.on('error', () => undefined);
      socket.resume();
    });
  }

  expect(await resultOf(directory.admin.search(SUFFIX))).toBe(0);
});
