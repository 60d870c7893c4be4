/**
 * Loaded before the gateway of a kill at a boundary, and of no other: ends the process there, as `kill -9` would. The file
 * that it leaves says that the boundary was reached.
 */
import { writeFileSync } from 'node:fs';
import { observeBoundaries } from '../../src/shared/write-boundary';

const { CRASH_BOUNDARY, CRASH_NTH, CRASH_MARK, CRASH_ARMED } = process.env;

let left = Number(CRASH_NTH);
let armed = CRASH_ARMED === 'at-start';

if (CRASH_BOUNDARY !== undefined && CRASH_MARK !== undefined) {
  const mark = CRASH_MARK;
  observeBoundaries((boundary) => {
    if (!armed || boundary !== CRASH_BOUNDARY) return;
    left -= 1;
    if (left > 0) return;
    writeFileSync(mark, boundary);
    process.kill(process.pid, 'SIGKILL');
  });
  process.on('message', () => {
    armed = true;
  });
  process.channel?.unref();
}
