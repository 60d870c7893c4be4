/** The files of a throwaway Dovecot, by name. What the connector needs of a server is in its README; this is that, as a test. */
import type { DovecotOptions, MailUsers } from './dovecot';

export interface DovecotLayout {
  readonly folder: string;
  readonly domain: string;
  readonly apiKey: string;
  readonly users: MailUsers;
  readonly ports: { readonly imapPort: number; readonly lmtpPort: number; readonly httpPort: number };
  readonly directory: DovecotOptions['directory'];
  readonly submissionPort: number | undefined;
}

export function dovecotConfiguration(layout: DovecotLayout): Readonly<Record<string, string>> {
  return {
    'dovecot.conf': main(layout),
    'deny.dict.ext': `uri = proxy::accounts
iterate_disable = yes
default_pass_scheme = PLAIN
key deny {
  key = deny/%Lu
  format = json
}
passdb_objects = deny
`,
    'users.dict.ext': `uri = proxy::accounts
iterate_prefix = userdb/
key account {
  key = userdb/%Lu
  format = json
}
userdb_objects = account
`,
    'ldap.conf.ext': `uris = ${layout.directory.url}
dn = ${layout.directory.reader.dn}
dnpass = ${layout.directory.reader.password}
auth_bind = yes
base = ${layout.directory.peopleDn}
scope = subtree
pass_filter = (&(objectClass=organizationalPerson)(|(uid=%u)(mail=%u)))
pass_attrs = uid=user
`,
  };
}

/**
 * Dovecot wants one setting a line. A doveadm process that serves one connection and ends costs five times what is asked
 * of it. Those that stay have become the mail user: without `auth-master` they flush nothing from the cache and say that
 * it was done.
 */
function main({ folder, domain, apiKey, users, ports, submissionPort }: DovecotLayout): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
instance_name = thu
listen = 127.0.0.1
protocols = imap lmtp
default_login_user = ${users.login}
default_internal_user = ${users.internal}
default_internal_group = ${users.group}
first_valid_uid = 1
mail_uid = ${users.mailUid}
mail_gid = ${users.mailGid}
mail_home = ${folder}/mail/%n
mail_location = maildir:~/Maildir
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_cache_size = 10M
auth_cache_ttl = 1 hour
doveadm_api_key = ${apiKey}
lda_mailbox_autocreate = yes
${submissionPort === undefined ? '' : `submission_host = 127.0.0.1:${submissionPort}`}
recipient_delimiter = +
dict {
  accounts = file:${folder}/accounts/accounts.db
}
passdb {
  driver = dict
  args = ${folder}/deny.dict.ext
  deny = yes
}
passdb {
  driver = ldap
  args = ${folder}/ldap.conf.ext
}
userdb {
  driver = dict
  args = ${folder}/users.dict.ext
}
mail_plugins = acl quota
plugin {
  acl = vfile
  acl_shared_dict = proxy::accounts
  quota = count:User quota
  quota_vsizes = yes
  sieve = file:~/sieve;active=~/.dovecot.sieve
}
namespace inbox {
  inbox = yes
  separator = /
}
namespace shared {
  type = shared
  separator = /
  prefix = shared/%%u/
  location = maildir:%%h/Maildir:INDEXPVT=~/shared/%%u
  subscriptions = no
  list = children
}
service dict {
  unix_listener dict {
    mode = 0666
  }
}
service auth {
  unix_listener auth-userdb {
    mode = 0777
  }
  unix_listener auth-master {
    mode = 0600
    user = ${users.mailUser}
  }
}
service anvil {
${users.root ? '' : '  chroot =\n'}  unix_listener anvil {
    mode = 0666
  }
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
${users.root ? '' : '  chroot =\n'}  unix_listener stats-writer {
    mode = 0666
  }
}
service imap-login {
${users.root ? '' : '  chroot =\n'}  inet_listener imap {
    port = ${ports.imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtpPort}
  }
}
service doveadm {
  service_count = 0
  process_min_avail = 1
  inet_listener http {
    port = ${ports.httpPort}
  }
}
protocol imap {
  mail_plugins = $mail_plugins imap_acl imap_quota
}
protocol lmtp {
  mail_plugins = $mail_plugins sieve
  postmaster_address = postmaster@${domain}
}
`;
}
