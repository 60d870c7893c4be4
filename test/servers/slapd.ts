/** A throwaway OpenLDAP server: ppolicy, memberof, refint, syncprov, TLS, and a service account with rights of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { makeAuthority, type Authority, type Certificate } from './certificates';
import { freePorts, launch, type Child } from './child';
import { program } from './programs';
import { firstEntries, schemaOf, SUFFIX, type DirectoryKind } from './slapd-schemas';

export interface SlapdOptions {
  /** Empty, and ours alone. */
  readonly folder: string;
  /** `city`: inetOrgPerson and groupOfNames; `ad`: user and group, as Active Directory has them. */
  readonly kind?: DirectoryKind;
  /** Writes reach the disk when the system likes: for measuring only. */
  readonly unsynced?: boolean;
  /** Entries that one search gives at most. */
  readonly sizeLimit?: number;
  /** Takes no writes, as a copy does. */
  readonly readOnly?: boolean;
  /** Groups are kept, and nobody's memberOf. */
  readonly withoutMemberOf?: boolean;
  /** Deletions that it remembers, to tell them to whoever keeps in step; 0 makes it tell what is there instead. */
  readonly sessionLog?: number;
  readonly certificate?: 'server' | 'expired' | 'foreign';
}

export interface Slapd {
  readonly kind: DirectoryKind;
  readonly url: string;
  readonly secureUrl: string;
  readonly suffix: string;
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** May read and write people, groups and passwords, and nothing else; not the rootdn, which ppolicy does not bind. */
  readonly service: { readonly dn: string; readonly password: string };
  /** May read people and groups. */
  readonly reader: { readonly dn: string; readonly password: string };
  /** The rootdn: for looking behind and for mischief. */
  readonly admin: { readonly dn: string; readonly password: string };
  readonly authority: Authority;
  pid(): number;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again on the same ports and data. */
  start(): Promise<void>;
}

export async function startSlapd(options: SlapdOptions): Promise<Slapd> {
  const { folder, kind = 'city' } = options;
  for (const part of ['', 'db', 'certificates']) mkdirSync(join(folder, part), { recursive: true });
  const authority = makeAuthority(join(folder, 'certificates'));
  const [port, securePort] = (await freePorts(2)) as [number, number];
  const url = `ldap://127.0.0.1:${port}`;
  const secureUrl = `ldaps://127.0.0.1:${securePort}`;
  const file = join(folder, 'slapd.conf');
  writeFileSync(file, configuration(options, authority[options.certificate ?? 'server'], authority));
  const base = join(folder, 'base.ldif');
  writeFileSync(base, firstEntries);
  const filled = spawnSync(program('slapadd'), ['-q', '-f', file, '-l', base], { encoding: 'utf8' });
  if (filled.status !== 0) throw new Error(`slapadd: ${filled.stderr}`);

  const start = (): Promise<Child> =>
    launch({
      name: 'slapd',
      command: [program('slapd'), '-f', file, '-h', `${url} ${secureUrl}`, '-d', '0'],
      logFile: join(folder, 'slapd.log'),
      ready: () => answers(url),
    });
  let child = await start();
  return {
    kind,
    url,
    secureUrl,
    suffix: SUFFIX,
    peopleDn: `ou=people,${SUFFIX}`,
    groupsDn: `ou=groups,${SUFFIX}`,
    service: { dn: `cn=dieuhanh,ou=services,${SUFFIX}`, password: 'cap-phat' },
    reader: { dn: `cn=reader,ou=services,${SUFFIX}`, password: 'doc' },
    admin: { dn: `cn=admin,${SUFFIX}`, password: 'quan-tri' },
    authority,
    pid: () => child.pid,
    stop: () => child.stop(),
    kill: () => child.kill(),
    async start() {
      child = await start();
    },
  };
}

function configuration(options: SlapdOptions, certificate: Certificate, authority: Authority): string {
  const { folder, kind = 'city' } = options;
  const dn = (name: string): string => `dn.exact=cn=${name},ou=services,${SUFFIX}`;
  return `${schemaOf(kind, folder)}
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
moduleload memberof
moduleload refint
moduleload syncprov
pidfile ${folder}/pid
argsfile ${folder}/args
TLSCACertificateFile ${authority.caFile}
TLSCertificateFile ${certificate.certFile}
TLSCertificateKeyFile ${certificate.keyFile}
sizelimit ${options.sizeLimit ?? 'unlimited'}
sortvals member
database mdb
suffix ${SUFFIX}
rootdn cn=admin,${SUFFIX}
rootpw quan-tri
directory ${folder}/db
maxsize 1073741824
${options.unsynced === true ? 'dbnosync' : ''}
${options.readOnly === true ? 'readonly on' : ''}
index objectClass,entryCSN,entryUUID eq
index uid,mail,employeeNumber eq
index member eq
${kind === 'ad' ? 'index sAMAccountName,userPrincipalName eq' : ''}
access to attrs=userPassword by ${dn('dieuhanh')} manage by self write by anonymous auth by * none
access to dn.subtree=ou=people,${SUFFIX} by ${dn('dieuhanh')} manage by ${dn('reader')} read by self read by * none
access to dn.subtree=ou=groups,${SUFFIX} by ${dn('dieuhanh')} manage by ${dn('reader')} read by * none
access to * by ${dn('dieuhanh')} read by ${dn('reader')} read by * search
overlay ppolicy
ppolicy_default cn=default,ou=policies,${SUFFIX}
ppolicy_use_lockout
ppolicy_hash_cleartext
${options.withoutMemberOf === true ? '' : memberOf(kind)}
overlay refint
refint_attributes member
overlay syncprov
syncprov-checkpoint 1000 10
${options.sessionLog === 0 ? '' : `syncprov-sessionlog ${options.sessionLog ?? 1000}`}
`;
}

const memberOf = (kind: DirectoryKind): string => `overlay memberof
${kind === 'ad' ? 'memberof-group-oc group\nmemberof-member-ad member' : ''}
memberof-refint TRUE`;

async function answers(url: string): Promise<void> {
  const client = new Client({ url, connectTimeout: 2_000, timeout: 2_000 });
  try {
    await client.search('', { scope: 'base' });
  } finally {
    await client.unbind().catch(() => undefined);
  }
}
