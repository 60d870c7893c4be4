/** An authority and the certificates that it gave out, made anew for each run: nothing in the repository is a key. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program } from './programs';

export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface Authority {
  /** In PEM, as a client is configured with it. */
  readonly ca: string;
  readonly caFile: string;
  /** For 127.0.0.1 and localhost. */
  readonly server: Certificate;
  /** For the same names, and over since yesterday. */
  readonly expired: Certificate;
  /** For a name that nothing here has. */
  readonly foreign: Certificate;
}

const LOCAL = 'subjectAltName=DNS:localhost,IP:127.0.0.1';

export function makeAuthority(folder: string): Authority {
  const openssl = (...args: string[]): void => {
    const done = spawnSync(program('openssl'), args, { cwd: folder, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`openssl ${args[0]}: ${done.stderr}`);
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Test authority');
  const issue = (name: string, subject: string, names: string, validity: readonly string[]): Certificate => {
    writeFileSync(join(folder, `${name}.ext`), `${names}\n`);
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed, ...validity);
    return { certFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
  };
  return {
    ca: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    caFile: join(folder, 'ca.pem'),
    server: issue('server', '/CN=localhost', LOCAL, ['-days', '30']),
    expired: issue('expired', '/CN=localhost', LOCAL, ['-days', '-1']),
    foreign: issue('foreign', '/CN=elsewhere.example', 'subjectAltName=DNS:elsewhere.example', ['-days', '30']),
  };
}
