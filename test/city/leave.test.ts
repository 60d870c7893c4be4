/** Leaving office: sessions die at the instant, accounts close in all three systems, and no failure makes it forget. */
import { leaveScenario } from './leave.scenario';

leaveScenario('embedded');
