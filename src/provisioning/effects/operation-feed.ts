/** Tells listeners of this process, after the commit, that an operation changed. The log that others read is the outbox. */
import type { Tx } from '../../store/store';
import { emit } from '../../events/outbox';

export interface OperationNews {
  readonly operationId: string;
  readonly personId: string;
  readonly targetId: string;
  readonly status: string;
}

export class OperationFeed {
  private readonly listeners = new Set<(news: OperationNews) => void>();

  async tell(tx: Tx, news: OperationNews): Promise<void> {
    await emit(tx, { topic: 'operation', once: null, payload: { ...news } });
    tx.afterCommit(() => {
      for (const listener of this.listeners) listener(news);
    });
  }

  /** Returns the way to stop listening. */
  listen(listener: (news: OperationNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
