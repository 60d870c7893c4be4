/** Hands out one-time codes: for a person by who administers them, by the system itself, and for the first administrator. */
import { record } from '../../audit/record';
import { Refusal } from '../../errors/refusal';
import type { Store } from '../../store/store';
import type { Activation, IssuedCode } from './activation';
import type { Context } from './face';
import { callerIn } from './face-caller';
import { once } from './face-idempotency';
import type { StandingReader } from './ports';
import { printable } from './printable';
import { RoleBinding } from './role-binding.entity';

export class CodeDesk {
  constructor(
    private readonly store: Store,
    private readonly activation: Activation,
    private readonly standing: StandingReader,
  ) {}

  async issue(ctx: Context, personId: string): Promise<IssuedCode> {
    const by = callerIn(ctx);
    await this.mustExist(personId);
    const issued = await this.store.write(async (tx) => {
      // `once` remembers the id and never the code, which can be spelt again from it.
      const fresh = await once(
        ctx,
        tx,
        'issueActivationCode',
        { personId },
        async () => (await this.activation.issue(tx, personId, by)).id,
      );
      return this.activation.again(tx, fresh);
    });
    if (issued === null) throw new Refusal('ACTIVATION_CODE_INVALID');
    return issued;
  }

  /** A code that the system itself hands out, with the first account of a person. */
  async issueBySystem(personId: string): Promise<IssuedCode> {
    await this.mustExist(personId);
    return this.store.write((tx) => this.activation.issue(tx, personId, { actorId: null, origin: 'identity' }));
  }

  /** Binds the first administrator, who needs no office, and hands out the code for a first password. */
  async bootstrapAdministrator(personId: string): Promise<IssuedCode> {
    await this.mustExist(personId);
    return this.store.write(async (tx) => {
      const bound = await tx.manager.existsBy(RoleBinding, { personId, role: 'administrator' });
      if (!bound) {
        const binding: RoleBinding = { personId, role: 'administrator', createdAt: tx.now };
        await tx.manager.insert(RoleBinding, binding);
        await record(tx, {
          action: 'role.bind',
          subject: { kind: 'person', id: personId },
          origin: 'identity',
          detail: { role: 'administrator' },
          before: null,
          after: binding,
        });
      }
      return this.activation.issue(tx, personId, { actorId: null, origin: 'identity' });
    });
  }

  private async mustExist(personId: string): Promise<void> {
    const [person] = await this.standing.personsById([personId]);
    if (person === undefined)
      throw new Refusal('NOT_FOUND', { kind: 'Person', id: printable(personId, 64) }, ['personId']);
  }
}
