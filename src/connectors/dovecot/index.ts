/**
 * Mail accounts of a Dovecot 2.3, created, changed and ended by doveadm's HTTP API alone, so that a disable waits for
 * no other system. What the server must be configured with, and what it does when looked at closely: README.md.
 *
 * The oddities that shape this file:
 * - Failure is told inside an answer of status 200, command by command; the commands after it run all the same.
 * - The auth cache answers sign-ins, and remembers unknown users too: every write of an entry is followed by a flush.
 * - A disable is deny → flush → kick → look with `who`; in any other order a session can slip through.
 * - `kick` returns before the session is gone, so `who` is asked until it is.
 * - The dictionary compares nothing: there is no version, and an expected version cannot be checked.
 */
import type {
  AccountDelta,
  AccountPage,
  AccountQuery,
  AccountRecord,
  AccountSpec,
  Archives,
  Call,
  Connector,
  FindsPerson,
  RevokesSessions,
  TargetGrant,
  TestFinding,
} from '../contract';
import { ConnectorError } from '../contract';
import { accountValue, addressesOf, assertRoleGrants, KEY, withAttributes } from './account';
import { changeAccount } from './change';
import { dovecotSettings, type DovecotSettings, type ResolvedDovecotSettings } from './config';
import { createAccount } from './creation';
import { Doveadm, EXIT, Operation, type Command } from './doveadm';
import { archiveAccount, deleteAccount, shutOut } from './ending';
import { Entries } from './entries';
import { readMailboxes, type MailboxReading } from './mailbox-reading';
import type { DovecotParts } from './parts';
import { Records } from './records';
import { Replies } from './replies';
import { RoleMailboxes } from './role-mailboxes';
import { Sessions } from './sessions';
import { Turns } from './turns';

export type { DovecotSettings } from './config';
export type { MailboxReading } from './mailbox-reading';

export interface DovecotConnector extends Connector, RevokesSessions, Archives, FindsPerson {
  /** What a mailbox holds now, or null for an account that is not there or archived. */
  readMailbox(nativeId: string, call: Call): Promise<MailboxReading | null>;
  /** Many at once, in the order asked for. */
  readMailboxes(nativeIds: readonly string[], call: Call): Promise<readonly (MailboxReading | null)[]>;
}

export function createDovecotConnector(settings: DovecotSettings): DovecotConnector {
  return new Dovecot(dovecotSettings.parse(settings));
}

class Dovecot implements DovecotConnector {
  readonly kind = 'dovecot';
  private readonly parts: DovecotParts;
  private readonly turns = new Turns();

  constructor(private readonly settings: ResolvedDovecotSettings) {
    const { dictUri, domain } = settings;
    const doveadm = new Doveadm(settings.url, settings.apiKey);
    const entries = new Entries(doveadm, dictUri, domain);
    this.parts = {
      settings,
      doveadm,
      entries,
      records: new Records(doveadm, entries, domain),
      sessions: new Sessions(doveadm),
      roles: new RoleMailboxes({ doveadm, dictUri, domain }),
      replies: new Replies(doveadm),
    };
  }

  async test(call: Call): Promise<readonly TestFinding[]> {
    const operation = this.operation('test', call);
    const checks: readonly (readonly [string, Command])[] = [
      ['sessions can be listed', ['who', { mask: ['-'] }]],
      ['the dictionary can be read', this.parts.entries.iterate(KEY.deny(''), false)],
      ['the auth cache can be flushed', ['authCacheFlush', { user: ['-'] }]],
    ];
    try {
      const answers = await this.parts.doveadm.run(
        checks.map(([, command]) => command),
        operation,
      );
      return checks.map(([check], index) => {
        const exitCode = answers[index]!.exitCode;
        return { check, ok: exitCode === EXIT.ok, detail: exitCode === EXIT.ok ? 'yes' : `exit code ${exitCode}` };
      });
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return [{ check: 'the doveadm API answers', ok: false, detail: `${error.code}: ${error.message}` }];
    }
  }

  read(nativeId: string, call: Call): Promise<AccountRecord | null> {
    return this.parts.records.of(nativeId, this.operation(`read ${printable(nativeId)}`, call));
  }

  /** `dictIter` knows no cursor: each page reads all there is to find and shows the names after the one it was given. */
  async search(
    query: AccountQuery,
    page: { readonly after: string | null; readonly size: number },
    call: Call,
  ): Promise<AccountPage> {
    if (query.by === 'name') {
      const record = await this.read(query.name, call);
      return { records: record ? [record] : [], next: null };
    }
    const operation = this.operation('search', call);
    const wanted = await (query.by === 'all'
      ? this.parts.records.everyone(operation)
      : this.parts.records.ofPerson(query.personId, operation));
    const rest = page.after === null ? wanted : wanted.filter((record) => record.name > page.after!);
    const records = rest.slice(0, page.size);
    return { records, next: rest.length > records.length ? (records.at(-1)?.name ?? null) : null };
  }

  findPerson(who: { readonly personId: string; readonly name: string }, call: Call): Promise<readonly AccountRecord[]> {
    const operation = this.operation(`find ${printable(who.name)}`, call);
    return this.parts.records.ofPersonOrName(who.personId, who.name, operation);
  }

  create(spec: AccountSpec, call: Call): Promise<AccountRecord> {
    return this.turn('create', spec.name, call, (operation) => createAccount(this.parts, spec, operation));
  }

  modify(nativeId: string, delta: AccountDelta, call: Call): Promise<void> {
    const { entries, roles, sessions, settings } = this.parts;
    return this.turn('modify', nativeId, call, async (operation) => {
      assertRoleGrants([...(delta.addGrants ?? []), ...(delta.removeGrants ?? [])], operation);
      const { account, status } = await entries.complete(nativeId, operation);
      if (delta.set && Object.keys(delta.set).length > 0) {
        const changed = withAttributes(account, delta.set, settings.domain, operation);
        await changeAccount(this.parts, account, changed, status, operation);
      }
      await roles.close(values(delta.removeGrants), nativeId, operation);
      // An open session keeps what it has selected; without it the client comes back with the rights it still has.
      if ((delta.removeGrants ?? []).length > 0) await sessions.kick(nativeId, operation);
      await roles.open(values(delta.addGrants), nativeId, operation);
    });
  }

  enable(nativeId: string, call: Call): Promise<void> {
    const { entries } = this.parts;
    return this.turn('enable', nativeId, call, async (operation) => {
      const { account, status } = await entries.complete(nativeId, operation);
      if (status === 'archived') {
        const addresses = addressesOf(account);
        const held = await entries.values(addresses.map(KEY.user), operation);
        await entries.assertAddressesFree(account, addresses, held, operation);
        await entries.all(
          [entries.set(KEY.user(nativeId), accountValue(account)), ...entries.setAddresses(account)],
          operation,
        );
      }
      await entries.all(
        [entries.unset(KEY.archive(nativeId)), ...entries.undeny(account), entries.flush(account)],
        operation,
      );
    });
  }

  disable(nativeId: string, call: Call): Promise<void> {
    return this.turn('disable', nativeId, call, async (operation) => {
      const { account } = await this.parts.entries.known(nativeId, operation);
      await shutOut(this.parts, account, operation);
    });
  }

  archive(nativeId: string, call: Call): Promise<void> {
    return this.turn('archive', nativeId, call, async (operation) => {
      const { account } = await this.parts.entries.known(nativeId, operation);
      await archiveAccount(this.parts, account, operation);
    });
  }

  delete(nativeId: string, call: Call): Promise<void> {
    return this.turn('delete', nativeId, call, async (operation) => {
      const { account } = await this.parts.entries.known(nativeId, operation);
      await deleteAccount(this.parts, account, operation);
    });
  }

  revokeSessions(nativeId: string, call: Call): Promise<void> {
    const { entries, sessions } = this.parts;
    return this.turn('revokeSessions', nativeId, call, async (operation) => {
      const { account, status } = await entries.known(nativeId, operation);
      await sessions.end(nativeId, status === 'active', [entries.flush(account)], operation);
    });
  }

  async readMailbox(nativeId: string, call: Call): Promise<MailboxReading | null> {
    const [reading = null] = await this.readMailboxes([nativeId], call);
    return reading;
  }

  readMailboxes(nativeIds: readonly string[], call: Call): Promise<readonly (MailboxReading | null)[]> {
    return readMailboxes(this.parts, nativeIds, this.operation('readMailboxes', call));
  }

  async close(): Promise<void> {}

  /** One write of an account at a time, all within one deadline. */
  private turn<T>(name: string, login: string, call: Call, work: (operation: Operation) => Promise<T>): Promise<T> {
    const operation = this.operation(`${name} ${printable(login)}`, call);
    return this.turns.run(login, () => work(operation));
  }

  private operation(name: string, call: Call): Operation {
    return new Operation(name, call, this.settings.timeoutMs);
  }
}

function values(grants: readonly TargetGrant[] = []): readonly string[] {
  return grants.map(({ value }) => value);
}

function printable(nativeId: string): string {
  return nativeId.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
}
