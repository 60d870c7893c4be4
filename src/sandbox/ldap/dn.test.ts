import { keyOf, parseDn } from './dn';
import { LdapFault } from './result';

describe('distinguished names', () => {
  it('are equal in every spelling that RFC 4514 allows', () => {
    const spellings = [
      'cn=A\\, b\\+é,dc=x',
      'CN=a\\2c B\\2b\\c3\\a9 , DC=X',
      'commonName="a, b+é";dc=x',
      '2.5.4.3=a\\,  b\\+É,dc=x',
    ];

    expect(new Set(spellings.map((text) => keyOf(parseDn(text)))).size).toBe(1);
  });

  it('are refused when they cannot be read, without delay', () => {
    for (const text of [
      'cn',
      '=x',
      'cn=',
      'cn=a,',
      'cn=a,,dc=x',
      'cn=#0401 41,dc=x',
      'cn=#04',
      'cn=a\\',
      'cn=a\\zz',
      'cn="a',
      'cn=<a>',
      'cn=\\ff',
    ]) {
      expect(() => parseDn(text)).toThrow(LdapFault);
    }
  });
});
