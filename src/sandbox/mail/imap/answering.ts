/** How a command ends: OK, NO, or untagged lines before it. */
export class Answering {
  constructor(readonly send: (line: string) => void) {}

  ok(tag: string, message: string): void {
    this.send(`${tag} OK ${message}`);
  }

  no(tag: string, message: string): void {
    this.send(`${tag} NO ${message}`);
  }

  missing(tag: string, name: string): void {
    this.no(tag, `[NONEXISTENT] Mailbox doesn't exist: ${printable(name)}`);
  }
}

/** A name as it may stand in a text line. */
export function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
