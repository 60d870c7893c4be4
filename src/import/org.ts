/**
 * Loads a city's bodies and posts from a YAML file (shape: `data/hanoi-units-2017.yaml`): first the catalogue of
 * positions, then one decision that establishes every unit and opens its posts.
 *
 * A body whose `positions` is null gets no posts: it is a division, or a body outside the People's Committee that only
 * receives documents (clause 5). Nobody is appointed there until a later decision opens a post.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language } from '../errors/catalogue';
import { ApiRefusal, type Api } from './api';
import { importSays, type ImportSays } from './texts';

const position = z.looseObject({
  id: z.string(),
  vi: z.string(),
  en: z.string(),
  rank: z.number().int().positive().optional(),
  max: z.number().int().positive().nullable().optional(),
  covered: z.union([z.boolean(), z.string()]).optional(),
  scope: z.string().optional(),
});

const unit = z.looseObject({
  id: z.string(),
  name_vi: z.string(),
  name_en: z.string(),
  kind: z.string(),
  parent: z.string().nullable(),
  abbr: z.string().optional(),
  positions: z.string().nullable(),
});

const orgFile = z.looseObject({
  as_of: z.string(),
  position_profiles: z.record(z.string(), z.array(z.looseObject({}))),
  units: z.array(unit),
});

const policyRoles = z.looseObject({
  roles: z.array(z.looseObject({ role: z.string(), position: z.union([z.string(), z.array(z.string())]) })),
});

type Position = z.infer<typeof position>;

/** Duty posts (records clerk, unit administrator …) rank below every leadership position. */
const DUTY_RANK = 9;
/** Profiles that are not catalogues of positions. */
const NOT_POSITIONS = new Set(['signing_capacity']);
const DUTIES = 'duty_roles';
const PROBLEMS_SHOWN = 20;

export interface OrgPlan {
  readonly positions: readonly Record<string, unknown>[];
  readonly decision: {
    readonly number: string;
    readonly issuerId: string;
    readonly signedOn: string;
    readonly effectiveOn: string;
    readonly establishUnit: readonly Record<string, unknown>[];
    readonly openPost: readonly Record<string, unknown>[];
  };
  /** Bodies that get no posts. */
  readonly withoutPosts: readonly string[];
}

/** What the first start records: the Regulation itself. */
const DECISION_NUMBER = '2020/QĐ-UBND';

/** Reads the file into one catalogue and one decision; `policyText` says which management role a position carries. */
export function planOrg(orgText: string, policyText: string, language: Language = 'vi'): OrgPlan {
  const says = importSays(language);
  const org = readOrg(orgText, says);
  const roleOf = managementRoles(policyText);
  const profiles = new Map(
    Object.entries(org.position_profiles)
      .filter(([name]) => !NOT_POSITIONS.has(name))
      .map(([name, list]) => [name, list.map((entry) => position.parse(entry))]),
  );
  const root = org.units.find((one) => one.parent === null);
  if (root === undefined) throw new Error(says.text('noRoot'));
  return {
    positions: catalogue(profiles, roleOf, says),
    decision: {
      number: DECISION_NUMBER,
      issuerId: root.id,
      signedOn: org.as_of,
      effectiveOn: org.as_of,
      establishUnit: org.units.map((one) => ({
        id: one.id,
        name: one.name_vi,
        nameEn: one.name_en,
        kind: one.kind,
        parentId: one.parent,
        code: one.abbr ?? null,
      })),
      openPost: org.units.flatMap((one) => postsOf(one, profiles, says)),
    },
    withoutPosts: org.units.filter((one) => one.positions === null).map((one) => one.id),
  };
}

/** The file as it should be, or each place at which it is not. */
function readOrg(text: string, says: ImportSays): z.infer<typeof orgFile> {
  const read = orgFile.safeParse(parse(text));
  if (read.success) return read.data;
  const places = read.error.issues
    .slice(0, PROBLEMS_SHOWN)
    .map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(says.text('noOrg', { places: `\n${places.join('\n')}` }));
}

/** A position that several roles name carries the first of them as its management role. */
function managementRoles(policyText: string): Map<string, string> {
  const roles = new Map<string, string>();
  for (const { role, position: named } of policyRoles.parse(parse(policyText)).roles) {
    for (const id of [named].flat()) if (!roles.has(id)) roles.set(id, role);
  }
  return roles;
}

function catalogue(
  profiles: ReadonlyMap<string, readonly Position[]>,
  roleOf: ReadonlyMap<string, string>,
  says: ImportSays,
): Record<string, unknown>[] {
  const byId = new Map<string, Record<string, unknown>>();
  for (const [profile, positions] of profiles) {
    for (const one of positions) {
      const managementRole = roleOf.get(one.id);
      if (managementRole === undefined) throw new Error(says.text('positionWithoutRole', { id: one.id }));
      byId.set(one.id, {
        id: one.id,
        titleVi: one.vi,
        titleEn: one.en,
        rank: one.rank ?? (profile === DUTIES ? DUTY_RANK : 1),
        // "if the allocation decision names the unit" stays uncovered until such a decision is known.
        covered: one.covered === true,
        managementRole,
      });
    }
  }
  return [...byId.values()];
}

function postsOf(
  body: z.infer<typeof unit>,
  profiles: ReadonlyMap<string, readonly Position[]>,
  says: ImportSays,
): Record<string, unknown>[] {
  if (body.positions === null) return [];
  const leading = profiles.get(body.positions);
  if (leading === undefined) throw new Error(says.text('unknownProfile', { id: body.id, profile: body.positions }));
  const positions = [...leading.filter((one) => one.scope !== 'division'), ...(profiles.get(DUTIES) ?? [])];
  return positions.map((one) => ({
    id: `${body.id}/${one.id}`,
    unitId: body.id,
    positionId: one.id,
    seats: one.max ?? null,
  }));
}

export interface OrgOutcome {
  readonly positions: number;
  readonly units: number;
  readonly posts: number;
  readonly withoutPosts: number;
  /** False when the decision was there already and nothing was done. */
  readonly recorded: boolean;
}

const KNOWN =
  'query Known($number: String!, $issuerId: ID!) { decisions(number: $number, unitId: $issuerId, first: 500) { edges { node { number signedOn issuer { id } annulledBy { id } } } } }';
const DEFINE = 'mutation DefinePositions($input: [PositionInput!]!) { definePositions(input: $input) { id } }';
const RECORD =
  'mutation RecordDecision($input: RecordDecisionInput!) { recordDecision(input: $input) { decision { id } } }';

/** Whether the plan's decision is in the city already. */
export async function isRecorded(api: Api, { decision }: OrgPlan): Promise<boolean> {
  interface Found {
    decisions: { edges: { node: { signedOn: string; issuer: { id: string }; annulledBy: object | null } }[] };
  }
  const { number, issuerId, signedOn } = decision;
  const { decisions } = await api.request<Found>(KNOWN, { number, issuerId });
  return decisions.edges.some(
    ({ node }) => node.signedOn === signedOn && node.issuer.id === issuerId && node.annulledBy === null,
  );
}

/** Sends the plan. A second time nothing happens: the decision is known by issuer, number and date. */
export async function applyOrg(api: Api, plan: OrgPlan): Promise<OrgOutcome> {
  await api.request(DEFINE, { input: plan.positions });
  const counts = {
    positions: plan.positions.length,
    units: plan.decision.establishUnit.length,
    posts: plan.decision.openPost.length,
    withoutPosts: plan.withoutPosts.length,
  };
  try {
    await api.request(RECORD, { input: plan.decision });
    return { ...counts, recorded: true };
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'DECISION_ALREADY_RECORDED')
      return { ...counts, recorded: false };
    throw error;
  }
}
