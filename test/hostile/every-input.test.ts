/** Every text input of the schema against every hostile value: a known refusal, or kept to the letter. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestCity, type Holder } from '../city/harness';
import { isKnownCode } from './attacker';
import { HOSTILE, MARK } from './hostile-values';
import { textPlaces, type Harmless, type Place } from './schema-inputs';

/** Values of which each place gets some: by turns in the default run, all with EVERY_VALUE=1. */
const PER_PLACE = process.env['EVERY_VALUE'] === '1' ? HOSTILE.length : 4;
const AT_A_TIME = 8;

/** Sign-in is counted per attempt: these places are attacked by tests of their own. */
const COUNTED = /^Mutation\.(login|refresh|activate|changePassword|logout|.*[Tt]oken|.*[Ss]ession.*)\b/;

/** Where a text is stored in another form on purpose. */
const OTHER_FORM = new Map([
  ['audit_record', 'the typed login of a refused sign-in, made printable'],
  ['idempotency_key', 'hashes'],
]);

let city: TestCity;
let someone: Holder;
let appointmentId: string;

beforeAll(async () => {
  city = await TestCity.open();
  someone = await city.holder(['Đặng', 'Văn', 'Mẫu'], 'so-tttt/pho-giam-doc-so');
  const { person } = await city.ask<{ person: { appointments: { id: string }[] } }>(
    'query($id: ID!) { person(id: $id) { appointments { id } } }',
    { id: someone.id },
  );
  appointmentId = person.appointments[0]!.id;
});
afterAll(() => city.close());

const harmless: Harmless = (name, type) => {
  if (type === 'Date') return '2026-03-02';
  if (type === 'DateTime') return '2026-03-02T02:00:00.000Z';
  if (type === 'Int' || type === 'Float') return 1;
  if (type === 'Boolean') return false;
  if (/person|holder|receiver|member/i.test(name)) return someone.id;
  if (/issuer|unit/i.test(name)) return 'so-tttt';
  if (/post/i.test(name)) return 'so-tttt/pho-giam-doc-so';
  if (/position/i.test(name)) return 'giam-doc-so';
  if (/appointment/i.test(name)) return appointmentId;
  if (/target/i.test(name)) return 'directory';
  return undefined;
};

interface Outcome {
  readonly place: Place;
  readonly value: string;
  readonly codes: readonly string[];
}

async function attack(place: Place, value: string): Promise<Outcome> {
  const refused = await city.refused(place.query, place.variables(value));
  return { place, value, codes: refused.map((one) => one.split(' ')[0] ?? '') };
}

describe('every text input of the schema (ASVS 1.2.4, ASVS 1.2.6, ASVS 1.3.11)', () => {
  const sdl = readFileSync(join(__dirname, '..', '..', 'schema', 'supergraph.graphql'), 'utf8');
  const places = textPlaces(sdl, harmless).filter(({ name }) => !COUNTED.test(name));
  const accepted: Outcome[] = [];

  it('is found in the schema', () => {
    expect(places.length).toBeGreaterThan(150);
    expect(places.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Query.people(search)',
        'Mutation.createPerson(input.familyName)',
        'Mutation.recordDecision(input.appoint.0.fields.0)',
      ]),
    );
  });

  it('answers a hostile value with a known code, or takes it', async () => {
    const faults: string[] = [];
    const jobs = places.flatMap((place, turn) =>
      Array.from({ length: PER_PLACE }, (_, index) => ({
        place,
        ...HOSTILE[(turn * 3 + index * 5) % HOSTILE.length]!,
      })),
    );

    for (let start = 0; start < jobs.length; start += AT_A_TIME) {
      const some = jobs.slice(start, start + AT_A_TIME);
      const outcomes = await Promise.all(some.map((job) => attack(job.place, job.text)));
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.codes.length === 0) accepted.push(outcome);
        for (const code of outcome.codes)
          if (!isKnownCode(code)) faults.push(`${outcome.place.name}: ${some[index]!.name}: ${code}`);
      }
    }

    expect(faults).toEqual([]);
  }, 180_000);

  it('is kept to the letter wherever it was taken', async () => {
    const taken = new Set(accepted.filter(({ place }) => place.name.startsWith('Mutation.')).map(({ value }) => value));
    const store = city.city.store.read;
    const tables = (await store.query("SELECT name FROM sqlite_master WHERE type = 'table'")) as { name: string }[];
    const faults: string[] = [];

    for (const { name } of tables) {
      if (OTHER_FORM.has(name)) continue;
      const rows = (await store.query(`SELECT * FROM "${name}"`)) as Record<string, unknown>[];
      for (const cell of rows.flatMap((row) => Object.values(row)))
        if (typeof cell === 'string' && cell.includes(MARK) && !holdsOne(cell, taken))
          faults.push(`${name}: ${cell.slice(0, 120)}`);
    }

    expect(faults).toEqual([]);
  });

  it('has harmed nothing: everything answers, and the record is whole', async () => {
    await city.settle();
    const { unit } = await city.ask<{ unit: { id: string } }>('{ unit(id: "so-tttt") { id } }');
    const { auditVerdict } = await city.ask<{ auditVerdict: { ok: boolean } }>('{ auditVerdict { ok } }');

    expect(unit.id).toBe('so-tttt');
    expect(auditVerdict.ok).toBe(true);
  });
});

/** The cell is one of the values, or JSON that holds one; either as it was sent or composed (NFC), which is the same text. */
function holdsOne(cell: string, values: ReadonlySet<string>): boolean {
  return [...values].some((value) =>
    [value, value.trim(), value.normalize('NFC'), JSON.stringify(value).slice(1, -1)].some((form) =>
      cell.includes(form),
    ),
  );
}
