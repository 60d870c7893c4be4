/** Units by id, gathered in one batch for a request, as both servers read them. */
import type { Context } from '../../../src/subgraphs/identity/face';
import { units, type UnitRow } from './rows';

export function unitOf(id: string, ctx: Context): Promise<UnitRow> {
  return ctx
    .loader<string, UnitRow>('units', async (ids) => ids.map((one) => units.get(one) ?? new Error(`no unit ${one}`)))
    .load(id);
}
