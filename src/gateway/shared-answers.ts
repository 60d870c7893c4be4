/**
 * One answer for all who ask the same of an event that reads the same for everybody: with two thousand subscribers of one
 * document it is executed once, and every transport writes the same object. Where an answer needed another fetch, or came
 * with an error or a mark, each subscriber's is computed under their own context.
 */
import { Kind, visit, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Variables } from './executor';

interface Answer {
  readonly result: ExecutionResult;
  /** Says nothing that another asker might hear otherwise. */
  readonly shared: boolean;
}

/** What is asked of each event: the document, the operation, and the variables that its selections use. */
interface Asked {
  readonly document: DocumentNode;
  readonly key: string;
}

export class SharedAnswers {
  private readonly byEvent = new WeakMap<object, Map<DocumentNode, Map<string, Promise<Answer>>>>();

  async of(event: object | null, { document, key }: Asked, work: () => Promise<Answer>): Promise<ExecutionResult> {
    if (event === null) return (await work()).result;
    const answers = entry(entry(this.byEvent, event), document);
    const known = answers.get(key);
    if (known === undefined) {
      const made = work();
      answers.set(key, made);
      return (await made).result;
    }
    const { result, shared } = await known;
    return shared ? result : (await work()).result;
  }
}

/** The arguments of the field that is followed choose events and change none; from where somebody follows is their own. */
export function askedBelow(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Asked {
  const used = new Set<string>();
  const note = { Variable: ({ name }: { readonly name: { readonly value: string } }) => void used.add(name.value) };
  for (const selection of operation.selectionSet.selections)
    visit(selection.kind === Kind.FIELD ? { ...selection, arguments: [] } : selection, note);
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) visit(one, note);
  const values = [...used].sort().map((name) => [name, variables[name] ?? null, name in variables]);
  return { document, key: JSON.stringify([operation.name?.value ?? null, values]) };
}

interface Shelf<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

function entry<K, L, V>(shelf: Shelf<K, Map<L, V>>, key: K): Map<L, V> {
  let found = shelf.get(key);
  if (found === undefined) shelf.set(key, (found = new Map()));
  return found;
}
