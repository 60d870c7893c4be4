/** Directory, mail and QLVB, asked by their own connectors what can be reached and done; nothing is written. */
import type { Connector, TestFinding } from '../../connectors/contract';
import { createDovecotConnector } from '../../connectors/dovecot';
import { createLdapConnector } from '../../connectors/ldap';
import { createQlvbConnector } from '../../connectors/qlvb';
import type { Systems } from '../sandbox';
import { mayWrite } from './directory-rights';
import { finding, type Finding, type FindingCode, type Part } from './finding';

const TIMEOUT_MS = 10_000;
const AT_A_TIME = 8;
const TLS = /certificate|CERT_|TLS|SSL|ERR_TLS|altname/i;

export async function lookAtSystems(systems: Systems, units: readonly string[]): Promise<readonly Finding[]> {
  const [directory, mail] = await Promise.all([lookAtDirectory(systems), lookAtMail(systems)]);
  return [...directory, ...mail, ...(await lookAtInstances(systems, units))];
}

async function lookAtDirectory({ ldap }: Systems): Promise<readonly Finding[]> {
  const address = ldap.url;
  const found = await test('directory', address, createLdapConnector({ ...ldap, timeoutMs: TIMEOUT_MS }));
  const findings = [...found];
  if (address.startsWith('ldap:') && !isLoopback(address) && ldap.startTls !== true)
    findings.push(finding('directory', 'warning', 'DIRECTORY_NO_TLS', { address }));
  if (found.some(({ level }) => level === 'failure')) return findings;
  for (const [branch, dn] of [
    ['peopleDn', ldap.peopleDn],
    ['groupsDn', ldap.groupsDn],
  ] as const) {
    const may = await mayWrite(ldap, dn, TIMEOUT_MS);
    const values = { address, branch, dn, account: ldap.bindDn };
    if (may === true) findings.push(finding('directory', 'ok', 'DIRECTORY_WRITES', values));
    else if (may === false) findings.push(finding('directory', 'failure', 'DIRECTORY_NO_WRITE', values));
    else findings.push(finding('directory', 'warning', 'DIRECTORY_WRITE_UNKNOWN', values));
  }
  return findings;
}

function lookAtMail({ mail }: Systems): Promise<readonly Finding[]> {
  return test('mail', mail.url, createDovecotConnector({ ...mail, timeoutMs: TIMEOUT_MS }));
}

async function lookAtInstances({ qlvb }: Systems, units: readonly string[]): Promise<readonly Finding[]> {
  if (units.length === 0) return [finding('qlvb', 'warning', 'QLVB_NONE_YET', { address: qlvb.url })];
  const findings: Finding[] = [];
  for (let start = 0; start < units.length; start += AT_A_TIME) {
    const looks = units.slice(start, start + AT_A_TIME).map((unit) => {
      const url = `${qlvb.url}/don-vi/${encodeURIComponent(unit)}/api/v1`;
      return test('qlvb', url, createQlvbConnector({ url, apiKey: qlvb.provisioningKey, timeoutMs: TIMEOUT_MS }));
    });
    findings.push(...(await Promise.all(looks)).flat());
  }
  return findings;
}

/** What the connector finds, in our words; a system that is well is told in one line. */
async function test(part: Part, address: string, connector: Connector): Promise<readonly Finding[]> {
  try {
    const found = await connector.test({ signal: AbortSignal.timeout(TIMEOUT_MS), timeoutMs: TIMEOUT_MS });
    const bad = found.filter(({ ok }) => !ok);
    if (bad.length === 0) return [finding(part, 'ok', 'SYSTEM_OK', { address })];
    return bad.map((one) => finding(part, 'failure', codeOf(one), { address, check: one.check, cause: one.detail }));
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return [finding(part, 'failure', 'SYSTEM_CHECK_FAILED', { address, check: 'test', cause })];
  } finally {
    await connector.close();
  }
}

function codeOf({ check, detail }: TestFinding): FindingCode {
  if (check === 'branch') return 'DIRECTORY_BRANCH';
  if (check === 'schema') return 'DIRECTORY_SCHEMA';
  if (check === 'memberOf') return 'DIRECTORY_MEMBER_OF';
  if (TLS.test(detail)) return 'SYSTEM_TLS';
  if (detail.startsWith('unreachable:') || detail.startsWith('timeout:')) return 'SYSTEM_UNREACHABLE';
  if (detail.startsWith('unauthorised:') || check === 'rights') return 'SYSTEM_REFUSED';
  return 'SYSTEM_CHECK_FAILED';
}

function isLoopback(address: string): boolean {
  return /^(127\.|localhost$|\[::1\]$)/.test(new URL(address).hostname);
}
