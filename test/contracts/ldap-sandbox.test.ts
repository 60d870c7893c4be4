import { describeWith } from '../servers';
import { describeConnectorContract } from './connector-contract';
import { describeChanges } from './directory-changes-contract';
import { describeDirectory } from './directory-contract';
import { describeEncryption } from './directory-encryption-contract';
import { describePasswords } from './directory-password-contract';
import { contractSubject, DIRECTORIES, lossSubject } from './ldap-subjects';
import { describeLossContract } from './loss-contract';

const open = DIRECTORIES.sandbox;

for (const memberOf of [true, false])
  describeConnectorContract(`ldap before the sandbox (memberOf: ${memberOf})`, () =>
    contractSubject(open, { memberOf }),
  );

describeLossContract('ldap before the sandbox', () => lossSubject(open));
describeDirectory('before the sandbox', open);
describePasswords('before the sandbox', open);
describeChanges('before the sandbox', open);

describeWith(['openssl'])('with certificates', () => {
  describeEncryption('before the sandbox', (options) => open({ certificate: 'server', ...options }));
});
