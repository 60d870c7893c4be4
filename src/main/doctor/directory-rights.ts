/**
 * Whether our account may write a branch of the directory, without changing anything: an entry is asked to let go of a
 * value that it does not have. Who may not write is refused for that; who may is told that there is no such value.
 */
import { randomUUID } from 'node:crypto';
import { Attribute, Change, Client, ResultCodeError } from 'ldapts';
import type { LdapSettingsInput } from '../../connectors/ldap';

const NO_SUCH_ATTRIBUTE = 16;
const INSUFFICIENT_ACCESS = 50;

/** Null where that cannot be told: the branch is empty, or the directory answers otherwise. */
export async function mayWrite(
  settings: Pick<LdapSettingsInput, 'url' | 'bindDn' | 'password' | 'tls' | 'startTls'>,
  branchDn: string,
  timeoutMs: number,
): Promise<boolean | null> {
  const { url, tls = {} } = settings;
  const secure = { ...(tls.ca && { ca: tls.ca }), ...(tls.serverName && { servername: tls.serverName }) };
  const client = new Client({
    url,
    timeout: timeoutMs,
    connectTimeout: timeoutMs,
    ...(url.startsWith('ldaps:') && { tlsOptions: secure }),
  });
  try {
    if (settings.startTls === true) await client.startTLS(secure);
    await client.bind(settings.bindDn, settings.password);
    const { searchEntries } = await client.search(branchDn, { scope: 'one', attributes: ['1.1'], sizeLimit: 1 });
    const dn = searchEntries[0]?.dn;
    if (dn === undefined) return null;
    const modification = new Attribute({ type: 'description', values: [`dieuhanh doctor ${randomUUID()}`] });
    await client.modify(dn, new Change({ operation: 'delete', modification }));
    return null;
  } catch (error) {
    if (!(error instanceof ResultCodeError)) return null;
    if (error.code === NO_SUCH_ATTRIBUTE) return true;
    return error.code === INSUFFICIENT_ACCESS ? false : null;
  } finally {
    await client.unbind().catch(() => undefined);
  }
}
