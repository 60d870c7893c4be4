/**
 * Who holds office and whose accounts are open on a day, computed from the CSV alone. Independent on purpose: it imports
 * nothing of the project, reads the file with a parser of its own, and knows nothing of decisions.
 */
export interface Truth {
  /** `person|post` of everyone who holds office, those on leave too. */
  readonly office: ReadonlySet<string>;
  /** Persons whose accounts are open. */
  readonly enabled: ReadonlySet<string>;
  /** `person|unit` of every open account at a unit's own system. */
  readonly enabledAt: ReadonlySet<string>;
  /** Persons who hold office and are on leave from all of it: disabled, counted apart. */
  readonly onLeave: ReadonlySet<string>;
}

/** `without`: lines that were refused, by the number of the line on which they end. */
export function readOracle(
  csv: string,
  without: ReadonlySet<number> = new Set(),
): { days: string[]; on(day: string): Truth } {
  const [head = [], ...body] = records(csv);
  const column = (cells: readonly string[], name: string): string => (cells[head.indexOf(name)] ?? '').trim();
  const rows = body
    .filter((cells) => !without.has(Number(cells.at(-1))))
    .map((cells) => ({
      person: column(cells, 'person_id'),
      unit: column(cells, 'unit_id'),
      post: column(cells, 'post_id'),
      leave: /^on[-_]leave$/i.test(column(cells, 'mode')),
      from: column(cells, 'starts_on'),
      to: column(cells, 'ends_on') || '9999-12-31',
    }));
  const days = new Set(rows.flatMap(({ from, to }) => (to === '9999-12-31' ? [from] : [from, to])));
  return { days: [...days].sort(), on: (day) => truthOn(day, rows) };
}

function truthOn(
  day: string,
  rows: readonly { person: string; unit: string; post: string; leave: boolean; from: string; to: string }[],
): Truth {
  const today = rows.filter(({ from, to }) => from <= day && day < to);
  const away = new Set(today.filter(({ leave }) => leave).map(({ person, post }) => `${person}|${post}`));
  const held = today.filter(({ leave }) => !leave);
  const present = held.filter(({ person, post }) => !away.has(`${person}|${post}`));
  const enabled = new Set(present.map(({ person }) => person));
  return {
    office: new Set(held.map(({ person, post }) => `${person}|${post}`)),
    enabled,
    enabledAt: new Set(present.map(({ person, unit }) => `${person}|${unit}`)),
    onLeave: new Set(held.map(({ person }) => person).filter((person) => !enabled.has(person))),
  };
}

/** RFC 4180; the last cell of each record is the line on which it ends. */
function records(csv: string): string[][] {
  const found: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  for (let at = csv.startsWith('\uFEFF') ? 1 : 0; at <= csv.length; at += 1) {
    const sign = csv[at] ?? '\n';
    if (quoted && sign === '"' && csv[at + 1] === '"') cell += csv[(at += 1)];
    else if (sign === '"') quoted = !quoted;
    else if (quoted && at < csv.length) cell += sign;
    else if (sign === ',') cell = (cells.push(cell), '');
    else if (sign === '\n') {
      if (cells.length > 0 || cell.trim() !== '') found.push([...cells, cell.replace(/\r$/, ''), String(line)]);
      [cells, cell] = [[], ''];
    } else cell += sign;
    if (sign === '\n') line += 1;
  }
  return found;
}
