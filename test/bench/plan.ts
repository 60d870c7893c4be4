/**
 * The pure part of the loop: what the policy wants of everybody, and what differs from what is there. People of every
 * kind of post under the city's own policy; making them up is not measured. Half of the pass finds accounts that are
 * right already (a scan of a quiet city), the other none at all (the first start).
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import {
  check,
  desired,
  loadPolicy,
  plan,
  type AppointmentFacts,
  type PersonFacts,
  type PersonPlan,
  type Policy,
  type Shadow,
  type UnitFacts,
} from '../../src/provisioning/core';
import { figure, type Figure } from './measure';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ROOT = resolve(__dirname, '../../..');
const AT = new Date('2026-03-02T05:00:00.000Z');
const UNITS = 600;
const CHUNK = 10_000;

interface Pass {
  readonly seconds: number;
  /** Of the processor alone: what the same would take on a machine with nothing else to do. */
  readonly cpuSeconds: number;
  readonly heapMiB: number;
  readonly operations: number;
}

export function measurePlan(rounds: number, sizes: readonly number[]): Figure[] {
  const policy = cityPolicy();
  pass(policy, CHUNK, true);
  const figures: Figure[] = [];
  let slope: { readonly size: number; readonly rate: number } | null = null;
  for (const size of sizes) {
    const quiet = repeated(rounds, () => pass(policy, size, true));
    const first = repeated(rounds, () => pass(policy, size, false));
    const rates = quiet.map(({ cpuSeconds }) => size / cpuSeconds);
    const rate = figure(`plan: ${size} people, accounts right: people per second of processor`, 'people/s', rates);
    figures.push(
      figure(
        `plan: ${size} people, accounts right: desired + plan`,
        's',
        quiet.map(({ seconds }) => seconds),
      ),
      figure(
        `plan: ${size} people, accounts right: of that processor`,
        's',
        quiet.map(({ cpuSeconds }) => cpuSeconds),
      ),
      slope === null
        ? rate
        : { ...rate, ratio: { value: rate.value / slope.rate, to: `rate of ${slope.size} people` } },
      figure(
        `plan: ${size} people, no accounts yet: desired + plan + brake`,
        's',
        first.map(({ seconds }) => seconds),
      ),
      figure(
        `plan: ${size} people, accounts right: heap kept`,
        'MiB',
        quiet.map(({ heapMiB }) => heapMiB),
      ),
    );
    slope ??= { size, rate: rate.value };
  }
  return figures;
}

function repeated<T>(rounds: number, work: () => T): readonly T[] {
  return Array.from({ length: rounds }, work);
}

/** A quiet pass keeps nothing: what is right has no operation. */
function pass(policy: Policy, size: number, right: boolean): Pass {
  collect();
  const before = process.memoryUsage().heapUsed;
  let spentMs = 0;
  let spentCpuUs = 0;
  let operations = 0;
  const kept: PersonPlan[] = [];
  for (let start = 0; start < size; start += CHUNK) {
    const people = Array.from({ length: Math.min(CHUNK, size - start) }, (_, index) => personAt(policy, start + index));
    const shadows = people.map((facts) => (right ? shadowsOf(facts, policy) : []));
    const from = performance.now();
    const cpu = process.cpuUsage();
    people.forEach((facts, index) => {
      const made = plan(desired(facts, policy, AT), facts, shadows[index]!, policy, AT);
      if (made.operations.length > 0) kept.push(made);
    });
    if (!right) check(kept.splice(0), policy, 'scan', new Map(), [], AT);
    spentMs += performance.now() - from;
    const { user, system } = process.cpuUsage(cpu);
    spentCpuUs += user + system;
    operations += kept.length;
  }
  if (right && operations > 0) throw new Error(`${operations} people whose accounts are right have something to do`);
  collect();
  const heapMiB = Math.max(0.01, (process.memoryUsage().heapUsed - before) / 2 ** 20);
  return { seconds: spentMs / 1_000, cpuSeconds: spentCpuUs / 1e6, heapMiB, operations };
}

function cityPolicy(): Policy {
  const org = parse(readFileSync(resolve(ROOT, 'data/hanoi-units-2017.yaml'), 'utf8')) as {
    position_profiles: Record<string, { id?: string }[]>;
  };
  const positions = Object.values(org.position_profiles).flatMap((profile) => profile.flatMap(({ id }) => id ?? []));
  return loadPolicy(readFileSync(resolve(ROOT, 'data/policy.yaml'), 'utf8'), 'data/policy.yaml', { positions });
}

const units = Array.from({ length: UNITS }, (_, index): UnitFacts => {
  const id = `don-vi-${index}`;
  return { id, name: `Đơn vị ${index}`, kind: 'department', path: [id, 'ubnd-tp'], instanceUnitId: id };
});

/** One post now and one before it, a deputy with fields among ten, somebody with two posts among twenty. */
function personAt(policy: Policy, index: number): PersonFacts {
  const positions = policy.roles.flatMap((role) => role.positions);
  const unit = units[index % UNITS]!;
  const past = appointment(index, 'cu', unit, 'chuyen-vien', '2016-01-01', '2021-01-01');
  const position = index % 10 === 0 ? 'pho-giam-doc-so' : positions[index % positions.length]!;
  const now = appointment(index, 'nay', unit, position, '2021-01-01', null);
  const beside =
    index % 20 === 0
      ? [appointment(index, 'kiem', units[(index + 1) % UNITS]!, 'chuyen-vien', '2022-01-01', null)]
      : [];
  return {
    personId: `p${index}`,
    login: `nguoi${index}`,
    names: [{ startsOn: '2000-01-01', familyName: 'Nguyễn', middleName: 'Văn', givenName: `Người ${index}` }],
    appointments: [past, now, ...beside],
    suspensions: [],
    delegations: [],
    locks: [],
    exceptions: [],
  };
}

function appointment(
  index: number,
  which: string,
  unit: UnitFacts,
  positionId: string,
  startsOn: string,
  endsOn: string | null,
): AppointmentFacts {
  const basis = { decisionId: `d${index}`, line: 0 };
  return {
    id: `${index}-${which}`,
    post: { id: `${unit.id}/${positionId}`, positionId, title: positionId, rank: 5, unit },
    mode: 'official',
    primary: which === 'nay',
    fields: positionId.startsWith('pho-') ? ['Viễn thông', 'Bưu chính'] : [],
    homeAppointmentId: null,
    startsOn,
    endsOn,
    basis,
    endBasis: endsOn === null ? null : basis,
  };
}

function shadowsOf(facts: PersonFacts, policy: Policy): readonly Shadow[] {
  return desired(facts, policy, AT).accounts.map(({ targetId, name, attributes, grants }) => ({
    targetId,
    observedAt: AT,
    disabledSince: null,
    linked: true,
    record: {
      nativeId: `${targetId}/${name}`,
      name,
      personId: facts.personId,
      status: 'active',
      attributes,
      grants: grants.map(({ kind, value }) => ({ kind, value })),
      version: null,
    },
  }));
}
