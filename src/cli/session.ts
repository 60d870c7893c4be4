/** The signed-in session of this user on this machine, in a file that only they can read. One per gateway address. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export interface StoredSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: string;
}

export class SessionFile {
  constructor(private readonly path: string = join(homedir(), '.dieuhanh', 'sessions.json')) {}

  read(url: string): StoredSession | null {
    return this.all()[url] ?? null;
  }

  write(url: string, session: StoredSession | null): void {
    const { [url]: _, ...others } = this.all();
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(this.path, JSON.stringify(session === null ? others : { ...others, [url]: session }), {
      mode: 0o600,
    });
    chmodSync(this.path, 0o600);
  }

  private all(): Record<string, StoredSession> {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as Record<string, StoredSession>;
    } catch {
      return {};
    }
  }
}
