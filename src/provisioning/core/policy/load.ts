/**
 * Reads a policy file: text in, data out, or every problem with its line. A position, target, role right or
 * placeholder that nobody knows is an error here and never a silent lack of access later.
 */
import { canonical, compareText, sha256 } from '../canonical';
import type { Mode } from '../facts';
import type {
  Brake,
  DelegationScope,
  GrantTemplate,
  Policy,
  RolePolicy,
  TargetGrants,
  TargetPolicy,
} from './policy.types';
import { PolicyError } from './policy.types';
import { templateProblem } from './placeholders';
import { CONNECTOR_KINDS, GRANT_KEYS, QUOTA_CONNECTORS } from './vocabulary';
import type { Place } from './yaml-reader';
import { YamlReader } from './yaml-reader';

const MODES: readonly Mode[] = ['official', 'acting', 'in-charge', 'seconded'];
const TOP_KEYS = ['version', 'mailDomain', 'targets', 'roles', 'delegation', 'merge', 'leave', 'brake', 'protected'];
/** How scalars of several posts become one; nothing else is offered, so a file that says otherwise is wrong. */
const MERGE: Readonly<Record<string, string>> = { quotaMiB: 'max', title: 'primary', unit: 'primary' };
const DURATION = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/;
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;
const KEY = /^[a-z][a-z0-9-]*$/;

export interface Known {
  /** Ids of every position of the catalogue. */
  readonly positions: readonly string[];
}

/** @throws PolicyError with every problem of the file, each with its line. */
export function loadPolicy(text: string, file: string, known: Known): Policy {
  const reader = new YamlReader(file);
  const content = new PolicyFile(reader, known).read(reader.open(text));
  if (reader.problems.length > 0) throw new PolicyError([...reader.problems].sort((a, b) => a.line - b.line));
  return Object.freeze({ ...content, file, version: versionOf(content) });
}

type Content = Omit<Policy, 'version' | 'file'>;

/** Reads the sections in the order in which they depend on one another. */
class PolicyFile {
  private targets: readonly TargetPolicy[] = [];

  constructor(
    private readonly reader: YamlReader,
    private readonly known: Known,
  ) {}

  read(place: Place): Content {
    const top = this.reader.mapping(place, TOP_KEYS, ['version', 'mailDomain', 'targets', 'roles', 'leave', 'brake']);
    const version = top.get('version');
    if (version && this.reader.count(version, 1) !== 1) this.reader.problem(version, 'must be 1');
    this.targets = this.readTargets(top.get('targets'));
    this.readMerge(top.get('merge'));
    return {
      mailDomain: this.readDomain(top.get('mailDomain')),
      targets: this.targets,
      roles: this.readRoles(top.get('roles')),
      delegations: this.readDelegations(top.get('delegation')),
      leave: this.readLeave(top.get('leave')),
      brake: this.readBrake(top.get('brake')),
      protectedNames: this.readProtected(top.get('protected')),
    };
  }

  private readDomain(place: Place | undefined): string {
    const domain = place ? this.reader.text(place) : null;
    if (place && domain !== null && !DOMAIN.test(domain))
      this.reader.problem(place, `"${domain}" is not a mail domain`);
    return domain ?? '';
  }

  private readTargets(place: Place | undefined): readonly TargetPolicy[] {
    if (!place) return [];
    const entries = this.reader.mapping(place, null);
    const keys = [...entries.keys()];
    const targets = [...entries].map(([key, entry]) => this.readTarget(key, entry, keys));
    for (const { key } of targets.filter((target) => reaches(targets, target.key, target.key))) {
      this.reader.problem(entries.get(key) ?? place, 'waits for itself through createAfter');
    }
    return targets;
  }

  private readTarget(key: string, place: Place, keys: readonly string[]): TargetPolicy {
    if (!KEY.test(key)) this.reader.problem(place, 'must be lower-case letters, digits and dashes');
    const fields = this.reader.mapping(place, ['connector', 'createAfter', 'instancePer', 'assignee'], ['connector']);
    const connector = fields.get('connector');
    const instancePer = fields.get('instancePer');
    const createAfter = fields.get('createAfter');
    const assignee = fields.get('assignee');
    return {
      key,
      connector: (connector && this.reader.word(connector, CONNECTOR_KINDS)) ?? 'manual',
      instancePer: (instancePer && this.reader.word(instancePer, ['city', 'unit'])) ?? 'city',
      createAfter: createAfter ? this.words(this.reader.list(createAfter), keys) : [],
      assignee: assignee ? this.reader.text(assignee) : null,
      line: place.line,
    };
  }

  private readRoles(place: Place | undefined): readonly RolePolicy[] {
    const seen = new Set<string>();
    return (place ? this.reader.list(place) : []).map((item) => {
      const fields = this.reader.mapping(item, ['role', 'position', 'modes', 'grants'], ['role', 'position', 'grants']);
      const name = fields.get('role');
      const role = (name && this.reader.text(name)) ?? '';
      if (name && seen.has(role)) this.reader.problem(name, `"${role}" is there twice`);
      seen.add(role);
      const position = fields.get('position');
      const modes = fields.get('modes');
      const grants = fields.get('grants');
      return {
        role,
        positions: position ? this.positions(position) : [],
        modes: modes ? this.words(this.reader.listOrOne(modes), MODES) : MODES,
        targets: grants ? this.readTargetGrants(grants) : [],
        line: item.line,
      };
    });
  }

  private positions(place: Place): readonly string[] {
    return this.reader.listOrOne(place).flatMap((item) => {
      const position = this.reader.text(item);
      if (position === null) return [];
      if (!this.known.positions.includes(position)) this.reader.problem(item, `"${position}" is not a known position`);
      return [position];
    });
  }

  private readTargetGrants(place: Place): readonly TargetGrants[] {
    return [...this.reader.mapping(place, null)].flatMap(([key, entry]) => {
      const target = this.target(key, entry);
      if (!target) return [];
      const known = GRANT_KEYS[target.connector];
      const hasQuota = QUOTA_CONNECTORS.includes(target.connector);
      const fields = this.reader.mapping(entry, [...Object.keys(known), ...(hasQuota ? ['quotaMiB'] : [])]);
      const quota = fields.get('quotaMiB');
      const grants = Object.keys(known).flatMap((name) =>
        this.readGrants(fields.get(name), known[name]?.kind ?? name, known[name]?.values ?? null),
      );
      return [{ target: key, grants, quotaMiB: quota ? this.reader.count(quota, 1) : null, line: entry.line }];
    });
  }

  private readGrants(
    place: Place | undefined,
    kind: string,
    values: readonly string[] | null,
  ): readonly GrantTemplate[] {
    return (place ? this.reader.listOrOne(place) : []).flatMap((item) => {
      const value = values ? this.reader.word(item, values) : this.reader.text(item);
      if (value === null) return [];
      const problem = templateProblem(value);
      if (problem) this.reader.problem(item, problem);
      return [{ kind, value, line: item.line }];
    });
  }

  private readDelegations(place: Place | undefined): readonly DelegationScope[] {
    const seen = new Set<string | null>();
    return (place ? this.reader.list(place) : []).map((item) => {
      const fields = this.reader.mapping(item, ['scope', 'carries'], ['carries']);
      const named = fields.get('scope');
      const scope = named ? this.reader.text(named) : null;
      if (seen.has(scope))
        this.reader.problem(item, scope === null ? 'is a second entry without a scope' : `"${scope}" is there twice`);
      seen.add(scope);
      const carries = fields.get('carries');
      return { scope, carries: carries ? this.readCarries(carries) : {} };
    });
  }

  private readCarries(place: Place): Readonly<Record<string, readonly string[]>> {
    const carried = [...this.reader.mapping(place, null)].map(([key, entry]): [string, readonly string[]] => {
      const target = this.target(key, entry);
      const known = target ? GRANT_KEYS[target.connector] : {};
      const fields = target ? this.reader.mapping(entry, Object.keys(known)) : new Map<string, Place>();
      const patterns = [...fields].flatMap(([name, field]) => {
        const { kind, values } = known[name] ?? { kind: name, values: null };
        return this.reader.listOrOne(field).flatMap((item) => {
          const value = values ? this.reader.word(item, [...values, '*']) : this.reader.text(item);
          return value === null ? [] : [`${kind}:${value}`];
        });
      });
      return [key, patterns];
    });
    return Object.fromEntries(carried);
  }

  private readMerge(place: Place | undefined): void {
    if (!place) return;
    for (const [key, entry] of this.reader.mapping(place, Object.keys(MERGE)))
      this.reader.word(entry, [MERGE[key] ?? '']);
  }

  private readLeave(place: Place | undefined): Policy['leave'] {
    const fields = place
      ? this.reader.mapping(place, ['accounts', 'handover'], ['accounts', 'handover'])
      : new Map<string, Place>();
    const accounts = this.counts(fields.get('accounts'), ['archiveAfterDays', 'deleteAfterDays']);
    const handover = this.counts(fields.get('handover'), ['tabletReturnDays']);
    const archiveAfterDays = accounts.get('archiveAfterDays') ?? 0;
    const deleteAfterDays = accounts.get('deleteAfterDays') ?? 0;
    const at = fields.get('accounts');
    if (at && accounts.size === 2 && deleteAfterDays <= archiveAfterDays)
      this.reader.problem(at, 'deletes before it archives');
    return {
      accounts: { archiveAfterDays, deleteAfterDays },
      handover: { tabletReturnDays: handover.get('tabletReturnDays') ?? 0 },
    };
  }

  private readBrake(place: Place | undefined): Brake {
    const keys = ['window', 'netLossPerTarget', 'netLossOverall'];
    const fields = place ? this.reader.mapping(place, keys, keys) : new Map<string, Place>();
    const perTarget = this.counts(fields.get('netLossPerTarget'), ['atLeast', 'percent']);
    const overall = fields.get('netLossOverall');
    return {
      windowMs: this.duration(fields.get('window')),
      netLossPerTarget: { atLeast: perTarget.get('atLeast') ?? 0, percent: perTarget.get('percent') ?? 0 },
      netLossOverall: overall ? (this.reader.count(overall, 0) ?? 0) : 0,
    };
  }

  private readProtected(place: Place | undefined): Readonly<Record<string, readonly string[]>> {
    if (!place) return {};
    const entries = [...this.reader.mapping(place, null)].map(([key, entry]): [string, readonly string[]] => {
      this.target(key, entry);
      return [key, this.reader.list(entry).flatMap((item) => this.reader.text(item) ?? [])];
    });
    return Object.fromEntries(entries);
  }

  private counts(place: Place | undefined, keys: readonly string[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [key, entry] of place ? this.reader.mapping(place, keys, keys) : []) {
      const count = this.reader.count(entry, 0);
      if (count !== null) counts.set(key, count);
    }
    return counts;
  }

  private duration(place: Place | undefined): number {
    const text = place ? this.reader.text(place) : null;
    const match = text === null ? null : DURATION.exec(text);
    if (place && text !== null && !match)
      this.reader.problem(place, `"${text}" is not a duration such as PT1H or PT30M`);
    const [hours, minutes, seconds] = [1, 2, 3].map((group) => Number(match?.[group] ?? 0));
    return ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  }

  private target(key: string, place: Place): TargetPolicy | undefined {
    const found = this.targets.find((target) => target.key === key);
    if (!found) this.reader.problem(place, `names the target "${key}", which is not among the targets`);
    return found;
  }

  private words<T extends string>(places: readonly Place[], allowed: readonly T[]): readonly T[] {
    return places.flatMap((item) => this.reader.word(item, allowed) ?? []);
  }
}

/** True when following createAfter from one target arrives at the other. */
function reaches(targets: readonly TargetPolicy[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [...(targets.find((target) => target.key === from)?.createAfter ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true;
    if (seen.has(key)) continue;
    seen.add(key);
    open.push(...(targets.find((target) => target.key === key)?.createAfter ?? []));
  }
  return false;
}

/** Lines, the order of roles and grants, and the way it is written are no content. */
function versionOf(content: Content): string {
  const roles = [...content.roles]
    .sort((a, b) => compareText(a.role, b.role))
    .map(({ role, positions, modes, targets }) => ({
      role,
      positions,
      modes,
      targets: Object.fromEntries(
        targets.map(({ target, grants, quotaMiB }) => [
          target,
          { quotaMiB, grants: grants.map(({ kind, value }) => `${kind}:${value}`) },
        ]),
      ),
    }));
  const targets = content.targets.map(({ line: _, ...target }) => target);
  return sha256(canonical({ ...content, roles, targets }));
}
