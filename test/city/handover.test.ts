/**
 * What a leaver leaves: papers, the role mailbox, delegations, the tablet. Each thing has exactly one owner who is in
 * office, at every moment – asked at QLVB, doveadm and IMAP directly.
 */
import { handoverScenario } from './handover.scenario';

handoverScenario('embedded');
