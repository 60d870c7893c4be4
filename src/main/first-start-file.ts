/** What the first start handed out, kept beside the store: later starts print it again and do not fill the city twice. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FirstStart } from './first-start';

/** What may be shown of it later: the one-time code only until it is used. */
export interface HandedOut extends Omit<FirstStart, 'administrator'> {
  readonly administrator: {
    readonly login: string;
    readonly code: string | null;
    readonly expiresAt: string | null;
  };
}

export class FirstStartFile {
  constructor(private readonly path: string) {}

  /** Null before the first start is done. */
  read(): HandedOut | null {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as HandedOut;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** The code was used: it is shown no more. */
  forgetCode(): HandedOut | null {
    const done = this.read();
    if (done === null || done.administrator.code === null) return done;
    const without = { ...done, administrator: { login: done.administrator.login, code: null, expiresAt: null } };
    this.write(without);
    return without;
  }

  /** Whole or not at all: renamed into place. */
  write(done: HandedOut): void {
    const partial = `${this.path}.partial`;
    writeFileSync(partial, JSON.stringify(done, null, 2), { mode: 0o600 });
    renameSync(partial, this.path);
  }
}
