/** A decision's lines in words, Vietnamese and English, as they were when it was recorded. */
import { fullName } from '../../../shared/text';
import type { Fact } from './facts';
import { LINE_KINDS, linesOf, type DecisionInput, type LineKind, type LineOf } from './input';
import type { Office, PositionRule } from './model';

export interface LineText {
  readonly index: number;
  readonly kind: LineKind;
  readonly personId: string | null;
  readonly appointmentId: string | null;
  readonly delegationId: string | null;
  readonly vi: string;
  readonly en: string;
}

type Words = readonly [vi: string, en: string];

export function lineTexts(
  input: DecisionInput,
  facts: readonly Fact[],
  office: Office,
  positions: ReadonlyMap<string, PositionRule>,
): LineText[] {
  const words = new Wording(office, positions);
  const firstFact = new Map<number, Fact>();
  // The start of what is new says more than the end of what it replaces.
  for (const fact of facts)
    if (!firstFact.has(fact.line) || fact.kind === 'appointmentStart') firstFact.set(fact.line, fact);
  return LINE_KINDS.flatMap((kind) =>
    linesOf(input, kind).map(({ line, place }): LineText => {
      const fact = firstFact.get(place.index);
      const [vi, en] = words.of(kind, line, fact);
      const several = kind === 'mapPost' || kind === 'endUnit';
      return {
        index: place.index,
        kind,
        personId: several ? null : (fact?.personId ?? null),
        appointmentId: several ? null : (fact?.appointmentId ?? null),
        delegationId: kind === 'delegate' || kind === 'endDelegation' ? (fact?.subjectId ?? null) : null,
        vi,
        en,
      };
    }),
  );
}

class Wording {
  constructor(
    private readonly office: Office,
    private readonly positions: ReadonlyMap<string, PositionRule>,
  ) {}

  of(kind: LineKind, line: LineOf<LineKind>, fact: Fact | undefined): Words {
    const who = this.person(fact?.personId ?? null);
    const post = this.post(fact?.postId ?? null);
    const has = line as Partial<Record<string, string | null>>;
    switch (kind) {
      case 'appoint':
        return [`Bổ nhiệm ${who} giữ chức vụ ${post[0]}`, `Appoints ${who} as ${post[1]}`];
      case 'reappoint':
        return [
          `Bổ nhiệm lại ${who}: ${post[0]}, đến ${has.termEndsOn}`,
          `Reappoints ${who} as ${post[1]} until ${has.termEndsOn}`,
        ];
      case 'end':
        if (!fact?.appointmentId) return [`Cho ${who} thôi giữ mọi chức vụ`, `Ends all appointments of ${who}`];
        return [`Cho ${who} thôi giữ chức vụ ${post[0]}`, `Ends ${who}'s appointment as ${post[1]}`];
      case 'transfer':
        return [`Điều động ${who} giữ chức vụ ${post[0]}`, `Transfers ${who} to be ${post[1]}`];
      case 'suspend':
        return [
          `Tạm đình chỉ ${who}${fact?.appointmentId ? `: ${post[0]}` : ''}`,
          `Suspends ${who}${fact?.appointmentId ? ` as ${post[1]}` : ''}`,
        ];
      case 'reinstate':
        return [
          `Chấm dứt tạm đình chỉ ${who}${fact?.appointmentId ? `: ${post[0]}` : ''}`,
          `Reinstates ${who}${fact?.appointmentId ? ` as ${post[1]}` : ''}`,
        ];
      case 'delegate':
        return [
          `Ủy quyền cho ${who}: ${has.scope} (${post[0]}), đến ${has.endsOn}`,
          `Delegates to ${who}: ${has.scope} (${post[1]}), until ${has.endsOn}`,
        ];
      case 'endDelegation':
        return [`Chấm dứt ủy quyền cho ${who}`, `Ends the delegation to ${who}`];
      case 'changeName': {
        const name = fact?.kind === 'nameSet' ? fullName(fact.body) : who;
        return [`Ghi nhận họ tên mới: ${name}`, `Records the new name ${name}`];
      }
      case 'establishUnit':
        return [`Thành lập ${has.name}`, `Establishes ${has.nameEn ?? has.name}`];
      case 'openPost':
        return [`Lập vị trí ${this.post(has.id ?? null)[0]}`, `Opens the post ${this.post(has.id ?? null)[1]}`];
      case 'endUnit':
        return [`Giải thể ${this.unit(has.unitId ?? null)[0]}`, `Ends ${this.unit(has.unitId ?? null)[1]}`];
      case 'mapPost': {
        const from = this.post(has.fromPostId ?? null);
        const to = this.post(has.toPostId ?? null);
        return [`Chuyển ${from[0]} thành ${to[0]}`, `Moves ${from[1]} to ${to[1]}`];
      }
    }
  }

  private person(id: string | null): string {
    const name = id === null ? undefined : this.office.names.get(id)?.at(-1);
    return name ? fullName(name) : (id ?? '');
  }

  private post(id: string | null): Words {
    const post = id === null ? undefined : this.office.posts.get(id);
    const position = post && this.positions.get(post.positionId);
    if (!post || !position) return [id ?? '', id ?? ''];
    const unit = this.unit(post.unitId);
    return [`${post.title ?? position.titleVi}, ${unit[0]}`, `${post.title ?? position.titleEn}, ${unit[1]}`];
  }

  private unit(id: string | null): Words {
    const unit = id === null ? undefined : this.office.units.get(id);
    return unit ? [unit.name, unit.nameEn ?? unit.name] : [id ?? '', id ?? ''];
  }
}
