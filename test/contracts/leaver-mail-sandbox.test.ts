import { sandboxMail } from './dovecot-subjects';
import { describeLeaverMail } from './leaver-mail-contract';

describeLeaverMail('in the sandbox', async () => {
  const mail = await sandboxMail();
  return { mail, sent: () => mail.sent(), letIn: () => Promise.resolve(), close: () => mail.close() };
});
