/** Who is connected: what `who` lists and `kick` ends. */
export interface OpenSession {
  readonly user: string;
  readonly service: 'imap';
  readonly id: number;
  readonly ip: string;
  /** Says goodbye and cuts the connection. */
  end(): void;
}

export class Sessions {
  private readonly open = new Set<OpenSession>();
  private nextId = 1;

  newId(): number {
    return this.nextId++;
  }

  add(session: OpenSession): void {
    this.open.add(session);
  }

  remove(session: OpenSession): void {
    this.open.delete(session);
  }

  matching(mask: string): OpenSession[] {
    const pattern = maskPattern(mask);
    return [...this.open].filter((session) => pattern.test(session.user));
  }
}

/** Dovecot's masks: `*` any text, `?` one character. */
export function maskPattern(mask: string): RegExp {
  const escaped = mask
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}
