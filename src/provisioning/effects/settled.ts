/** Waits for all, then throws what the first that failed threw: a lost lease, a store that failed. */
export async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}
