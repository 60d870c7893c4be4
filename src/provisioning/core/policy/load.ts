/**
 * Reads a policy file: text in, data out, or every problem with its line. A position, target, role right or
 * placeholder that nobody knows is an error here and never a silent lack of access later.
 */
import { canonical, compareText, sha256 } from '../canonical';
import { readDelegations } from './delegation-section';
import { readExtension } from './extension';
import type { Policy } from './policy.types';
import { PolicyError } from './policy.types';
import type { PolicyProblem } from './policy.types';
import type { Known } from './roles-section';
import { readRoles } from './roles-section';
import { readBrake, readDomain, readLeave, readMerge, readProtected } from './settings-section';
import { readAdopt, readDrift } from './scan-section';
import { readTargets } from './targets-section';
import type { Place } from './yaml-reader';
import { YamlReader } from './yaml-reader';

const REQUIRED = ['version', 'mailDomain', 'targets', 'roles', 'leave', 'brake'];
const KEYS = [...REQUIRED, 'delegation', 'merge', 'protected', 'drift', 'adopt'];

type Content = Omit<Policy, 'version' | 'file'>;

/** @throws PolicyError with every problem of the file, each with its line. */
export function loadPolicy(text: string, file: string, known: Known): Policy {
  const reader = new YamlReader(file);
  const content = readContent(reader, reader.open(text), known);
  if (reader.problems.length > 0) throw new PolicyError([...reader.problems].sort((a, b) => a.line - b.line));
  return Object.freeze({ ...content, file, version: versionOf(content) });
}

/** What a unit adds to the city's policy for its own subtree (clause 72). */
export interface Extension {
  readonly unitId: string;
  readonly text: string;
  readonly file: string;
}

/**
 * The city's policy with what units add to it. Everybody who reads it sees one text, in which the units' parts stand
 * after the city's, and lines are counted in it.
 *
 * @throws PolicyError with every problem of every part, each with its line in that part.
 */
export function extendPolicy(
  text: string,
  file: string,
  extensions: readonly Extension[],
  known: Known,
): { readonly policy: Policy; readonly text: string } {
  const city = loadPolicy(text, file, known);
  const problems: PolicyProblem[] = [];
  const roles = [...city.roles];
  let whole = text;
  for (const { unitId, text: own, file: ownFile } of [...extensions].sort((a, b) => compareText(a.unitId, b.unitId))) {
    whole = `${whole.replace(/\n?$/, '\n')}# ---- added by ${unitId}\n`;
    const reader = new YamlReader(ownFile);
    roles.push(...readExtension(reader, { unitId, text: own, firstLine: whole.split('\n').length }, city, known));
    whole += own;
    problems.push(...[...reader.problems].sort((a, b) => a.line - b.line));
  }
  if (problems.length > 0) throw new PolicyError(problems);
  if (extensions.length === 0) return { policy: city, text };
  const { version: _version, file: _file, ...content } = { ...city, roles };
  return { policy: Object.freeze({ ...content, file, version: versionOf(content) }), text: whole };
}

/** Targets first: the other sections name them. */
function readContent(reader: YamlReader, place: Place, known: Known): Content {
  const top = reader.mapping(place, KEYS, REQUIRED);
  const version = top.get('version');
  if (version && reader.count(version, 1) !== 1) reader.problem(version, 'mustBeOne');
  const targets = readTargets(reader, top.get('targets'));
  readMerge(reader, top.get('merge'));
  return {
    mailDomain: readDomain(reader, top.get('mailDomain')),
    targets,
    roles: readRoles(reader, top.get('roles'), targets, known),
    delegations: readDelegations(reader, top.get('delegation'), targets),
    leave: readLeave(reader, top.get('leave')),
    brake: readBrake(reader, top.get('brake')),
    protectedNames: readProtected(reader, top.get('protected'), targets),
    drift: readDrift(reader, top.get('drift'), targets),
    adopt: readAdopt(reader, top.get('adopt'), targets),
  };
}

/** Lines, the order of roles and grants, and the way it is written are no content. */
function versionOf(content: Content): string {
  const roles = [...content.roles]
    .sort((a, b) => compareText(a.role, b.role) || compareText(a.within ?? '', b.within ?? ''))
    .map(({ role, positions, modes, targets, within }) => ({
      role,
      within,
      positions,
      modes,
      targets: Object.fromEntries(
        targets.map(({ target, grants, quotaMiB }) => [
          target,
          { quotaMiB, grants: grants.map(({ kind, value }) => `${kind}:${value}`) },
        ]),
      ),
    }));
  const targets = content.targets.map((target) => ({ ...target, line: undefined }));
  return sha256(canonical({ ...content, roles, targets }));
}
