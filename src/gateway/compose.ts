/** Composes the subgraphs' SDL into one Federation v2 supergraph; says which subgraph is to blame when it cannot. */
import { composeServices } from '@theguild/federation-composition';
import { parse, type DocumentNode } from 'graphql';

export interface SubgraphSource {
  readonly name: string;
  readonly sdl: string;
  /** Where another router reaches the subgraph; left out for one in this process. */
  readonly url?: string;
}

export class CompositionError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the subgraphs do not compose:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'CompositionError';
  }
}

/** The supergraph's SDL. Throws a CompositionError that lists every problem with its subgraph. */
export function compose(subgraphs: readonly SubgraphSource[]): string {
  const services = [...subgraphs]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((subgraph) => ({ name: subgraph.name, typeDefs: parsed(subgraph), url: subgraph.url ?? '' }));
  const result = composeServices(services);
  if (result.errors) throw new CompositionError(result.errors.map((error) => blame(error.message, error.extensions)));
  return result.supergraphSdl;
}

function parsed(subgraph: SubgraphSource): DocumentNode {
  try {
    return parse(subgraph.sdl, { noLocation: true });
  } catch (error) {
    throw new CompositionError([`[${subgraph.name}] ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function blame(message: string, extensions: Readonly<Record<string, unknown>>): string {
  const name = extensions.subgraphName;
  return typeof name === 'string' && !message.startsWith('[') ? `[${name}] ${message}` : message;
}
