/**
 * The directory's password operations behind one deadline and a breaker: while it is frozen, a sign-in is refused as
 * UNAVAILABLE in bounded time, and after repeated failures at once. A refusal by the directory is an answer like any
 * other and no failure.
 */
import { ConnectorError, type ConnectorErrorCode } from '../connectors/contract';
import type { Backend } from '../shared/backend';
import type { PasswordAuthority } from '../subgraphs/identity';

const ANSWERS: ReadonlySet<ConnectorErrorCode> = new Set(['rejected', 'unauthorised', 'notFound']);

type Said<T> = { readonly value: T } | { readonly refusal: ConnectorError };

export function boundedPasswords(authority: PasswordAuthority, backend: Backend<never>): PasswordAuthority {
  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    const said = await backend.live(() => saidBy(work));
    if ('refusal' in said) throw said.refusal;
    return said.value;
  };
  return {
    verify: (login, password) => bounded(() => authority.verify(login, password)),
    setPassword: (login, newPassword) => bounded(() => authority.setPassword(login, newPassword)),
    changePassword: (login, oldPassword, newPassword) =>
      bounded(() => authority.changePassword(login, oldPassword, newPassword)),
  };
}

async function saidBy<T>(work: () => Promise<T>): Promise<Said<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof ConnectorError && ANSWERS.has(error.code)) return { refusal: error };
    throw error;
  }
}
