/** Texts that some system behind the gateway would misread if they were pasted into its language. */

export interface HostileValue {
  readonly name: string;
  readonly text: string;
}

/** Stands in every value, so that what is stored of it can be found again. */
export const MARK = 'q7Zk';

export const HOSTILE: readonly HostileValue[] = [
  { name: 'LDAP filter', text: `${MARK}*)(uid=*))(|(uid=*` },
  { name: 'LDAP name', text: `${MARK},ou=people+uid=admin\\2c\\00#"<>;=` },
  { name: 'SQL', text: `${MARK}' OR 1=1; DROP TABLE person; -- "\`` },
  { name: 'mail header', text: `${MARK}\r\nBcc: ai-do@example.vn\r\n\r\nthân` },
  { name: 'IMAP and Dovecot', text: `${MARK}" {3}\r\n a1 LOGOUT %u ~/ ../ \t` },
  { name: 'log line', text: `${MARK}\n{"level":60,"msg":"forged"}\u001b[2J` },
  { name: 'HTML', text: `${MARK}<script>alert(1)</script>&quot;'><img src=x onerror=1>` },
  { name: 'path', text: `../../../../etc/passwd%00${MARK}/..\\..\\C:` },
  { name: 'NUL', text: `${MARK}\u0000sau` },
  { name: 'direction and width', text: `${MARK}\u202Egpj.exe\u200D\uFEFF\u00A0` },
  { name: 'another normal form', text: `${MARK}Nguyễn Ánh`.normalize('NFD') },
  { name: 'half a character', text: `${MARK}\uD800` },
  { name: 'template', text: `${MARK}{{7*7}}\${7*7}#{7*7}%{env:PATH}` },
  { name: 'prototype', text: '__proto__' },
  { name: 'long', text: `${MARK}${'Ấ'.repeat(5_000)}` },
];
