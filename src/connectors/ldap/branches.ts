/**
 * A branch that is not there, or that the service account may not see, looks like one without entries. Where an answer
 * says that something is missing, the branch itself is looked at first: an account is gone only from a branch that is there.
 */
import type { Client } from 'ldapts';
import { ConnectorError } from '../contract';
import { isResult } from './faults';

export async function isReadable(client: Client, dn: string): Promise<boolean> {
  try {
    const found = await client.search(dn, { scope: 'base', attributes: ['1.1'] });
    return found.searchEntries.length === 1;
  } catch (error) {
    if (isResult(error, 32, 50)) return false;
    throw error;
  }
}

/** Throws `unauthorised`: what was asked for may well be there. */
export async function assertReadable(client: Client, setting: 'peopleDn' | 'groupsDn', dn: string): Promise<void> {
  if (await isReadable(client, dn)) return;
  throw new ConnectorError(
    'unauthorised',
    `${dn} is not there, or may not be read – mend ${setting}, or give the service account the right to read it`,
  );
}
