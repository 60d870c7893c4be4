/**
 * Records decisions: load, decide, store – all in one transaction, or nothing. Previewing (reader.ts) is the same
 * without the last step.
 */
import type { EntityManager } from 'typeorm';
import { record as audit } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Asker, DueMarker } from '../../provisioning/office-reader';
import { newId } from '../../shared/ids';
import { reached } from '../../shared/write-boundary';
import { chunks } from '../../shared/lists';
import type { Store, Tx } from '../../store/store';
import type { Context, Delegation, Principal } from '../identity/face';
import { callerIn } from '../identity/face-caller';
import { delegationFor, onBehalf, partiesTo } from '../identity/face-delegation';
import { once } from '../identity/face-idempotency';
import { loadAnnulment } from './annulment';
import { cancelAnnulled, cancelSuperseded, writeAnnouncements } from './announcements';
import { DecisionLineRow } from './decision-line.entity';
import { DecisionPerson } from './decision-person.entity';
import { DecisionRow } from './decision.entity';
import { forgetFacts, insertFacts } from './fact-store';
import { affected } from './office/affected';
import { decide, rankOf } from './office/decide';
import type { Fact } from './office/facts';
import type { DecisionHead, DecisionInput } from './office/input';
import { lineTexts, type LineText } from './office/line-text';
import {
  endsMoved,
  endsSaid,
  roleChangesOf,
  type DecisionSnapshot,
  type Directory,
  type RoleChange,
} from './office/role-changes';
import { nfc } from './office/text-rules';
import { gainsBy } from './office/gains';
import type { Office } from './office/model';
import { OfficeVersion } from './office-version.entity';
import { annulledKey, paperKey } from './paper';
import type { PlanHash, PlanHashReader } from './ports';
import { unitsTouchedBy } from './office/touched-units';
import { project, type Change } from './projection';
import { mayConfer, requireGrantable } from './recording-rights';
import { takeTurn } from './turn';
import { loadPositions, loadSnapshot, loginsOf } from './snapshot';

const INSERT_ROWS = 100;
/** How often a hash is asked for again because office changed while it was computed. */
const PREVIEW_TRIES = 3;
export const INCLUDING_MAX = 100;

export interface DecisionsNeed {
  readonly store: Store;
  readonly due: DueMarker;
  readonly planHash: PlanHashReader;
}

export class Decisions {
  constructor(private readonly needs: DecisionsNeed) {}

  /** Records a decision and answers with its row. Refused as a whole, all problems at once. */
  async record(ctx: Context, input: DecisionInput): Promise<DecisionRow> {
    ctx.signedIn();
    const seen = (): Promise<Seen> =>
      input.previewHash || takesAway(input)
        ? this.checkPreview(input.previewHash ?? null, () => this.needs.planHash.hashOf(input, askerIn(ctx)))
        : Promise.resolve(null);
    const row = await this.asPreviewed(seen, (tx, version, check) =>
      once(ctx, tx, 'recordDecision', input, async () => {
        check();
        return (await this.recordIn(tx, ctx, input, await version())).id;
      }),
    );
    reached('decision.committed');
    return row;
  }

  private async recordIn(tx: Tx, ctx: Context, input: DecisionInput, version: number): Promise<DecisionRow> {
    const snapshot = await loadSnapshot(tx.manager, input);
    const units = unitsTouchedBy(input, snapshot.office);
    ctx.require('decision:record', { units });
    const delegation = delegationFor(ctx, 'decision:record', { units });
    const decisionId = newId(tx.now);
    const rank = rankOf(input, snapshot.after);
    const occasion = { decisionId, effectiveOn: input.effectiveOn, rank, now: tx.now };
    const outcome = decide(input, snapshot, occasion, () => newId(tx.now));
    if (outcome.problems !== null) throw Refusal.of(outcome.problems);

    const { facts, before, after } = outcome;
    requireGrantable(askerIn(ctx, delegation), gainsBy(before, after, snapshot.positions));
    const row = rowOf({ id: decisionId, rank, version, recordedAt: tx.now }, input, ctx.signedIn());
    const logins = await loginsOf(tx.manager, after.names.keys());
    await tx.manager.insert(DecisionRow, row);
    await insertLines(tx.manager, decisionId, lineTexts(input, facts, after, snapshot.positions));
    await insertFacts(tx.manager, facts);
    await project(tx.manager, { facts, before, after }, tx.now);
    const directory = { positions: snapshot.positions, logins };
    const ends = endsMoved(before, after, directory);
    await cancelSuperseded(tx, ends, decisionId);
    const changes = [...roleChangesOf(facts, after, directory), ...ends.changes];
    await writeAnnouncements(tx, changes, decisionSnapshot(row, after));
    await this.conclude(tx, { ctx, delegation }, row, 'decision.record', { facts, before, after });
    return row;
  }

  /** Takes decisions out of what is known. `including` names those that build on it and are annulled with it. */
  async annul(
    ctx: Context,
    decisionId: string,
    by: DecisionHead,
    including: readonly string[],
    previewHash: string | null = null,
  ): Promise<DecisionRow> {
    ctx.signedIn();
    if (including.length > INCLUDING_MAX) {
      throw new Refusal(
        'INVALID_VALUE',
        { field: 'including', detail: new Phrase('MORE_THAN', { max: INCLUDING_MAX }) },
        ['including'],
      );
    }
    const ids = [...new Set([decisionId, ...including])];
    const hashed = { decisionId, by, including };
    const input = previewHash === null ? hashed : { ...hashed, previewHash };
    const seen = (): Promise<Seen> =>
      this.checkPreview(previewHash, () => this.needs.planHash.hashOfAnnulment(hashed, askerIn(ctx)));
    return this.asPreviewed(seen, (tx, version, check) =>
      once(ctx, tx, 'annulDecision', input, async () => {
        check();
        return (await this.annulIn(tx, ctx, ids, by, await version())).id;
      }),
    );
  }

  private async annulIn(
    tx: Tx,
    ctx: Context,
    ids: readonly string[],
    by: DecisionHead,
    version: number,
  ): Promise<DecisionRow> {
    const { annulled, annulment, touchedUnits, problems } = await loadAnnulment(tx.manager, ids, by, tx.now);
    ctx.require('decision:record', { units: [...touchedUnits] });
    const delegation = delegationFor(ctx, 'decision:record', { units: [...touchedUnits] });
    if (problems.length > 0) throw Refusal.of(problems);
    const positions = await loadPositions(tx.manager);
    requireGrantable(askerIn(ctx, delegation), gainsBy(annulment.before, annulment.after, positions));

    const row = rowOf({ id: newId(tx.now), rank: 0, version, recordedAt: tx.now }, by, ctx.signedIn());
    await tx.manager.insert(DecisionRow, row);
    await insertLines(tx.manager, row.id, annulled.map(annulmentText));
    for (const one of annulled) {
      await tx.manager.update(DecisionRow, { id: one.id }, { annulledById: row.id, paperKey: annulledKey(one.id) });
    }
    await forgetFacts(tx.manager, ids, tx.now);
    const { removed, before, after } = annulment;
    await project(tx.manager, { facts: removed, before, after }, tx.now);
    await cancelAnnulled(tx, ids, row.id);
    const directory = await directoryOf(tx.manager, before);
    const ends = endsMoved(before, after, directory);
    await cancelSuperseded(tx, ends, row.id);
    const changes = [...annulledChanges(removed, before, directory, tx.now), ...ends.changes];
    await writeAnnouncements(tx, changes, decisionSnapshot(row, before));
    const change = { facts: removed, before, after };
    await this.conclude(tx, { ctx, delegation }, row, 'decision.annul', change, { annulled: ids });
    return row;
  }

  /** Whom it concerns, who is due, and the record of it. */
  private async conclude(
    tx: Tx,
    { ctx, delegation }: { readonly ctx: Context; readonly delegation: Delegation | null },
    row: DecisionRow,
    action: string,
    change: Change,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const personIds = affected(change.facts, change.before, change.after);
    for (const some of chunks(personIds, INSERT_ROWS)) {
      await tx.manager.insert(
        DecisionPerson,
        some.map((personId) => ({ decisionId: row.id, personId })),
      );
    }
    await audit(tx, {
      action,
      subject: { kind: 'decision', id: row.id },
      ...callerIn(ctx),
      ...onBehalf(delegation),
      decisionId: row.id,
      detail: {
        number: row.number,
        issuerId: row.issuerId,
        signedOn: row.signedOn,
        effectiveOn: row.effectiveOn,
        facts: change.facts.length,
        persons: personIds.length,
        ...more,
      },
      // An annulment takes facts away, every other decision adds them.
      ...(action === 'decision.annul' ? { before: change.facts, after: null } : { before: null, after: change.facts }),
    });
    await this.needs.due.mark(tx.manager, personIds, { kind: 'decision', id: row.id }, tx.now);
  }

  /** Writes what its author saw, or nothing: where office changed in between, what was seen is computed again. */
  private async asPreviewed(
    see: () => Promise<Seen>,
    write: (tx: Tx, version: () => Promise<number>, check: () => void) => Promise<string>,
  ): Promise<DecisionRow> {
    for (let attempt = 1; ; attempt += 1) {
      const seen = await see();
      const check = (): void => {
        if (seen instanceof Refusal) throw seen;
      };
      try {
        return await this.needs.store.write(async (tx) => {
          const version = async (): Promise<number> => {
            const turn = await takeTurn(tx);
            if (typeof seen === 'number' && turn !== seen + 1) throw new OfficeMoved();
            return turn;
          };
          return tx.manager.findOneByOrFail(DecisionRow, { id: await write(tx, version, check) });
        });
      } catch (error) {
        if (!(error instanceof OfficeMoved)) throw error;
        if (attempt === PREVIEW_TRIES) throw new Refusal('PREVIEW_STALE', {}, ['previewHash']);
      }
    }
  }

  private async checkPreview(previewHash: string | null, hashNow: () => Promise<PlanHash>): Promise<Seen> {
    const office = await this.needs.store.read.findOneByOrFail(OfficeVersion, { id: 'office' });
    try {
      const { hash, exceedsBrake, netLoss, exceeded } = await hashNow();
      if (previewHash === null)
        return exceedsBrake ? new Refusal('PREVIEW_NEEDED', { netLoss, exceeded }, ['previewHash']) : null;
      return hash === previewHash ? office.version : new Refusal('PREVIEW_STALE', {}, ['previewHash']);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Without a hash there was no preview to speak of: recording says by itself what is wrong, to whom it may.
      return previewHash === null ? null : error;
    }
  }
}

/**
 * The version of office under which the author's hash is the plan's, null without a hash, or why it is not: a refusal
 * that only counts when the transaction finds this decision not recorded under the same Idempotency-Key before.
 */
type Seen = number | Refusal | null;

/** Nobody learns by a hash what they may not record. */
function askerIn(ctx: Context, delegation: Delegation | null = null): Asker {
  const { kind, id } = ctx.signedIn();
  return {
    personId: kind === 'person' ? id : null,
    parties: partiesTo(ctx, delegation),
    mayTouch: (unitIds) => ctx.may('decision:record', { units: [...unitIds] }),
    mayConfer: mayConfer(ctx),
  };
}

/** Kinds of lines by which somebody can lose something. */
const TAKING = ['end', 'transfer', 'suspend', 'endDelegation', 'endUnit', 'mapPost'] as const;

/**
 * An appointment takes away too: a secondment pauses what is held at home, and who kept the post gives back its mailbox
 * and its access. One alone takes from one keeper at most; that is no great loss under any brake.
 */
function takesAway(input: DecisionInput): boolean {
  const appointments = input.appoint ?? [];
  return (
    TAKING.some((kind) => (input[kind] ?? []).length > 0) ||
    appointments.length > 1 ||
    appointments.some(({ mode }) => mode === 'SECONDED')
  );
}

/** Office changed between the preview and the transaction: nothing is written, and the preview is computed again. */
class OfficeMoved extends Error {}

function rowOf(
  own: Pick<DecisionRow, 'id' | 'rank' | 'version' | 'recordedAt'>,
  head: DecisionHead & { readonly afterDecisionId?: string | null },
  asker: Principal,
): DecisionRow {
  return {
    ...own,
    number: nfc(head.number),
    paperKey: paperKey(head),
    issuerId: head.issuerId,
    signedOn: head.signedOn,
    effectiveOn: head.effectiveOn,
    afterDecisionId: head.afterDecisionId ?? null,
    recordedById: asker.kind === 'person' ? asker.id : null,
    annulledById: null,
  };
}

async function insertLines(
  manager: EntityManager,
  decisionId: string,
  lines: readonly (Omit<LineText, 'kind'> & { kind: string })[],
): Promise<void> {
  for (const some of chunks(lines, INSERT_ROWS)) {
    await manager.insert(
      DecisionLineRow,
      some.map(({ vi, en, ...line }) => ({ ...line, decisionId, textVi: vi, textEn: en })),
    );
  }
}

function annulmentText(annulled: DecisionRow, index: number): Omit<LineText, 'kind'> & { kind: string } {
  const vi = `Hủy bỏ Quyết định số ${annulled.number} ngày ${annulled.signedOn}`;
  const en = `Annuls decision ${annulled.number} of ${annulled.signedOn}`;
  return { index, kind: 'annul', personId: null, appointmentId: null, delegationId: null, vi, en };
}

function decisionSnapshot(row: DecisionRow, office: Office): DecisionSnapshot {
  const { id, number, issuerId, signedOn, effectiveOn } = row;
  return { id, number, issuerId, issuerName: office.units.get(issuerId)?.name ?? issuerId, signedOn, effectiveOn };
}

/** One ANNULLED for each thing that the decisions had changed, at the instant of the annulment. */
function annulledChanges(removed: readonly Fact[], before: Office, directory: Directory, now: Date): RoleChange[] {
  const changes = [...roleChangesOf(removed, before, directory), ...endsSaid(removed, before, directory)];
  const bySubject = new Map(changes.map((change) => [change.subjectId, change]));
  return [...bySubject.values()].map((change) => ({ ...change, kind: 'ANNULLED' as const, effectiveAt: now }));
}

async function directoryOf(manager: EntityManager, office: Office): Promise<Directory> {
  return { positions: await loadPositions(manager), logins: await loginsOf(manager, office.names.keys()) };
}
