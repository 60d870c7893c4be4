import { describeConnectorContract } from './connector-contract';
import { contractSubject, lossSubject, sandboxMail } from './dovecot-subjects';
import { describeLossContract } from './loss-contract';

describeConnectorContract('dovecot before the sandbox', () => contractSubject(sandboxMail));
describeLossContract('dovecot before the sandbox', () => lossSubject(sandboxMail));
