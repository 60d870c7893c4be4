/** A decision appoints, and the accounts are there: in the directory, in mail, at the unit's QLVB. */
import { appointScenario } from './appoint.scenario';

appointScenario('embedded');
