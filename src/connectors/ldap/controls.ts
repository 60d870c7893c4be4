/** The assertion control (RFC 4528): the directory writes only if the entry still is the one that was meant. */
import { AndFilter, BerWriter, Control, EqualityFilter, type Filter } from 'ldapts';

class AssertionControl extends Control {
  constructor(private readonly filter: Filter) {
    super('1.3.6.1.1.12', { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    this.filter.write(value);
    writer.writeBuffer(value.buffer, 0x04);
  }
}

/** Asserts that the entry is the one meant and, where given, its version (`attribute=value`). */
export function assertEntry(identity: Filter, version: string | null): Control {
  const filters: Filter[] = [identity];
  if (version !== null) {
    const split = version.indexOf('=');
    filters.push(new EqualityFilter({ attribute: version.slice(0, split), value: version.slice(split + 1) }));
  }
  return new AssertionControl(new AndFilter({ filters }));
}
