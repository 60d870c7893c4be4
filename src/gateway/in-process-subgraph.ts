/** A subgraph of this process, called with the request's own context: no HTTP, no serialisation, nothing validated twice. */
import { createSourceEventStream, execute, type ExecutionResult } from 'graphql';
import { isSameForAll } from '../shared/same-for-all';
import type { Subgraph } from '../shared/subgraph';
import type { Context } from '../subgraphs/identity/face';
import type { EventCompletion, SubgraphCaller, SubgraphRequest } from './executor';
import { mapEvents } from './map-events';

export function inProcessSubgraph(subgraph: Pick<Subgraph, 'name' | 'schema'>): SubgraphCaller {
  const argsOf = (request: SubgraphRequest, contextValue: Context) => ({
    schema: subgraph.schema,
    document: request.document,
    variableValues: request.variables,
    contextValue,
  });
  return {
    name: subgraph.name,
    async call(request, context): Promise<ExecutionResult> {
      return execute(argsOf(request, context));
    },
    async subscribe(request, context) {
      const events = await createSourceEventStream(argsOf(request, context));
      if (!(Symbol.asyncIterator in events)) return events;
      return mapEvents(events, (rootValue): EventCompletion => ({
        complete: async (fresh) => execute({ ...argsOf(request, fresh), rootValue }),
        sameForAll: isSameForAll(rootValue) ? rootValue : null,
      }));
    },
  };
}
