/**
 * The operations that bring a person's accounts from observed to desired, in the order in which they are applied:
 * what closes first and waits for nobody, then what changes, then what opens in the order of create-after, then
 * retention. Only linked accounts are written (invariant 12); where nothing differs there is no operation (invariant 4).
 */
import { blockedOf, comesBefore } from './blocked';
import { deltaTo } from './delta';
import type { PersonFacts } from './facts';
import { laidUnder } from './laid-under';
import { leaverMail } from './leaver-mail';
import { basisOf, change, create, disable, modify, written, type Scene } from './operations';
import type { DesiredAccount, DesiredPerson, PersonPlan, PlannedOperation, Shadow } from './plan.types';
import type { Policy } from './policy/policy.types';
import { isProtected } from './protected';
import { closedBasis, endedBasis, lossReason } from './reasons';
import { archiveDueAt, deleteDueAt } from './retention';
import { creationOrder, targetIdFor, targetKeyOf, targetPolicy } from './targets';

/** The stages of a plan. Within one the order is the policy's, except that opening follows create-after. */
type Stage = 'close' | 'change' | 'open' | 'retain';
const STAGES: readonly Stage[] = ['close', 'change', 'open', 'retain'];

interface Step {
  readonly stage: Stage;
  readonly operations: readonly PlannedOperation[];
}

/** One account: what is wanted, and what is there and ours. */
interface Pair {
  readonly targetId: string;
  readonly wanted: DesiredAccount | null;
  readonly shadow: Shadow | null;
}

export function plan(
  desired: DesiredPerson,
  facts: PersonFacts,
  shadows: readonly Shadow[],
  policy: Policy,
  at: Date,
): PersonPlan {
  const scene: Scene = { desired, facts, policy, at };
  const blocked = blockedOf(desired, shadows, policy);
  const pairs = pairsOf(desired, shadows, policy).filter(
    ({ targetId }) => !blocked.some((one) => one.targetId === targetId),
  );
  const opening = new Set(pairs.filter(opens).map(({ targetId }) => targetId));
  const steps = pairs.map((pair) => stepOf(pair, scene, waitsFor(pair.targetId, opening, policy)));
  const operations = STAGES.flatMap((stage) =>
    steps.filter((step) => step.stage === stage).flatMap((step) => step.operations),
  );
  return { personId: desired.personId, at, operations, blocked };
}

/** Every account that is wanted or ours, in the order in which accounts are opened. */
function pairsOf(desired: DesiredPerson, shadows: readonly Shadow[], policy: Policy): readonly Pair[] {
  const ours = shadows.filter((shadow) => shadow.linked && !isProtected(policy, shadow.targetId, shadow.record.name));
  const ids = [...new Set([...desired.accounts, ...ours].map(({ targetId }) => targetId))].sort();
  const order = creationOrder(policy);
  return ids
    .map((targetId) => ({
      targetId,
      wanted: desired.accounts.find((account) => account.targetId === targetId) ?? null,
      shadow:
        ours.filter((shadow) => shadow.targetId === targetId).length === 1
          ? (ours.find((shadow) => shadow.targetId === targetId) ?? null)
          : null,
    }))
    .filter(({ targetId, shadow }) => shadow !== null || !ours.some((one) => one.targetId === targetId))
    .sort((a, b) => order.indexOf(targetKeyOf(a.targetId)) - order.indexOf(targetKeyOf(b.targetId)));
}

function stepOf(pair: Pair, scene: Scene, waits: readonly string[]): Step {
  const { wanted, shadow } = pair;
  if (shadow === null)
    return { stage: 'open', operations: wanted?.status === 'active' ? [create(wanted, scene, waits)] : [] };
  if (wanted === null) return lose(shadow, scene);
  return wanted.status === 'active' ? keepOpen(wanted, shadow, scene, waits) : keepClosed(wanted, shadow, scene);
}

/** An open account is changed; a closed one is made right and opened again, never created twice (domain rule 4). */
function keepOpen(wanted: DesiredAccount, shadow: Shadow, scene: Scene, waits: readonly string[]): Step {
  const delta = deltaTo(shadow.record, wanted);
  const changes = delta ? [change(shadow, delta, scene)] : [];
  const back = takeBack(shadow, scene);
  if (shadow.record.status === 'active') return { stage: 'change', operations: [...changes, ...back] };
  const enable: PlannedOperation = {
    ...written('enable', shadow, 'inOffice', basisOf(wanted, scene), scene),
    before: { status: shadow.record.status },
    after: { status: 'active' },
    waitsFor: waits,
  };
  // What must go, goes before the door opens; an archive may not be writable before it is brought back.
  const openFirst = shadow.record.status === 'archived' && delta?.removed.length === 0;
  return { stage: 'open', operations: [...(openFirst ? [enable, ...changes] : [...changes, enable]), ...back] };
}

/** Suspended, locked or seconded away: no sign-in, everything else is kept as it stands. */
function keepClosed(wanted: DesiredAccount, shadow: Shadow, scene: Scene): Step {
  const reason = wanted.disabledBecause ?? 'suspended';
  const delta = shadow.record.status === 'archived' ? null : deltaTo(shadow.record, wanted);
  const changes = delta ? [change(shadow, delta, scene)] : [];
  if (shadow.record.status !== 'active') return { stage: 'change', operations: changes };
  return {
    stage: 'close',
    operations: [disable(shadow, reason, closedBasis(scene.facts, reason, scene.at), scene), ...changes],
  };
}

/** Nothing justifies the account: closed, its grants taken, archived and deleted when their time has come. */
function lose(shadow: Shadow, scene: Scene): Step {
  const reason = lossReason(scene.desired, scene.facts, shadow.targetId, scene.at);
  const basis = endedBasis(scene.facts, scene.policy, shadow.targetId, scene.at);
  const attributes = leaverMail(shadow.targetId, shadow.record, scene.facts, scene.policy, scene.at);
  const delta = deltaTo(shadow.record, { attributes, grants: [] });
  const revoke = delta ? [modify(shadow, delta, reason, basis, scene)] : [];
  const after = [...revoke, ...handOver(shadow, scene)];
  if (shadow.record.status === 'active')
    return { stage: 'close', operations: [disable(shadow, reason, basis, scene), ...after] };
  return { stage: after.length > 0 ? 'change' : 'retain', operations: [...after, ...retain(shadow, scene)] };
}

/**
 * What lies with the closed account by name goes over to the key of a post there, and what comes for it later is
 * redirected to it. Done when the target says that the account redirects and that nothing is left with it.
 */
function handOver(shadow: Shadow, scene: Scene): readonly PlannedOperation[] {
  const { desired, facts, policy, at } = scene;
  if (targetPolicy(policy, targetKeyOf(shadow.targetId)).connector !== 'qlvb') return [];
  const under = laidUnder(desired, shadow, facts, policy, at);
  if (under === null) return [];
  const { redirectPost = null, pending = 0 } = shadow.record.attributes;
  const redirects = under.keys.some((key) => key === redirectPost);
  if (redirects && pending === 0) return [];
  return [
    {
      ...written('handover', shadow, under.reason, under.basis, scene),
      before: { attributes: { redirectPost } },
      after: { attributes: { redirectPost: redirects ? redirectPost : (under.keys[0] ?? null) } },
    },
  ];
}

/** What a keeper still has of somebody who did not leave after all comes back, thing by thing, once it was accepted. */
function takeBack(shadow: Shadow, scene: Scene): readonly PlannedOperation[] {
  const targetKey = targetKeyOf(shadow.targetId);
  if (targetPolicy(scene.policy, targetKey).connector !== 'qlvb') return [];
  return (scene.facts.takesBack ?? [])
    .filter(({ post }) => targetIdFor(scene.policy, targetKey, post.unit) === shadow.targetId)
    .map(({ appointmentId, key, basis }) => ({
      ...written(
        'handover',
        shadow,
        'inOffice',
        [{ by: 'handover', id: appointmentId, basis, policyLine: null }],
        scene,
      ),
      before: { attributes: { heldUnder: key } },
      after: { attributes: { heldUnder: null } },
    }));
}

function retain(shadow: Shadow, scene: Scene): readonly PlannedOperation[] {
  const due = (at: Date | null): boolean => at !== null && at <= scene.at;
  const before = { status: shadow.record.status };
  const archive = due(archiveDueAt(shadow, scene.policy))
    ? [{ ...written('archive', shadow, 'retention', [], scene), before, after: { status: 'archived' } }]
    : [];
  const remove = due(deleteDueAt(shadow, scene.policy))
    ? [
        {
          ...written('delete', shadow, 'retention', [], scene),
          before: archive.length > 0 ? { status: 'archived' } : before,
          needsApproval: true,
        },
      ]
    : [];
  return [...archive, ...remove];
}

function opens({ wanted, shadow }: Pair): boolean {
  return wanted?.status === 'active' && shadow?.record.status !== 'active';
}

/** Of the targets that must come first, those that this plan opens too; one that is open already is not waited for. */
function waitsFor(targetId: string, opening: ReadonlySet<string>, policy: Policy): readonly string[] {
  return [...opening].filter((other) => other !== targetId && comesBefore(other, targetId, policy)).sort();
}
