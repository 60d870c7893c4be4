/** Systems that run elsewhere, as a file names them; they are used in place of the embedded city and never started or stopped. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from '../config/config';
import { ldapSettings } from '../connectors/ldap/config';
import type { Sandbox } from './sandbox';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

const systems = z.strictObject({
  directory: ldapSettings,
  /** The address is that of doveadm's HTTP API, without a path. */
  mail: z.strictObject({ url: httpUrl, apiKey: z.string().min(1), imap: z.string().default('') }),
  /** The address is that of all instances: each unit's path is added. */
  qlvb: z.strictObject({ url: httpUrl, provisioningKey: z.string().min(1), readerKey: z.string().min(1) }),
});

export function readSystems(file: string, domain: string): Sandbox {
  const { directory, mail, qlvb } = parse(file);
  return {
    ldap: directory,
    mail: { url: mail.url, apiKey: mail.apiKey, domain },
    qlvb,
    addresses: {
      ldap: directory.url,
      imap: mail.imap,
      lmtp: '',
      doveadm: `${mail.url}/doveadm/v1`,
      qlvb: `${qlvb.url}/don-vi/<unit>/api/v1`,
      ldapAdminDn: '',
    },
    close: () => Promise.resolve(),
  };
}

/** What is wrong is told by its name and never by its value: the file holds passwords. */
function parse(file: string): z.output<typeof systems> {
  const told = (detail: string): ConfigError => new ConfigError([`DIEUHANH_SYSTEMS: ${file}: ${detail}`]);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw told(
      error instanceof SyntaxError ? 'is no JSON' : `cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  const parsed = systems.safeParse(content);
  if (parsed.success) return parsed.data;
  throw told(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
