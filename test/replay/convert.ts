/**
 * Turns the ministers' data set (data/ministers/source) into what the replay reads: `appointments.csv` in the replay's
 * columns and `reorganisations.csv` with what became of the bodies. Prints the facts of the data set that the README
 * states. Run: `npm run build && node dist/test/replay/convert.js`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { MINISTERS } from './places';

type Cells = Readonly<Record<string, string>>;

interface Held {
  readonly person: string;
  readonly post: string;
  readonly unit: string;
  readonly mode: 'OFFICIAL' | 'ACTING' | 'ON_LEAVE';
  readonly startsOn: string;
  readonly endsOn: string;
  /** Ends before it starts: stands in the CSV, where the replay refuses it, and counts for nothing else. */
  readonly broken: boolean;
}

interface Act {
  readonly on: string;
  readonly act: 'establish' | 'map' | 'end';
  readonly id: string;
  readonly to: readonly string[];
}

const DAY_MS = 86_400_000;
/** Time after which accounts may be deleted (data/policy.yaml). */
const DELETED_AFTER_DAYS = 1_825;
const NEVER = '9999-12-31';

export interface Converted {
  readonly appointments: string;
  readonly reorganisations: string;
  readonly facts: Readonly<Record<string, number>>;
}

export function convert(folder: string): Converted {
  const table = (name: string): Cells[] =>
    parse(readFileSync(join(folder, `${name}.csv`)), { columns: true, bom: true });
  const organisations = table('organisation');
  const posts = table('post');
  const units = unitIds(organisations);
  const postIds = idsOf(posts, (post) => `${units.get(post.organisation_id!)}/${slug(post.name!)}`);
  const organisationOf = new Map(posts.map((post) => [post.id!, post.organisation_id!]));
  const appointments = table('appointment');
  const spells = table('appointment_characteristics');
  const held = heldOf(appointments, spells, postIds, (postId) => units.get(organisationOf.get(postId)!)!);
  const real = held.filter((one) => !one.broken && one.mode !== 'ON_LEAVE');
  const seats = new Map([...groups(real, (one) => one.post)].map(([post, list]) => [post, overlap(list)]));
  const acts = reorganisations(organisations, table('organisation_link'), units, real);

  const names = namesOf(table('person'));
  const unitName = new Map(organisations.map((one) => [units.get(one.id!)!, one.name!]));
  const title = new Map(posts.map((post) => [postIds.get(post.id!)!, post.name!]));
  const rows = held.map((one) => [
    one.person,
    names.get(one.person)!,
    one.unit,
    unitName.get(one.unit)!,
    one.post,
    title.get(one.post)!,
    String(seats.get(one.post) ?? 1),
    one.mode,
    one.startsOn,
    one.endsOn,
  ]);
  const head = 'person_id,person_name,unit_id,unit_name,post_id,post_title,seats,mode,starts_on,ends_on'.split(',');
  const ended = new Map(organisations.map((one) => [units.get(one.id!)!, one.end_date!]));
  return {
    appointments: csv([head, ...rows]),
    reorganisations: csv([
      ['effective_on', 'act', 'id', 'to'],
      ...acts.map(({ on, act, id, to }) => [on, act, id, to.join(' ')]),
    ]),
    facts: {
      appointments: appointments.length,
      persons: new Set(appointments.map((one) => one.person_id)).size,
      'days on which something changed': new Set(
        appointments.flatMap((one) => [one.start_date!, one.end_date || one.start_date!]),
      ).size,
      'posts with simultaneous holders': [...seats.values()].filter((count) => count > 1).length,
      'rows without an end': appointments.filter((one) => one.end_date === '').length,
      'rows that outlive their organisation': real.filter(
        (one) => (one.endsOn || NEVER) > (ended.get(one.unit) || NEVER),
      ).length,
      'rows that end before they start': held.filter((one) => one.broken).length,
      'people who return after more than the deletion time': returners(real),
      'acting spells': held.filter((one) => one.mode === 'ACTING').length,
      'spells of leave': held.filter((one) => one.mode === 'ON_LEAVE').length,
      'bodies established later': acts.filter((one) => one.act === 'establish').length,
      'bodies ended': acts.filter((one) => one.act === 'end').length,
      'posts mapped to a successor': acts.filter((one) => one.act === 'map').length,
    },
  };
}

/** An acting spell covers its appointment whole in this data; a leave is a row of its own beside the appointment. */
function heldOf(
  appointments: readonly Cells[],
  spells: readonly Cells[],
  postIds: ReadonlyMap<string, string>,
  unitOf: (postId: string) => string,
): Held[] {
  const byAppointment = groups(spells, (one) => one.appointment_id!);
  return appointments
    .flatMap((one): Held[] => {
      const startsOn = one.start_date!;
      const endsOn = one.end_date!;
      const base = { person: one.person_id!, post: postIds.get(one.post_id!)!, unit: unitOf(one.post_id!) };
      const own = byAppointment.get(one.id!) ?? [];
      const acting = own.find((spell) => spell.is_acting === 'True');
      if (acting && (acting.start_date !== startsOn || acting.end_date !== endsOn))
        throw new Error(`${one.id} acts for a part of its time`);
      const broken = endsOn !== '' && endsOn <= startsOn;
      const leaves = own.filter((spell) => spell.is_on_leave === 'True');
      return [
        { ...base, mode: acting ? 'ACTING' : 'OFFICIAL', startsOn, endsOn, broken },
        ...leaves.map((spell): Held => ({
          ...base,
          mode: 'ON_LEAVE',
          startsOn: spell.start_date!,
          endsOn: spell.end_date!,
          broken,
        })),
      ];
    })
    .sort(
      (a, b) =>
        compare(a.startsOn, b.startsOn) ||
        compare(a.post, b.post) ||
        compare(b.mode, a.mode) ||
        compare(a.person, b.person),
    );
}

/**
 * A body begins on its first day, or with its first holder; it ends on its last day, or with its last holder: sixteen
 * appointments outlive their body by one to three days. What is there from the beginning needs no decision of its own.
 */
function reorganisations(
  organisations: readonly Cells[],
  links: readonly Cells[],
  units: ReadonlyMap<string, string>,
  rows: readonly Held[],
): Act[] {
  const byUnit = groups(rows, (one) => one.unit);
  const first = rows.map((one) => one.startsOn).reduce((a, b) => (a < b ? a : b));
  const starts = new Map<string, string>();
  const ends = new Map<string, string>();
  for (const one of organisations) {
    const id = units.get(one.id!)!;
    const own = byUnit.get(id) ?? [];
    starts.set(id, [one.start_date || first, ...own.map((row) => row.startsOn)].sort()[0]!);
    ends.set(
      id,
      one.end_date === '' ? NEVER : [one.end_date!, ...own.map((row) => row.endsOn || NEVER)].sort().at(-1)!,
    );
  }
  const exists = (id: string, day: string): boolean => starts.get(id)! <= day && day < ends.get(id)!;
  const pairs = links.map((link) => ({
    from: units.get(link.predecessor_organisation_id!)!,
    to: units.get(link.successor_organisation_id!)!,
    link,
  }));
  const successors = (id: string): string[] => [
    ...new Set(
      pairs
        .filter(
          ({ from, to, link }) =>
            from === id && link.type !== undefined && !link.type.startsWith('Transfer') && exists(to, ends.get(id)!),
        )
        .map(({ to }) => to),
    ),
  ];
  return [
    ...[...starts].filter(([, on]) => on > first).map(([id, on]): Act => ({ on, act: 'establish', id, to: [] })),
    ...mapped(pairs, rows, exists),
    ...[...ends].filter(([, on]) => on !== NEVER).map(([id, on]): Act => ({ on, act: 'end', id, to: successors(id) })),
  ].sort((a, b) => compare(a.on, b.on) || order(a) - order(b) || compare(a.id, b.id));
}

/**
 * The data supports that a post became another where its last holders leave it on a day of the reorganisation and those
 * who go on all take one and the same post of the successor on that very day.
 */
function mapped(
  pairs: readonly { from: string; to: string; link: Cells }[],
  rows: readonly Held[],
  exists: (id: string, day: string) => boolean,
): Act[] {
  const byPost = groups(rows, (one) => one.post);
  const byPerson = groups(rows, (one) => one.person);
  const acts = new Map<string, Act>();
  for (const { from, to, link } of pairs) {
    for (const [post, list] of byPost) {
      if (list[0]!.unit !== from || acts.has(post)) continue;
      const last = list.map((row) => row.endsOn || NEVER).reduce((a, b) => (a > b ? a : b));
      if (last < link.link_start_date! || last > link.link_end_date! || !exists(to, last)) continue;
      const goOn = list
        .filter((row) => row.endsOn === last && row.mode === 'OFFICIAL')
        .map((row) =>
          (byPerson.get(row.person) ?? []).filter(
            (next) => next.startsOn === last && next.unit === to && next.mode === 'OFFICIAL',
          ),
        )
        .filter((next) => next.length > 0);
      const targets = new Set(goOn.flat().map((next) => next.post));
      const [target] = targets;
      if (targets.size === 1 && target !== undefined) acts.set(post, { on: last, act: 'map', id: post, to: [target] });
    }
  }
  return [...acts.values()];
}

function order({ act }: Act): number {
  return ['establish', 'map', 'end'].indexOf(act);
}

/** The most holders on one day; who leaves on a day makes room for who comes. */
function overlap(list: readonly Held[]): number {
  return Math.max(
    ...list.map(({ startsOn: day }) => list.filter((one) => one.startsOn <= day && day < (one.endsOn || NEVER)).length),
  );
}

function returners(rows: readonly Held[]): number {
  return [...groups(rows, (one) => one.person).values()].filter((list) => {
    let lastDay = NEVER;
    return [...list]
      .sort((a, b) => compare(a.startsOn, b.startsOn))
      .some((row, index) => {
        const away = index === 0 ? 0 : (Date.parse(row.startsOn) - Date.parse(lastDay)) / DAY_MS;
        const end = row.endsOn || NEVER;
        lastDay = index === 0 || end > lastDay ? end : lastDay;
        return away > DELETED_AFTER_DAYS;
      });
  }).length;
}

/** The short name; where several bodies share it, with the first year, or with the last where no first is known. */
function unitIds(organisations: readonly Cells[]): Map<string, string> {
  const count = new Map<string, number>();
  for (const one of organisations) count.set(one.short_name!, (count.get(one.short_name!) ?? 0) + 1);
  const year = (one: Cells): string =>
    one.start_date ? one.start_date.slice(0, 4) : `to ${one.end_date!.slice(0, 4)}`;
  return idsOf(organisations, (one) =>
    slug(count.get(one.short_name!) === 1 ? one.short_name! : `${one.short_name} ${year(one)}`),
  );
}

function idsOf(list: readonly Cells[], wanted: (one: Cells) => string): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    list.map((one) => {
      const stem = wanted(one);
      let id = stem;
      for (let next = 2; taken.has(id); next += 1) id = `${stem}-${next}`;
      taken.add(id);
      return [one.id!, id];
    }),
  );
}

/** A person bears the latest of their names; the replay's columns have room for one. */
function namesOf(persons: readonly Cells[]): Map<string, string> {
  const latest = [...persons].sort((a, b) => compare(a.start_date!, b.start_date!));
  return new Map(latest.map((one) => [one.id!, one.name!]));
}

function slug(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function groups<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const one of list) map.set(keyOf(one), [...(map.get(keyOf(one)) ?? []), one]);
  return map;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}

if (require.main === module) {
  const { appointments, reorganisations: acts, facts } = convert(join(MINISTERS, 'source'));
  writeFileSync(join(MINISTERS, 'appointments.csv'), appointments);
  writeFileSync(join(MINISTERS, 'reorganisations.csv'), acts);
  for (const [what, count] of Object.entries(facts)) process.stdout.write(`${String(count).padStart(6)}  ${what}\n`);
}
