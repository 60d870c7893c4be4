/** What every room hands to `main`: its subgraph, its tables, and what must be stopped at the end. */
import type { EntityTarget, ObjectLiteral } from 'typeorm';
import type { Subgraph } from './subgraph';

export interface Room {
  readonly subgraph: Subgraph;
  close?(): Promise<void>;
}

export type RoomEntities = readonly EntityTarget<ObjectLiteral>[];
