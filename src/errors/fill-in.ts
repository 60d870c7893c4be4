/** A text with its `{name}`s filled in, for the catalogue and for whoever else speaks: the terminal, an import. */
export function fillIn(text: string, values: Readonly<Record<string, string | number | undefined>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
