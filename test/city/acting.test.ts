/** Who stands in for whom, and access that pauses and comes back: acting, in charge, suspended, seconded. */
import { actingScenario } from './acting.scenario';

actingScenario('embedded');
