/** DNs between us and the directory (RFC 4514): names are escaped on the way out and parsed, never cut, on the way in. */

export interface NamePart {
  readonly type: string;
  readonly value: string;
}

/** `type=value,parent` with every character of the value kept from being taken for syntax. */
export function childDn(type: string, value: string, parent: string): string {
  const escaped = value.replace(
    /["+,;<>\\=\0]|^[ #]|[ ]$/g,
    (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `${type}=${escaped},${parent}`;
}

const PART = /\s*([a-z][a-z0-9-]*|\d+(?:\.\d+)*)\s*=\s*((?:\\[0-9a-f]{2}|\\.|[^\\,;+])*)([,;+]|$)/iuy;

/** From the entry up to the root; null for what is no DN. Parts of a multi-valued RDN follow each other. */
export function parseDn(dn: string): NamePart[] | null {
  const parts: NamePart[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < dn.length) {
    const match = PART.exec(dn);
    if (match === null) return null;
    parts.push({ type: match[1]!.toLowerCase(), value: unescape(match[2]!) });
    if (match[3] === '') return parts;
  }
  return null;
}

function unescape(raw: string): string {
  const trimmed = raw.replace(/(\\.)? +$/su, (_, escaped: string | undefined) =>
    escaped === '\\ ' ? '\\ ' : (escaped ?? ''),
  );
  const bytes: Buffer[] = [];
  for (const [token] of trimmed.matchAll(/\\[0-9a-f]{2}|\\.|[^\\]+/gisu)) {
    if (!token.startsWith('\\')) bytes.push(Buffer.from(token, 'utf8'));
    else if (token.length === 3) bytes.push(Buffer.from(token.slice(1), 'hex'));
    else bytes.push(Buffer.from(token.slice(1), 'utf8'));
  }
  return Buffer.concat(bytes).toString('utf8');
}

/** What two spellings of one DN share. */
export function dnKey(dn: string): string {
  const parts = parseDn(dn);
  return parts === null
    ? `?${dn}`
    : JSON.stringify(
        parts.map((part) => [part.type, part.value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()]),
      );
}

/** The first value of a DN that lies right below a parent, or null for any other DN. */
export function nameBelow(dn: string, parent: string): string | null {
  const parts = parseDn(dn);
  const above = parseDn(parent);
  if (parts === null || above === null || parts.length !== above.length + 1) return null;
  const rest = parts
    .slice(1)
    .map((part) => childDn(part.type, part.value, '').slice(0, -1))
    .join(',');
  return dnKey(rest) === dnKey(parent) ? parts[0]!.value : null;
}
