/** What every caller meets: the context of a request, and the room as a part of the whole. */
import { RefreshToken } from './refresh-token.entity';
import { IdentityTown } from './room.fixture';

const DAY = 24 * 3_600_000;

let town: IdentityTown;

beforeEach(async () => {
  town = await IdentityTown.open();
});

afterEach(() => town.close());

describe('a context', () => {
  it('speaks the language that is asked for, Vietnamese otherwise', async () => {
    const languageOf = async (acceptLanguage: string | undefined): Promise<string> =>
      (
        await town.room.contextFor({
          authorization: undefined,
          acceptLanguage,
          origin: '127.0.0.1',
          idempotencyKey: undefined,
          signal: new AbortController().signal,
        })
      ).language;

    expect(await languageOf(undefined)).toBe('vi');
    expect(await languageOf('en-GB,en;q=0.9,vi;q=0.8')).toBe('en');
    expect(await languageOf('vi-VN,vi;q=0.9,en;q=0.8')).toBe('vi');
    expect(await languageOf('fr, en;q=0.2')).toBe('en');
    expect(await languageOf('fr;q=x,,;;')).toBe('vi');
  });

  it('keeps one loader per name, and another context has its own', async () => {
    const [one, other] = [await town.context({}), await town.context({})];
    const batch = async (keys: readonly string[]): Promise<string[]> => [...keys];

    expect(one.loader('posts', batch)).toBe(one.loader('posts', batch));
    expect(one.loader('posts', batch)).not.toBe(other.loader('posts', batch));
  });

  it('refuses a nobody before it asks what they may', async () => {
    const nobody = await town.context({ token: 'rubbish' });

    expect(() => nobody.require('person:read')).toThrow(
      expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } }),
    );
  });
});

describe('the room as a part', () => {
  it('has the tables that the migration makes', async () => {
    const pending = await town.store.read.connection.driver.createSchemaBuilder().log();

    const tables =
      /session_family|refresh_token|activation_code|role_binding|service_client|idempotency_key|device_key|issuer_subject|break_glass_key/;
    expect(pending.upQueries.map(({ query }) => query).filter((query) => tables.test(query))).toEqual([]);
  });

  it('forgets what can no longer be used', async () => {
    await town.tokens('nvmau');
    town.clock.advance(31 * DAY);

    await town.tokens('nvmau');

    expect(await town.store.read.count(RefreshToken)).toBe(1);
  });

  it('describes every field and argument, and only points to a person', () => {
    const { sdl } = town.room.subgraph;

    expect(sdl).toContain('type Person @key(fields: "id", resolvable: false)');
    expect(sdl).toMatch(/issueActivationCode\([^)]*personId: ID![^)]*\): ActivationCode!/s);
    expect(sdl).not.toContain('type Unit');
  });
});
