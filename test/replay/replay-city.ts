/**
 * A city of its own for a replay, in a temporary folder under a clock that is moved: all servers in this process on free
 * ports of 127.0.0.1, or directory, mail and store on OpenLDAP, Dovecot and MariaDB.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '../../src/import/api';
import { readConfig } from '../../src/config/config';
import { startCity, type City } from '../../src/main';
import { InProcessApi } from '../../src/main/in-process-api';
import { ManualClock } from '../../src/shared/clock';
import { startOf } from '../../src/shared/day';
import { silentLogger } from '../../src/shared/logger';
import { scratchFolder } from '../scratch';
import { startRealCity, type RealCity } from '../servers/real-city';
import { ROOT, SETTING } from './places';

const MORNING_MS = 9 * 3_600_000;
/** What still waits then is approved on the next day: a deletion is in no hurry. */
const APPROVAL_ROUNDS_MAX = 3;
const PAGE = 500;
/** No retry of the engine waits longer. */
const RETRY_MAX_MS = 300_000;

const WAITING =
  'query Waiting($first: Int!) { operations(status: [WAITING_APPROVAL], first: $first) { edges { node { person { id } } } } }';
const RECONCILE = 'mutation Look($id: ID!) { reconcile(scope: PERSON, id: $id) { id hash needsApproval } }';
const APPROVE =
  'mutation Approve($id: ID!, $hash: String!) { approvePlan(planId: $id, hash: $hash) { approvalsNeeded approvals { approvedAt } } }';

interface Approvals {
  readonly approvalsNeeded: number;
  readonly approvals: readonly unknown[];
}

export class ReplayCity {
  readonly api: Api;
  /** Deleting accounts takes two people. */
  private readonly second: Api;
  deletionsApproved = 0;

  private constructor(
    readonly city: City,
    private readonly clock: ManualClock,
    private readonly folder: string,
    private readonly real: RealCity | null,
  ) {
    this.api = new InProcessApi(city.gateway, () => city.identity.systemContext('replay'));
    this.second = new InProcessApi(city.gateway, () => city.identity.systemContext('replay-second'));
  }

  /** Opens on the morning of a day. */
  static async open(day: string, systems: 'embedded' | 'real'): Promise<ReplayCity> {
    const folder = mkdtempSync(join(scratchFolder(), 'dieuhanh-replay-'));
    let real: RealCity | null = null;
    try {
      // Nothing of a replay has to survive a power cut: no write waits for the disk.
      if (systems === 'real') real = await startRealCity(folder, { unsynced: true });
      const clock = new ManualClock(morningOf(day));
      const ports = ['', 'LDAP_', 'IMAP_', 'LMTP_', 'DOVEADM_', 'QLVB_'].map((name) => [`DIEUHANH_${name}PORT`, '0']);
      const variables = {
        ...Object.fromEntries(ports),
        DIEUHANH_HOME: folder,
        DIEUHANH_POLICY: join(SETTING, 'policy.yaml'),
        DIEUHANH_ORG: join(SETTING, 'positions.yaml'),
        DIEUHANH_ROSTER: '',
      };
      const config = { ...readConfig(variables, ROOT), storeUrl: real?.storeUrl ?? null };
      const elsewhere = real?.sandbox();
      const city = await startCity(config, {
        clock,
        logger: silentLogger,
        ...(elsewhere === undefined ? {} : { startSandbox: () => Promise.resolve(elsewhere) }),
      });
      if (real === null) await city.store.read.query('PRAGMA synchronous = OFF');
      return new ReplayCity(city, clock, folder, real);
    } catch (error) {
      await real?.close();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** It is the morning of the day; what became due meanwhile is not done yet. */
  turnTo(day: string): void {
    this.clock.set(morningOf(day));
  }

  /** Announces, reconciles, and approves the deletions that have come due, as an administrator would. */
  async settle(): Promise<void> {
    await this.city.settle();
    for (let round = 0; round < APPROVAL_ROUNDS_MAX; round += 1) {
      const personIds = await this.waiting();
      if (personIds.length === 0) return;
      for (const id of personIds) await this.approve(id);
      await this.letRetriesPass();
    }
  }

  /** What a busy machine made fail is tried again when its time has come; the clock stands still by itself. */
  async letRetriesPass(): Promise<void> {
    this.clock.advance(RETRY_MAX_MS);
    await this.city.settle();
  }

  private async waiting(): Promise<readonly string[]> {
    const { operations } = await this.api.request<{
      operations: { edges: { node: { person: { id: string } | null } }[] };
    }>(WAITING, { first: PAGE });
    return [...new Set(operations.edges.flatMap(({ node }) => node.person?.id ?? []))];
  }

  private async approve(personId: string): Promise<void> {
    const { reconcile: plan } = await this.api.request<{
      reconcile: { id: string; hash: string; needsApproval: boolean };
    }>(RECONCILE, { id: personId });
    if (!plan.needsApproval) return;
    const seen = { id: plan.id, hash: plan.hash };
    const { approvePlan } = await this.api.request<{ approvePlan: Approvals }>(APPROVE, seen);
    if (approvePlan.approvals.length < approvePlan.approvalsNeeded) await this.second.request(APPROVE, seen);
    this.deletionsApproved += 1;
  }

  secret(name: string): string {
    return readFileSync(join(this.folder, 'keys', name), 'utf8').trim();
  }

  async close(): Promise<void> {
    await this.city.close();
    await this.real?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function morningOf(day: string): Date {
  return new Date(startOf(day).getTime() + MORNING_MS);
}
