/** What the connector must be told about one Dovecot. */
import { z } from 'zod';

export const dovecotSettings = z.strictObject({
  /** Base address of doveadm's HTTP API, without a path: `http://127.0.0.1:4180`. */
  url: z.url({ protocol: /^https?$/ }),
  /** `doveadm_api_key` of the server. */
  apiKey: z.string().min(1),
  /** Mail domain; role mailboxes and accounts without an address of their own get one in it. */
  domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  /** The dictionary that userdb, the deny list and `acl_shared_dict` read, as Dovecot names it. */
  dictUri: z.string().min(1).default('proxy::accounts'),
  /** Longest that one operation may take, whatever its caller allows. */
  timeoutMs: z.number().int().positive().default(10_000),
});

/** As written in a configuration: what has a default may be left out. */
export type DovecotSettings = z.input<typeof dovecotSettings>;
export type ResolvedDovecotSettings = z.output<typeof dovecotSettings>;
