import { readsDuring } from '../../../test/fakes/statements';
import { City, START } from '../../../test/fakes/provisioning-city';
import { Ledger } from './ledger';
import { PlanRow } from './plan.entity';

const MINUTE = 60_000;

describe('what was taken away lately', () => {
  let city: City;
  let ledger: Ledger;

  beforeEach(async () => {
    city = await City.open();
    ledger = new Ledger(city.store);
  });

  afterEach(() => city.close());

  const plan = (id: string, change: Partial<PlanRow> = {}): PlanRow => ({
    id,
    hash: 'h',
    causeKind: 'scan',
    causeId: null,
    policyVersion: 'test-1',
    createdAt: START,
    plannedFor: START,
    needsApproval: false,
    approvedById: null,
    rejectedReason: null,
    complete: true,
    applyable: true,
    summary: JSON.stringify({ disable: 1, netLoss: 1, undecidedLoss: { mail: 1 } }),
    ...change,
  });

  const keep = (plans: readonly PlanRow[]): Promise<void> =>
    city.store.write(async (tx) => {
      for (let start = 0; start < plans.length; start += 50)
        await tx.manager.insert(PlanRow, plans.slice(start, start + 50));
    });

  const since = new Date(START.getTime() - MINUTE);

  it('counts what takes something away by nobody’s decision, in the window and not rejected', async () => {
    await keep([
      plan('counts'),
      plan('decided', { causeKind: 'decision' }),
      plan('announced', { hash: '' }),
      plan('rejected', { rejectedReason: 'không' }),
      plan('before', { createdAt: since }),
      plan('quiet', { summary: JSON.stringify({ create: 3, netLoss: 0, undecidedLoss: {} }) }),
    ]);

    expect(await ledger.since(since)).toEqual([{ targetId: 'mail', at: START, netLoss: 1 }]);
  });

  it('reads page by page, and of each plan what it needs; of those that take nothing away, none', async () => {
    const quiet = JSON.stringify({ create: 3, netLoss: 0, undecidedLoss: {} });
    const at = (index: number): Date => new Date(START.getTime() + Math.floor(index / 700) * 1_000);
    await keep(
      Array.from({ length: 1_500 }, (_, index) =>
        plan(String(index).padStart(4, '0'), { createdAt: at(index), ...(index % 3 === 0 ? { summary: quiet } : {}) }),
      ),
    );

    let entries: Awaited<ReturnType<Ledger['since']>> = [];
    const reads = await readsDuring(city.store, async () => void (entries = await ledger.since(since)));

    expect(entries).toHaveLength(1_000);
    expect(reads).toHaveLength(3);
    expect(reads.filter((one) => one.includes('LIMIT 500') && !one.includes('policyVersion'))).toHaveLength(3);
  });
});
