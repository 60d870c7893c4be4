/** The little of Sieve (RFC 5228, 5230, 3894) that provisioning writes: one forwarding, one answer. */

export interface SieveScript {
  readonly redirects: readonly { readonly to: string; readonly copy: boolean }[];
  readonly vacation: {
    readonly days: number;
    readonly addresses: readonly string[];
    readonly text: string;
  } | null;
}

const STRING = String.raw`"((?:[^"\\]|\\.)*)"`;
const REQUIRE = /^require\s*(?:\[[^\]]*\]|"[^"]*")\s*;/;
const REDIRECT = new RegExp(`^redirect\\s+(:copy\\s+)?${STRING}\\s*;`, 's');
const VACATION = new RegExp(
  `^vacation(?:\\s+:days\\s+(\\d+))?(?:\\s+:addresses\\s+\\[([^\\]]*)\\])?\\s+${STRING}\\s*;`,
  's',
);
const COMMANDS_MAX = 50;
const DAYS_OTHERWISE = 7;

/** Null for a script that holds anything else. */
export function parseScript(source: string): SieveScript | null {
  const redirects: { to: string; copy: boolean }[] = [];
  let vacation: SieveScript['vacation'] = null;
  let rest = source.trimStart();
  for (let command = 0; rest !== '' && command < COMMANDS_MAX; command += 1) {
    const required = REQUIRE.exec(rest);
    const redirect = REDIRECT.exec(rest);
    const answer = VACATION.exec(rest);
    const match = required ?? redirect ?? answer;
    if (match === null) return null;
    if (redirect !== null) redirects.push({ to: unquoted(redirect[2]!), copy: redirect[1] !== undefined });
    if (answer !== null)
      vacation = {
        days: Number(answer[1] ?? DAYS_OTHERWISE),
        addresses: [...(answer[2] ?? '').matchAll(new RegExp(STRING, 'g'))].map((one) => unquoted(one[1]!)),
        text: unquoted(answer[3]!),
      };
    rest = rest.slice(match[0].length).trimStart();
  }
  return rest === '' ? { redirects, vacation } : null;
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
