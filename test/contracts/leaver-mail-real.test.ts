import { createLdapPasswordAuthority, createLdapConnector } from '../../src/connectors/ldap';
import { describeWith, slapd } from '../servers';
import { startSmtpSink } from '../servers/smtp-sink';
import { call } from './connector-contract';
import { realMail } from './dovecot-subjects';
import { settingsOf, spec } from './ldap-subjects';
import { describeLeaverMail } from './leaver-mail-contract';

describeWith(['slapd', 'dovecot'])('Dovecot', () => {
  describeLeaverMail('at Dovecot', async () => {
    const directory = await slapd();
    const sink = await startSmtpSink();
    const mail = await realMail(directory, sink.port);
    return {
      mail,
      sent: () => sink.mails,
      async letIn(login, password) {
        const settings = settingsOf(directory);
        const [connector, authority] = [createLdapConnector(settings), createLdapPasswordAuthority(settings)];
        await connector.create({ ...spec(1), name: login, grants: [] }, call());
        await authority.setPassword(login, password);
        await Promise.all([connector.close(), authority.close()]);
      },
      async close() {
        await mail.close();
        await sink.close();
        await directory.close();
      },
    };
  });
});
