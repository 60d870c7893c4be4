/** How many streams one caller may hold, over whatever they come; others have places of their own. */
import { TRANSPORTS, type Connection, type TransportName } from '../../src/cli/stream/transports';
import { StreamCity } from './stream-city.fixture';

const NAMES = Object.keys(TRANSPORTS) as TransportName[];

let city: StreamCity;
let after: string;
const open: Connection[] = [];

beforeEach(async () => {
  city = await StreamCity.open({ streamsPerCallerMax: NAMES.length });
  after = await city.cursor();
});

afterEach(async () => {
  for (const one of open.splice(0)) one.cut();
  await city.close();
});

interface Followed {
  readonly connection: Connection;
  readonly heard: Promise<string>;
}

/** A follower, and the first thing that becomes of it: an event, or how it ended. */
function follow(name: TransportName, token = 'ok'): Followed {
  let hear: (what: string) => void = () => undefined;
  const heard = new Promise<string>((resolve) => (hear = resolve));
  const connection = TRANSPORTS[name]({
    url: city.url,
    token,
    language: 'vi',
    after,
    onOpen: () => undefined,
    onHeard: () => hear('an event'),
  });
  open.push(connection);
  void connection.ended.then((ending) =>
    hear(ending.kind === 'refused' ? `${ending.code}: ${ending.message}` : ending.kind),
  );
  return { connection, heard };
}

it('are bounded for each caller over all transports together, and come free when one is given back', async () => {
  await city.tell(1);
  const first = NAMES.map((name) => follow(name));
  expect(await Promise.all(first.map(({ heard }) => heard))).toEqual(NAMES.map(() => 'an event'));

  const beyond = await Promise.all(NAMES.map((name) => follow(name).heard));
  const other = await follow('sse', 'other').heard;

  for (const said of beyond) expect(said).toMatch(/^TOO_MANY_STREAMS: .*\b3\b/);
  expect(other).toBe('an event');
  first[0]!.connection.cut();
  let again = await follow('sse').heard;
  for (let tries = 0; tries < 100 && again !== 'an event'; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    again = await follow('sse').heard;
  }
  expect(again).toBe('an event');
});
