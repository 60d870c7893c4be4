/** Relay page arguments and the connection type, shared by every room. */
import { ArgsType, Field, Int, ObjectType, Directive, type ClassType } from 'type-graphql';
import { Refusal } from '../errors/refusal';
import { PAGE_DEFAULT, PAGE_MAX, type Connection, type PageRequest } from './paging';

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: `Size of the page, 1 to ${PAGE_MAX}; ${PAGE_DEFAULT} when left out.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  after?: string | null;
}

/** The page that was asked for, or a refusal INVALID_PAGE_SIZE. */
export function pageRequest(args: { readonly first?: number | null; readonly after?: string | null }): PageRequest {
  const first = args.first ?? PAGE_DEFAULT;
  if (!Number.isInteger(first) || first < 1 || first > PAGE_MAX)
    throw new Refusal('INVALID_PAGE_SIZE', { max: PAGE_MAX }, ['first']);
  return { first, after: args.after ?? null };
}

@Directive('@shareable')
@ObjectType('PageInfo', { description: 'Where a page lies in its connection.' })
export class PageInfoType {
  @Field(() => Boolean, { description: 'True when more follows.' })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: 'True when the page was asked for after a cursor.' })
  hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge.' })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge.' })
  endCursor: string | null;
}

/** Makes `<Name>Connection` and `<Name>Edge` for a node type. Call once per node type and room. */
export function connectionType<T extends object>(node: () => ClassType<T>, name: string): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} and its place in the list.` })
  class Edge {
    @Field(() => String, { description: 'Place in the list, for `after`.' })
    cursor: string;

    @Field(node, { description: `The ${name}.` })
    node: T;
  }

  @ObjectType(`${name}Connection`, { description: `A page of a list of ${name}.` })
  class ConnectionOfNode {
    @Field(() => [Edge], { description: 'The page.' })
    edges: Edge[];

    @Field(() => PageInfoType, { description: 'Where the page lies.' })
    pageInfo: PageInfoType;

    @Field(() => Int, { description: 'How many there are in all.' })
    totalCount: number;
  }
  return ConnectionOfNode as unknown as ClassType<Connection<T>>;
}
