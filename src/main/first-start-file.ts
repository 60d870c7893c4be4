/** What the first start handed out, kept beside the store: later starts print it again and do not fill the city twice. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FirstStart } from './first-start';

export class FirstStartFile {
  constructor(private readonly path: string) {}

  /** Null before the first start is done. */
  read(): FirstStart | null {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as FirstStart;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Whole or not at all: renamed into place. */
  write(done: FirstStart): void {
    const partial = `${this.path}.partial`;
    writeFileSync(partial, JSON.stringify(done, null, 2), { mode: 0o600 });
    renameSync(partial, this.path);
  }
}
