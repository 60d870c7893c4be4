/**
 * Before the first suite: says where temporary folders go, and sees to it that the programs of the real servers are there. On Debian as root they are
 * installed; elsewhere the run says aloud which part will not run and how to get it. With CI=true that is a failure.
 */
import { scratchFolder } from '../scratch';
import { install, missing, packagesOf, SERVERS } from './programs';

export default function prepareServers(): void {
  // The workers of the run are started with it: `os.tmpdir()` is this.
  process.env['TMPDIR'] = scratchFolder();
  const absent = (): typeof SERVERS => SERVERS.filter((server) => missing(server).length > 0);
  if (absent().length === 0) return;
  process.stderr.write(`\nreal servers: installing ${absent().flatMap(packagesOf).join(' ')} …\n`);
  const fault = install(absent());
  const left = absent();
  if (left.length === 0) return;
  const told = left
    .map(
      (server) =>
        `  ${server}: needs ${missing(server).join(', ')} – sudo apt-get install ${packagesOf(server).join(' ')}`,
    )
    .join('\n');
  const text = `real servers that are not here, so their tests do NOT run:\n${told}${fault === null ? '' : `\n${fault}`}\n`;
  if (process.env['CI'] === 'true') throw new Error(text);
  process.stderr.write(`\n${'='.repeat(100)}\n${text}${'='.repeat(100)}\n\n`);
}
