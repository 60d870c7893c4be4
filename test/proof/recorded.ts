/** An accepted input in the oracle's words. New things are told by the ids that they were given; nothing else is asked. */
import { LINE_KINDS, type DecisionInput } from '../../src/subgraphs/organisation/office/input';
import type { Line, Mode } from './oracle';
import type { Rows } from './systems/rows';

interface FactRow {
  readonly line: number;
  readonly kind: string;
  readonly subjectId: string;
  readonly body: string;
}

export function linesOf(database: Rows, decisionId: string, input: DecisionInput): readonly Line[] {
  const facts = database
    .prepare(
      "SELECT line, kind, subjectId, body FROM office_fact WHERE decisionId = ? AND kind IN ('appointmentStart', 'delegationStart', 'postOpen')",
    )
    .all(decisionId) as FactRow[];
  let index = -1;
  const given = (kind: string): string =>
    facts.find((fact) => fact.line === index && fact.kind === kind)?.subjectId ?? '';
  return LINE_KINDS.flatMap((kind): Line[] =>
    (input[kind] ?? []).map((raw): Line => {
      index += 1;
      const line = raw as never as Record<string, string | null | undefined>;
      const mode = (line['mode'] ?? 'OFFICIAL').toLowerCase().replace('_', '-') as Mode;
      const fields = ((raw as { fields?: string[] | null }).fields ?? []) as readonly string[];
      const primary = (raw as { primary?: boolean | null }).primary ?? false;
      const scope = { personId: line['personId'] ?? null, appointmentId: line['appointmentId'] ?? null };
      switch (kind) {
        case 'appoint':
          return {
            kind,
            id: given('appointmentStart'),
            personId: line['personId']!,
            postId: line['postId']!,
            mode,
            primary,
            fields,
            endsOn: line['endsOn'] ?? null,
            homeId: line['homeAppointmentId'] ?? null,
          };
        case 'reappoint':
          return { kind, appointmentId: line['appointmentId']! };
        case 'end':
          return { kind, ...scope };
        case 'transfer':
          return {
            kind,
            id: given('appointmentStart'),
            appointmentId: line['appointmentId']!,
            toPostId: line['toPostId']!,
            mode,
            primary,
            fields,
          };
        case 'suspend':
          return { kind, ...scope, endsOn: line['endsOn'] ?? null };
        case 'reinstate':
          return { kind, ...scope };
        case 'delegate':
          return {
            kind,
            id: given('delegationStart'),
            fromAppointmentId: line['fromAppointmentId']!,
            toPersonId: line['toPersonId']!,
            scope: line['scope']!,
            fields,
            endsOn: line['endsOn']!,
          };
        case 'endDelegation':
          return { kind, delegationId: line['delegationId']! };
        case 'changeName':
          return {
            kind,
            personId: line['personId']!,
            name: [line['familyName'], line['middleName'], line['givenName']].filter((part) => part).join(' '),
          };
        case 'establishUnit':
          return { kind, id: line['id']!, unitKind: line['kind']!, parentId: line['parentId'] ?? null };
        case 'openPost': {
          const seats = SEATS[line['positionId']!] ?? null;
          return { kind, id: line['id']!, unitId: line['unitId']!, positionId: line['positionId']!, seats };
        }
        case 'endUnit':
          return { kind, unitId: line['unitId']! };
        case 'mapPost': {
          const own = facts.filter((fact) => fact.line === index && fact.kind === 'appointmentStart');
          const moved = own.map((fact) => [
            (JSON.parse(fact.body) as { movedFromId: string }).movedFromId,
            fact.subjectId,
          ]);
          return {
            kind,
            fromPostId: line['fromPostId']!,
            toPostId: line['toPostId']!,
            moved: Object.fromEntries(moved) as Record<string, string>,
          };
        }
      }
    }),
  );
}

const SEATS: Readonly<Record<string, number>> = { truong: 1, 'van-thu': 2 };
