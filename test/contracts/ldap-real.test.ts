import { describeWith } from '../servers';
import { describeConnectorContract } from './connector-contract';
import { contractSubject, DIRECTORIES, lossSubject } from './ldap-subjects';
import { describeLossContract } from './loss-contract';

describeWith(['slapd'])('the LDAP connector', () => {
  const { slapd, 'slapd like Active Directory': active } = DIRECTORIES;

  describeConnectorContract('before slapd', () => contractSubject(slapd));
  describeConnectorContract('before slapd without memberOf', () => contractSubject(slapd, { memberOf: false }));
  describeConnectorContract('before slapd like Active Directory', () => contractSubject(active));
  describeLossContract('before slapd', () => lossSubject(slapd));
  describeLossContract('before slapd like Active Directory', () => lossSubject(active));
});
