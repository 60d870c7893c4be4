/** The ways in that no password of the directory opens: a token of the outside issuer, and the secret of a system. */
import { Refusal } from '../../errors/refusal';
import type { Clock } from '../../shared/clock';
import type { Logger } from '../../shared/logger';
import type { AccessFacts } from './access';
import type { AccessToken, AccessTokens } from './access-token';
import type { Attempt } from './attempts';
import type { Clients } from './clients';
import type { Context } from './face';
import type { IssuerSubjects } from './issuer-subjects';
import type { IssuerTokens } from './issuer-tokens';
import type { SignedIn, Steps } from './steps';

export interface OtherParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly facts: AccessFacts;
  readonly tokens: AccessTokens;
  readonly clients: Clients;
  readonly subjects: IssuerSubjects;
  /** Null where no outside issuer is trusted. */
  readonly issuerTokens: IssuerTokens | null;
  readonly steps: Steps;
}

export class OtherSignIn {
  constructor(private readonly parts: OtherParts) {}

  /** Office, suspension and locks are asked here as everywhere: the issuer says who it is, not whether they may come in. */
  async withIssuerToken(ctx: Context, token: string, device: string | null): Promise<SignedIn> {
    const { steps, issuerTokens, subjects, facts, clock, logger } = this.parts;
    if (issuerTokens === null) throw new Refusal('NO_OUTSIDE_ISSUER');
    const attempt: Attempt = { account: null, address: ctx.origin };
    await steps.count(ctx, attempt, 'issuer-token');
    const verdict = await steps.judged(attempt, async () => {
      const judged = await issuerTokens.judge(token);
      if (judged.kind !== 'unavailable') return judged;
      logger.warn({ fault: judged.fault }, 'the keys of the outside issuer cannot be had');
      throw new Refusal('UNAVAILABLE', { system: 'issuer' });
    });
    if (verdict.kind === 'bad') return this.refused(ctx, null, verdict.reason);
    const person = await subjects.personOf(verdict.identity);
    if (person === null) return this.refused(ctx, null, 'unknown');
    const access = await facts.of(person.personId, clock.now());
    if (!access.allowed) return this.refused(ctx, person.personId, access.reason);
    await steps.succeeded(attempt);
    return steps.open(ctx, { personId: person.personId, device, how: 'issuer' });
  }

  async clientToken(ctx: Context, clientId: string, secret: string): Promise<AccessToken> {
    const { steps, clients, tokens, clock } = this.parts;
    const attempt: Attempt = { account: `client:${clientId.slice(0, 36)}`, address: ctx.origin };
    await steps.count(ctx, attempt, attempt.account ?? '');
    const client = await clients.prove(clientId, secret, clock.now());
    if (client === null) {
      await steps.refuse(ctx, `client:${clientId}`, null, 'wrong');
      throw new Refusal('SIGN_IN_FAILED');
    }
    await steps.succeeded(attempt);
    await clients.entered(ctx, client.id);
    return tokens.sign({ kind: 'client', subjectId: client.id, sessionId: client.id, jkt: null }, clock.now());
  }

  private async refused(ctx: Context, personId: string | null, reason: string): Promise<never> {
    await this.parts.steps.refuse(ctx, 'issuer-token', personId, reason);
    throw new Refusal('SIGN_IN_FAILED');
  }
}
