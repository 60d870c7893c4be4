/** A row that another row names is there: if not, the store is broken and no input is to blame. */
export async function existing<T>(row: Promise<T | null>): Promise<T> {
  const found = await row;
  if (found === null) throw new Error('a row that another one names is missing');
  return found;
}
