/** A subgraph asked without the gateway before it: as whoever reached it past the gateway would. */
import { execute, parse, validate } from 'graphql';
import { toApiErrors } from '../../src/gateway';
import type { Subgraph } from '../../src/shared/subgraph';
import type { TestCity } from '../city/harness';

export interface Direct {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly codes: readonly string[];
}

export async function askDirectly(
  city: TestCity,
  subgraph: Subgraph,
  source: string,
  variables: Record<string, unknown>,
  token: string | null,
): Promise<Direct> {
  const document = parse(source);
  const faults = validate(subgraph.schema, document);
  if (faults.length > 0) throw new Error(`${subgraph.name}: ${faults[0]?.message}`);
  const contextValue = await city.city.identity.contextFor({
    authorization: token === null ? null : `Bearer ${token}`,
    acceptLanguage: 'en',
    origin: '127.0.0.1',
    idempotencyKey: null,
    signal: new AbortController().signal,
  });
  const result = await execute({ schema: subgraph.schema, document, variableValues: variables, contextValue });
  const codes = toApiErrors(result.errors ?? [], 'en').map(({ extensions }) => String(extensions?.code));
  return { data: (result.data ?? null) as Direct['data'], codes };
}
