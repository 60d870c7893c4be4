/**
 * Role mailboxes: users without a password, opened to persons by an access list. Dovecot answers `aclSet` with success
 * even when it could not write the dictionary by which clients find the mailbox, and does not write it again while the
 * list is unchanged; so both are read back, and a half-set right is taken away and set anew once.
 */
import { EXIT, must, rowsOf, type Command, type Doveadm, type Operation } from './doveadm';
import { isPlainName, isRole, KEY, ownerOf, roleValue } from './account';

export interface RoleMailboxParts {
  readonly doveadm: Doveadm;
  readonly dictUri: string;
  readonly domain: string;
}

/** Reading, answering and tidying up; not administering the mailbox itself. */
const RIGHTS = ['lookup', 'read', 'write', 'write-seen', 'write-deleted', 'insert', 'post', 'expunge'];

export class RoleMailboxes {
  constructor(private readonly parts: RoleMailboxParts) {}

  /** Opens role mailboxes to an account; those that are not there are made. */
  async open(roles: readonly string[], login: string, operation: Operation): Promise<void> {
    const odd = roles.find((role) => !isPlainName(role));
    if (odd !== undefined) throw operation.fail('rejected', `${odd.slice(0, 64)} is no name of a role mailbox`);
    if (roles.length === 0) return;
    await this.ensure(roles, operation);
    const missing = await this.set(roles, login, operation);
    if (missing.length === 0) return;
    const deleted = missing.map((role) => this.aclDelete(role, login));
    for (const answer of await this.parts.doveadm.run(deleted, operation)) must(answer, operation);
    const [still] = await this.set(missing, login, operation);
    if (still === undefined) return;
    throw operation.fail('protocol', `the right of ${login} on ${still} was accepted and is not in force`);
  }

  /** Closes them; a mailbox that is gone is closed. */
  async close(roles: readonly string[], login: string, operation: Operation): Promise<void> {
    const plain = roles.filter(isPlainName);
    if (plain.length === 0) return;
    const { doveadm, dictUri } = this.parts;
    const answers = await doveadm.run(
      plain.flatMap((role) => [this.aclDelete(role, login), this.aclGet(role)]),
      operation,
    );
    for (const [index, role] of plain.entries()) {
      const [deleted, acl] = answers.slice(2 * index, 2 * index + 2);
      must(deleted, operation, EXIT.noUser, EXIT.notFound);
      const left = must(acl, operation, EXIT.noUser, EXIT.notFound);
      if (left.exitCode === EXIT.ok && rowsOf(left, operation).some((row) => row.id === `user=${login}`)) {
        throw operation.fail('protocol', `the right of ${login} on ${role} was taken away and is still in force`);
      }
    }
    const unset = plain.map((role): Command => ['dictUnset', { dictUri, key: KEY.sharedBoxes(login) + role }]);
    for (const answer of await doveadm.run(unset, operation)) must(answer, operation);
  }

  private async ensure(roles: readonly string[], operation: Operation): Promise<void> {
    const { doveadm, dictUri, domain } = this.parts;
    const keys = roles.flatMap((role) => [KEY.user(role), KEY.archive(role), KEY.user(`${role}@${domain}`)]);
    const answers = await doveadm.run(
      keys.map((key): Command => ['dictGet', { dictUri, key }]),
      operation,
    );
    const values = answers.map((answer) => {
      const found = must(answer, operation, EXIT.notFound);
      return found.exitCode === EXIT.ok ? (rowsOf(found, operation)[0]?.value ?? null) : null;
    });
    const missing: Command[] = [];
    for (const [index, role] of roles.entries()) {
      const address = `${role}@${domain}`;
      const [entry = null, archived = null, atAddress = null] = values.slice(3 * index, 3 * index + 3);
      const isTaken =
        (entry !== null && !isRole(entry)) || archived !== null || (atAddress !== null && ownerOf(atAddress) !== role);
      if (isTaken) throw operation.fail('conflict', `${address} belongs to an account and cannot be a role mailbox`);
      if (entry !== null && atAddress !== null) continue;
      const value = roleValue(role);
      for (const key of [KEY.user(role), KEY.user(address)]) missing.push(['dictSet', { dictUri, key, value }]);
      // Flushed because Dovecot also remembers that a user is unknown.
      missing.push(['authCacheFlush', { user: [role, address] }]);
    }
    if (missing.length === 0) return;
    for (const answer of await doveadm.run(missing, operation)) must(answer, operation);
  }

  /** Those that are not in force after it, or cannot be found. */
  private async set(roles: readonly string[], login: string, operation: Operation): Promise<readonly string[]> {
    const { doveadm, dictUri } = this.parts;
    const commands = roles.map((role): readonly Command[] => [
      ['mailboxCreate', { user: role, mailbox: ['INBOX'] }],
      ['aclSet', { user: role, mailbox: 'INBOX', id: `user=${login}`, right: RIGHTS }],
      this.aclGet(role),
      ['dictGet', { dictUri, key: KEY.sharedBoxes(login) + role }],
    ]);
    const answers = await doveadm.run(commands.flat(), operation);
    return roles.filter((_, index) => {
      const [created, set, acl, listed] = answers.slice(4 * index, 4 * index + 4);
      must(created, operation, EXIT.exists);
      must(set, operation);
      const rights =
        rowsOf(must(acl, operation), operation)
          .find((row) => row.id === `user=${login}`)
          ?.rights?.split(' ') ?? [];
      const isListed = must(listed, operation, EXIT.notFound).exitCode === EXIT.ok;
      return !isListed || !RIGHTS.every((right) => rights.includes(right));
    });
  }

  private aclGet(role: string): Command {
    return ['aclGet', { user: role, mailbox: 'INBOX' }];
  }

  private aclDelete(role: string, login: string): Command {
    return ['aclDelete', { user: role, mailbox: 'INBOX', id: `user=${login}` }];
  }
}
