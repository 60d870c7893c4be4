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

  /** Opens a role mailbox to an account; the mailbox is made when it is not there. */
  async open(role: string, login: string, operation: Operation): Promise<void> {
    if (!isPlainName(role)) throw operation.fail('rejected', `${role.slice(0, 64)} is no name of a role mailbox`);
    await this.ensure(role, operation);
    if (await this.set(role, login, operation)) return;
    must((await this.parts.doveadm.run([this.aclDelete(role, login)], operation))[0], operation);
    if (await this.set(role, login, operation)) return;
    throw operation.fail('protocol', `the right of ${login} on ${role} was accepted and is not in force`);
  }

  /** Closes it; a mailbox that is gone is closed. */
  async close(role: string, login: string, operation: Operation): Promise<void> {
    if (!isPlainName(role)) return;
    const { doveadm, dictUri } = this.parts;
    const [deleted, acl] = await doveadm.run([this.aclDelete(role, login), this.aclGet(role)], operation);
    must(deleted, operation, EXIT.noUser, EXIT.notFound);
    const left = must(acl, operation, EXIT.noUser, EXIT.notFound);
    if (left.exitCode === EXIT.ok && rowsOf(left, operation).some((row) => row.id === `user=${login}`)) {
      throw operation.fail('protocol', `the right of ${login} on ${role} was taken away and is still in force`);
    }
    const [unset] = await doveadm.run([['dictUnset', { dictUri, key: KEY.sharedBoxes(login) + role }]], operation);
    must(unset, operation);
  }

  private async ensure(role: string, operation: Operation): Promise<void> {
    const { doveadm, dictUri, domain } = this.parts;
    const address = `${role}@${domain}`;
    const keys = [KEY.user(role), KEY.archive(role), KEY.user(address)];
    const answers = await doveadm.run(
      keys.map((key): Command => ['dictGet', { dictUri, key }]),
      operation,
    );
    const [entry = null, archived = null, atAddress = null] = answers.map((answer) => {
      const found = must(answer, operation, EXIT.notFound);
      return found.exitCode === EXIT.ok ? (rowsOf(found, operation)[0]?.value ?? null) : null;
    });
    const isTaken =
      (entry !== null && !isRole(entry)) || archived !== null || (atAddress !== null && ownerOf(atAddress) !== role);
    if (isTaken) throw operation.fail('conflict', `${address} belongs to an account and cannot be a role mailbox`);
    if (entry !== null && atAddress !== null) return;
    const value = roleValue(role);
    const set: Command[] = [KEY.user(role), KEY.user(address)].map((key) => ['dictSet', { dictUri, key, value }]);
    // Flushed because Dovecot also remembers that a user is unknown.
    for (const answer of await doveadm.run([...set, ['authCacheFlush', { user: [role, address] }]], operation))
      must(answer, operation);
  }

  /** True when the right is in force and the mailbox can be found. */
  private async set(role: string, login: string, operation: Operation): Promise<boolean> {
    const { doveadm, dictUri } = this.parts;
    const [created, set, acl, listed] = await doveadm.run(
      [
        ['mailboxCreate', { user: role, mailbox: ['INBOX'] }],
        ['aclSet', { user: role, mailbox: 'INBOX', id: `user=${login}`, right: RIGHTS }],
        this.aclGet(role),
        ['dictGet', { dictUri, key: KEY.sharedBoxes(login) + role }],
      ],
      operation,
    );
    must(created, operation, EXIT.exists);
    must(set, operation);
    const rights =
      rowsOf(must(acl, operation), operation)
        .find((row) => row.id === `user=${login}`)
        ?.rights?.split(' ') ?? [];
    return (
      RIGHTS.every((right) => rights.includes(right)) && must(listed, operation, EXIT.notFound).exitCode === EXIT.ok
    );
  }

  private aclGet(role: string): Command {
    return ['aclGet', { user: role, mailbox: 'INBOX' }];
  }

  private aclDelete(role: string, login: string): Command {
    return ['aclDelete', { user: role, mailbox: 'INBOX', id: `user=${login}` }];
  }
}
