/** Where the project's files are, from the source (tests) and from what is built of it. */
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, __dirname.includes(join('dist', 'test')) ? '../../..' : '../..');
export const MINISTERS = join(ROOT, 'data', 'ministers');
/** Positions and policy of a city that is replayed. */
export const SETTING = join(ROOT, 'test', 'replay', 'setting');
