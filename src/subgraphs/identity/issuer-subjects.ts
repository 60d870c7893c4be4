/**
 * Which person a subject of the outside issuer is. A link is made and ended by an administrator, never for oneself, and
 * opens nothing for who has a role of the whole city: whoever made it could stand in for a second person.
 */
import { createHash } from 'node:crypto';
import { record } from '../../audit/record';
import { Phrase } from '../../errors/phrases';
import { Refusal } from '../../errors/refusal';
import type { Store } from '../../store/store';
import type { AccessFacts } from './access';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { once } from './face-idempotency';
import type { IssuerIdentity } from './issuer-tokens';
import { IssuerSubject } from './issuer-subject.entity';
import type { PersonLogin, StandingReader } from './ports';
import { canonicalLogin, printable } from './printable';
import type { Sessions } from './sessions';

const SUBJECT_MAX = 255;

export class IssuerSubjects {
  constructor(
    private readonly store: Store,
    private readonly standing: StandingReader,
    private readonly sessions: Sessions,
    private readonly facts: Pick<AccessFacts, 'isBound'>,
    /** Null where no outside issuer is trusted. */
    private readonly issuer: string | null,
  ) {}

  /** The link goes before the login: a subject that was linked is that person whatever else the token says. */
  async personOf({ issuer, subject, login }: IssuerIdentity): Promise<PersonLogin | null> {
    const linked = await this.store.read.findOneBy(IssuerSubject, { id: idOf(issuer, subject) });
    if (linked !== null) {
      if (await this.facts.isBound(linked.personId)) return null;
      return (await this.standing.personsById([linked.personId]))[0] ?? null;
    }
    // To the letter: what would have to be trimmed or lowered first is another name at the issuer.
    return login !== null && canonicalLogin(login) === login ? this.standing.personByLogin(login) : null;
  }

  async link(ctx: Context, personId: string, subject: string): Promise<string> {
    const issuer = this.trusted();
    const { id: by } = ctx.signedIn();
    if (by === personId || (await this.facts.isBound(personId)))
      throw new Refusal('FORBIDDEN', { permission: 'account:link' }, ['personId']);
    if (subject === '' || subject.length > SUBJECT_MAX || printable(subject, SUBJECT_MAX) !== subject) {
      const detail = new Phrase('LENGTH', { min: 1, max: SUBJECT_MAX });
      throw new Refusal('INVALID_VALUE', { field: 'subject', detail }, ['subject']);
    }
    const [person] = await this.standing.personsById([personId]);
    if (person === undefined)
      throw new Refusal('NOT_FOUND', { kind: 'Person', id: printable(personId, 64) }, ['personId']);
    return this.store.write((tx) =>
      once(ctx, tx, 'linkIssuerSubject', { personId, subject }, async () => {
        const id = idOf(issuer, subject);
        const known = await tx.manager.findOneBy(IssuerSubject, { id });
        if (known !== null && known.personId !== personId) throw new Refusal('SUBJECT_LINKED', undefined, ['subject']);
        if (known !== null) return personId;
        const link: IssuerSubject = { id, issuer, subject, personId, linkedAt: tx.now, linkedById: by };
        await tx.manager.insert(IssuerSubject, link);
        await record(tx, {
          action: 'issuer.link',
          ...about(personId),
          ...callerIn(ctx),
          detail: { issuer, linkId: id },
          before: null,
          after: link,
        });
        return personId;
      }),
    );
  }

  /** Ends the link, and the sessions of the person: one of them may have come of it. */
  async unlink(ctx: Context, subject: string): Promise<boolean> {
    const issuer = this.trusted();
    const by = callerIn(ctx);
    return this.store.write(async (tx) => {
      const id = idOf(issuer, subject.slice(0, SUBJECT_MAX));
      const known = await tx.manager.findOneBy(IssuerSubject, { id });
      if (known === null) return false;
      await tx.manager.delete(IssuerSubject, { id });
      await record(tx, {
        action: 'issuer.unlink',
        ...about(known.personId),
        ...by,
        detail: { issuer, linkId: id },
        before: known,
        after: null,
      });
      await this.sessions.revokeAll(tx, known.personId, 'issuer-unlinked', by);
      return true;
    });
  }

  private trusted(): string {
    if (this.issuer === null) throw new Refusal('NO_OUTSIDE_ISSUER');
    return this.issuer;
  }
}

function idOf(issuer: string, subject: string): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
}

function about(personId: string): { subject: { kind: string; id: string } } {
  return { subject: { kind: 'person', id: personId } };
}
