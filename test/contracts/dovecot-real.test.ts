import { describeWith, slapd, type Slapd } from '../servers';
import { describeConnectorContract } from './connector-contract';
import { describeDoveadmBatches } from './doveadm-batch-contract';
import { contractSubject, lossSubject, realMail } from './dovecot-subjects';
import { describeLossContract } from './loss-contract';

describeWith(['slapd', 'dovecot'])('the Dovecot connector', () => {
  let directory: Slapd & { close(): Promise<void> };

  beforeAll(async () => {
    directory = await slapd();
  });

  afterAll(() => directory.close());

  describeConnectorContract('before Dovecot', () => contractSubject(() => realMail(directory)));
  describeDoveadmBatches('of Dovecot', () => realMail(directory));
  describeLossContract('before Dovecot', () => lossSubject(() => realMail(directory)));
});
