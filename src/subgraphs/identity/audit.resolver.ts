/** The audit record: is its chain whole, what happened to whom, and what a witness elsewhere keeps of it. */
import { Arg, Args, Ctx, Int, Query, Resolver } from 'type-graphql';
import {
  exportPage,
  EXPORT_PAGE_MAX,
  rootsAfter,
  verifyChain,
  type AuditFinding,
  type AuditVerdict,
} from '../../audit';
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import { pageRequest } from '../../shared/pages.graphql';
import { PAGE_MAX } from '../../shared/paging';
import { InstantScalar } from '../../shared/scalars';
import type { Store } from '../../store/store';
import {
  AuditConnection,
  AuditExportPage,
  AuditRecordsArgs,
  AuditRootType,
  AuditVerdictType,
  AuditWitnessInput,
  type AuditFindingType,
} from './audit.graphql';
import type { AuditParts } from './audit-ports';
import type { AuditReader } from './audit-reader';
import type { Context } from './face';

@Resolver()
export class AuditResolver {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly reader: AuditReader,
    private readonly parts: AuditParts,
  ) {}

  @Query(() => AuditVerdictType, { description: 'Walks the chain of audit rows and says where it breaks.' })
  async auditVerdict(
    @Arg('witness', () => AuditWitnessInput, { nullable: true, description: 'A head that was kept elsewhere.' })
    witness: AuditWitnessInput | null | undefined,
    @Ctx() ctx: Context,
  ): Promise<AuditVerdictType> {
    ctx.require('audit:read');
    return told(await verifyChain(this.store.read, witness ? { witness } : {}));
  }

  @Query(() => AuditConnection, { description: 'What happened, the newest first.' })
  async auditRecords(
    @Args(() => AuditRecordsArgs) asked: AuditRecordsArgs,
    @Ctx() ctx: Context,
  ): Promise<AuditConnection> {
    ctx.require('audit:read');
    return this.reader.records(asked, pageRequest(asked));
  }

  @Query(() => [AuditRootType], { description: 'Signed roots of the chain after a place, for a witness to keep.' })
  async auditRoots(
    @Arg('after', () => Int, { nullable: true, description: 'The place after which to begin; 0 when left out.' })
    after: number | null | undefined,
    @Arg('first', () => Int, { nullable: true, description: `How many, 1 to ${PAGE_MAX}; 50 when left out.` })
    first: number | null | undefined,
    @Ctx() ctx: Context,
  ): Promise<AuditRootType[]> {
    ctx.require('audit:read');
    return rootsAfter(this.store.read, after ?? 0, pageRequest({ first: first ?? null }).first);
  }

  @Query(() => AuditExportPage, {
    description: 'The chain as lines that `dieuhanh audit verify FILE` verifies without the store, page by page.',
  })
  async auditExport(
    @Arg('from', () => InstantScalar, { nullable: true, description: 'From the first record of this instant on.' })
    from: Date | null | undefined,
    @Arg('to', () => InstantScalar, { nullable: true, description: 'Up to the last record before this instant.' })
    to: Date | null | undefined,
    @Arg('cursor', () => String, { nullable: true, description: 'What the page before gave; null for the first.' })
    cursor: string | null | undefined,
    @Ctx() ctx: Context,
  ): Promise<AuditExportPage> {
    ctx.require('audit:read');
    const range = { from: from ?? null, to: to ?? null };
    const request = { range, cursor: cursor ?? null, first: EXPORT_PAGE_MAX, now: this.clock.now() };
    const page = await exportPage(this.store.read, this.parts.signer, request);
    if (page === null) throw new Refusal('INVALID_CURSOR', {}, ['cursor']);
    return page;
  }
}

function told(verdict: AuditVerdict): AuditVerdictType {
  return {
    ...verdict,
    head: { ...verdict.head },
    finding: verdict.finding === null ? null : toldFinding(verdict.finding),
  };
}

function toldFinding(finding: AuditFinding): AuditFindingType {
  return { seq: null, id: null, fromSeq: null, headSeq: null, ...finding };
}
