import { describeConnectorContract } from './connector-contract';
import { contractSubject, DIRECTORIES, lossSubject } from './ldap-subjects';
import { describeLossContract } from './loss-contract';

const open = DIRECTORIES.sandbox;

for (const memberOf of [true, false])
  describeConnectorContract(`ldap before the sandbox (memberOf: ${memberOf})`, () =>
    contractSubject(open, { memberOf }),
  );

describeLossContract('ldap before the sandbox', () => lossSubject(open));
