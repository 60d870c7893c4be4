/** Operations that come with a condition, or with a control that must not be ignored. */
import { BerWriter, Control, EqualityFilter } from 'ldapts';
import { change, PEOPLE, person, resultOf, SandboxDirectory } from './sandbox-directory.fixture';

class RawControl extends Control {
  constructor(
    oid: string,
    critical: boolean,
    private readonly value: Buffer | null = null,
  ) {
    super(oid, { critical });
  }

  protected override writeControl(writer: BerWriter): void {
    if (this.value !== null) writer.writeBuffer(this.value, 0x04);
  }
}

function assertion(attribute: string, value: string): Control {
  const writer = new BerWriter();
  new EqualityFilter({ attribute, value }).write(writer);
  return new RawControl('1.3.6.1.1.12', true, writer.buffer);
}

let directory: SandboxDirectory;

beforeEach(async () => {
  directory = await SandboxDirectory.open();
});

afterEach(() => directory.close());

it('ends a write whose assertion does not hold, and any operation with a critical control that it does not know', async () => {
  const dn = `uid=a,${PEOPLE}`;
  await directory.admin.add(dn, person('a'));

  const outcomes = [
    await resultOf(directory.admin.modify(dn, change('replace', 'title', 'x'), assertion('sn', 'Khác'))),
    await resultOf(directory.admin.del(dn, assertion('entryCSN', 'old'))),
    await resultOf(directory.admin.modify(dn, change('replace', 'title', 'x'), assertion('sn', 'nguyễn'))),
    await resultOf(directory.admin.modify(dn, change('replace', 'title', 'x'), new RawControl('1.2.3.4', true))),
    await resultOf(directory.admin.modify(dn, change('replace', 'title', 'x'), new RawControl('1.2.3.4', false))),
    await resultOf(directory.admin.search(dn, {}, assertion('sn', 'nguyễn'))),
  ];

  expect(outcomes).toEqual([122, 122, 0, 12, 0, 12]);
});
