/**
 * Live reads for the rooms that show other systems: where a person's account is (engine), read by the connector, behind
 * a deadline, a breaker and the last-known answer.
 */
import type { Config } from '../config/config';
import { ConnectorError, type Call } from '../connectors/contract';
import type { AccountLocator } from '../provisioning/effects';
import type { Answer, Backend } from '../shared/backend';
import type { Clock } from '../shared/clock';
import type { DirectoryEntry, DirectoryReader } from '../subgraphs/directory';
import { createInbox, type Desk, type DocumentReader } from '../subgraphs/documents';
import type { MailboxFacts, MailboxReader } from '../subgraphs/mail';
import type { AccountStatusReader } from '../subgraphs/tablets';
import type { BackendKind, Backends } from './backends';
import type { CityConnectors } from './connectors';

export interface Readers {
  readonly directory: DirectoryReader;
  readonly mailboxes: MailboxReader;
  readonly documents: DocumentReader;
  readonly accountStatuses: AccountStatusReader;
}

export interface ReaderParts {
  readonly accounts: AccountLocator;
  readonly connectors: CityConnectors;
  readonly backends: Backends;
  readonly lastKnown: Config['lastKnown'];
  readonly clock: Clock;
}

export function createReaders({ accounts, connectors, backends, lastKnown, clock }: ReaderParts): Readers {
  const directory = backends.make<DirectoryEntry>('directory');
  const mail = backends.make<MailboxFacts>('mail');
  const callTo = (kind: BackendKind, signal: AbortSignal): Call => ({ signal, timeoutMs: patienceMs(backends, kind) });
  return {
    directory: {
      entries: (personIds, signal) =>
        perPerson(accounts, 'directory', personIds, (ids) =>
          directory.ask(ids, (own) => connectors.directoryReads.readEntries(ids, callTo('directory', own)), signal),
        ),
    },
    mailboxes: {
      mailboxes: (personIds, signal) =>
        perPerson(accounts, 'mail', personIds, (ids) =>
          mail.ask(ids, (own) => connectors.mail.readMailboxes(ids, callTo('mail', own)), signal),
        ),
    },
    documents: createInbox({
      desks: new CityDesks(accounts, connectors, backends),
      clock,
      rememberedMax: lastKnown.keep,
      rememberedForMs: lastKnown.keepForMs,
    }),
    accountStatuses: {
      async statuses(personIds) {
        const found = await Promise.all(['directory', 'mail', 'qlvb'].map((kind) => accounts.locate(personIds, kind)));
        return found.flat().map(({ personId, targetId, unitId, status }) => ({
          personId,
          targetId,
          unitId,
          status: accountState(status),
        }));
      },
    },
  };
}

/** Few enough that a call for so many takes hardly longer than one for a single person. */
const PER_CALL = 50;

/** Beyond the deadline, which is the backend's to judge: its signal ends the call, and knows when we did not listen. */
function patienceMs(backends: Backends, kind: BackendKind): number {
  return 2 * backends.deadlineMs(kind);
}

type AccountState = Awaited<ReturnType<AccountStatusReader['statuses']>>[number]['status'];

const STATES: readonly AccountState[] = ['pending', 'active', 'disabled', 'archived', 'deleted'];

function accountState(status: string): AccountState {
  return STATES.find((state) => state === status) ?? 'pending';
}

/** One answer for each person in their order: null without an account. Those that have one are read so many a call. */
async function perPerson<T>(
  accounts: AccountLocator,
  kind: string,
  personIds: readonly string[],
  ask: (nativeIds: readonly string[]) => Promise<readonly (Answer<T> | Error | null)[]>,
): Promise<readonly (Answer<T> | Error | null)[]> {
  const located = await accounts.locate(personIds, kind);
  const parts = Array.from({ length: Math.ceil(located.length / PER_CALL) }, (_, part) =>
    located.slice(part * PER_CALL, (part + 1) * PER_CALL).map((account) => account.nativeId),
  );
  const answers = (await Promise.all(parts.map(ask))).flat();
  const byPerson = new Map(located.map((account, index) => [account.personId, answers[index] ?? null]));
  return personIds.map((personId) => byPerson.get(personId) ?? null);
}

type DeskPage = Awaited<ReturnType<Desk['read']>>;

/** The desks of a person at the instances of their units. One breaker an instance: a unit that is down closes no other. */
class CityDesks {
  private readonly backends = new Map<string, Backend<DeskPage>>();

  constructor(
    private readonly accounts: AccountLocator,
    private readonly connectors: CityConnectors,
    private readonly all: Backends,
  ) {}

  async of(personIds: readonly string[]): Promise<readonly (readonly Desk[])[]> {
    const located = await this.accounts.locate([...new Set(personIds)], 'qlvb');
    const desks = new Map<string, Desk[]>(personIds.map((personId) => [personId, []]));
    for (const { personId, unitId, nativeId, status } of located)
      if (unitId !== null && status === 'active') desks.get(personId)?.push(this.desk(unitId, nativeId));
    return personIds.map((personId) => desks.get(personId) ?? []);
  }

  private desk(unitId: string, nativeId: string): Desk {
    return {
      unitId,
      read: (query, signal) => this.at(unitId).live((own) => this.read(unitId, nativeId, query, own), signal),
    };
  }

  /** As many as there are connectors, which have their own bound. */
  private at(unitId: string): Backend<DeskPage> {
    const known = this.backends.get(unitId) ?? this.all.make<DeskPage>('qlvb', unitId);
    this.backends.set(unitId, known);
    return known;
  }

  private async read(
    unitId: string,
    nativeId: string,
    query: Parameters<Desk['read']>[0],
    signal: AbortSignal,
  ): Promise<DeskPage> {
    try {
      return await this.connectors.qlvb(unitId).readDocuments(nativeId, query, {
        signal,
        timeoutMs: patienceMs(this.all, 'qlvb'),
      });
    } catch (error) {
      if (error instanceof ConnectorError && error.code === 'notFound') return null;
      throw error;
    }
  }
}
