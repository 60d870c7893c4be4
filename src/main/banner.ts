/** What a start shows when the city is up: where it is, who may sign in, and what to ask first. */
import type { Language } from '../errors/catalogue';
import type { City } from './city';
import type { HandedOut } from './first-start-file';
import { sampleIs, startSays, type StartSays } from './start-texts';

const FIRST_QUERY =
  '{ unit(id: "so-tttt") { name head { person { fullName login accounts { target { id } status } } } } }';

export function banner(city: Pick<City, 'gateway' | 'sandbox'>, first: HandedOut, language: Language): string {
  const says = startSays(language);
  const { url } = city.gateway;
  const { ldap, imap, lmtp, doveadm, qlvb } = city.sandbox.addresses;
  const lines = [
    '',
    says('gateway', { url }),
    says('directory', { addresses: ldap }),
    says('mail', { addresses: [imap, lmtp, doveadm].join('   ') }),
    says('qlvb', { addresses: qlvb }),
    '',
    ...administratorLines(first, says),
  ];
  if (first.samples.length > 0) {
    lines.push(says('samples', { password: first.samplePassword }));
    for (const { login, fullName, who } of first.samples)
      lines.push(`                ${login.padEnd(14)} ${fullName}, ${sampleIs(who, language)}`);
    lines.push('', says('try'), ...firstRequests(url, first.samples[1]?.login ?? '', first.samplePassword));
  }
  lines.push('', says('stops'));
  return lines.join('\n');
}

function administratorLines({ administrator: { login, code, expiresAt } }: HandedOut, says: StartSays): string[] {
  // A city that was restored: who administers it is in its store.
  if (login === '') return [says('administratorAsBefore')];
  if (code === null) return [says('administratorSignsIn', { login })];
  return [says('administratorCode', { login, code, expiresAt: expiresAt ?? '' }), says('administratorActivates')];
}

function firstRequests(url: string, login: string, password: string): string[] {
  return [
    `  TOKEN=$(curl -s ${url}/graphql -H 'content-type: application/json' -d '{"query":"mutation { login(username: \\"${login}\\", password: \\"${password}\\") { accessToken } }"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s ${url}/graphql -H 'content-type: application/json' -H "authorization: Bearer $TOKEN" -d '{"query":${JSON.stringify(FIRST_QUERY).replaceAll("'", "'\\''")}}'`,
  ];
}
