/** Tablets and who answers for them. */
import { KEEPS_TABLETS, NOBODY, unit, type About, type Row } from './row';

const ISSUE = 'mutation($id: ID!, $to: ID!) { issueTablet(tabletId: $id, personId: $to, recordNumber: "BB-1") { id } }';
const RETURN = 'mutation($id: ID!) { returnTablet(tabletId: $id, recordNumber: "BB-1") { id } }';
const KEEPERS = ['administrator', 'unitAdministrator', 'assetAccountant'] as const;

const toPerson = ({ thing, personId }: About): Record<string, unknown> => ({ id: thing, to: personId });
const thing = ({ thing: id }: About): Record<string, unknown> => ({ id });

export const TABLETS: readonly Row[] = [
  {
    field: 'Mutation.receiveTablets',
    ask: 'mutation($id: ID!, $serial: String!) { receiveTablets(input: { serials: [$serial], model: "iPad Air 2", unitId: $id }) { id } }',
    with: (about) => ({ ...unit(about), serial: `TB-MOI-${about.place}` }),
    may: KEEPS_TABLETS,
  },
  {
    field: 'Mutation.importTablets',
    ask: 'mutation($csv: String!) { importTablets(csv: $csv) { created problems { code } } }',
    with: ({ unitId, place }) => ({ csv: `serial,model,unit\nTB-NHAP-${place},iPad Air 2,${unitId}\n` }),
    may: KEEPS_TABLETS,
  },
  { field: 'Mutation.issueTablet', ask: ISSUE, of: 'tablet', with: toPerson, may: KEEPS_TABLETS },
  {
    field: 'Mutation.issueTablet',
    ask: ISSUE,
    of: 'tablet',
    with: toPerson,
    may: { own: NOBODY },
    notToOneself: KEEPERS,
  },
  {
    field: 'Mutation.reissueTablet',
    ask: 'mutation($id: ID!, $to: ID!) { reissueTablet(tabletId: $id, personId: $to, recordNumber: "BB-1") { id } }',
    of: 'returnedTablet',
    with: toPerson,
    may: KEEPS_TABLETS,
  },
  { field: 'Mutation.returnTablet', ask: RETURN, of: 'heldTablet', with: thing, may: KEEPS_TABLETS },
  {
    field: 'Mutation.returnTablet',
    ask: RETURN,
    of: 'ownTablet',
    with: thing,
    may: { own: NOBODY },
    notToOneself: KEEPERS,
    askedBy: KEEPERS,
  },
  {
    field: 'Mutation.handTabletToUnit',
    ask: 'mutation($id: ID!) { handTabletToUnit(tabletId: $id, unitId: "so-y-te", recordNumber: "BB-1") { id } }',
    of: 'tablet',
    with: thing,
    may: KEEPS_TABLETS,
  },
];
