/** The scripts of each account, one of them active, and whom an account has answered when. */
import type { Database } from '../database';

export class Scripts {
  constructor(private readonly database: Database) {}

  put(owner: string, name: string, source: string, activate: boolean): void {
    if (activate) this.deactivate(owner);
    this.database
      .prepare(
        'INSERT INTO sieve_script (owner, name, source, active) VALUES (?, ?, ?, ?) ' +
          'ON CONFLICT (owner, name) DO UPDATE SET source = excluded.source, active = MAX(active, excluded.active)',
      )
      .run(owner, name, source, activate ? 1 : 0);
  }

  list(owner: string): { readonly name: string; readonly active: number }[] {
    return this.database.prepare('SELECT name, active FROM sieve_script WHERE owner = ? ORDER BY name').all(owner) as {
      name: string;
      active: number;
    }[];
  }

  deactivate(owner: string): void {
    this.database.prepare('UPDATE sieve_script SET active = 0 WHERE owner = ?').run(owner);
  }

  /** False when there is no such script. */
  delete(owner: string, name: string): boolean {
    return this.database.prepare('DELETE FROM sieve_script WHERE owner = ? AND name = ?').run(owner, name).changes > 0;
  }

  active(owner: string): string | null {
    const row = this.database.prepare('SELECT source FROM sieve_script WHERE owner = ? AND active = 1').get(owner) as
      { source: string } | undefined;
    return row?.source ?? null;
  }

  /** True once, and again when so long has passed: whoever writes often is answered now and then. */
  mayAnswer(owner: string, correspondent: string, now: Date, afterMs: number): boolean {
    const row = this.database
      .prepare('SELECT answered_at FROM sieve_answer WHERE owner = ? AND correspondent = ?')
      .get(owner, correspondent) as { answered_at: number } | undefined;
    if (row !== undefined && now.getTime() - row.answered_at < afterMs) return false;
    this.database
      .prepare('INSERT OR REPLACE INTO sieve_answer (owner, correspondent, answered_at) VALUES (?, ?, ?)')
      .run(owner, correspondent, now.getTime());
    return true;
  }
}
