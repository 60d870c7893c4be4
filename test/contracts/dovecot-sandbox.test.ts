import { describeConnectorContract } from './connector-contract';
import { describeDoveadmBatches } from './doveadm-batch-contract';
import { contractSubject, lossSubject, sandboxMail } from './dovecot-subjects';
import { describeLossContract } from './loss-contract';

describeConnectorContract('dovecot before the sandbox', () => contractSubject(sandboxMail));
describeDoveadmBatches('of the sandbox', sandboxMail);
describeLossContract('dovecot before the sandbox', () => lossSubject(sandboxMail));
