/** A part as it is but for some of its functions. */
export function instead<T extends object>(right: T, own: Partial<T>): T {
  return Object.assign(Object.create(right) as T, own);
}
