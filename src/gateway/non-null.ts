/**
 * Null propagation over a joined result. Each subgraph propagates its own nulls, and the planner's runtime nulls an
 * object whose joined field is missing, but neither lifts that null through the lists and parents of the client's
 * schema. Validation already demands one nullability for each response key, so one shape per operation is enough,
 * whatever the types of the objects are.
 */
import {
  GraphQLError,
  isCompositeType,
  isListType,
  isNonNullType,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

type Shape = Map<string, Slot>;

interface Slot {
  readonly type: GraphQLOutputType;
  readonly fields: Shape | null;
}

type Path = readonly (string | number)[];

export class NonNull {
  private readonly shapes = new WeakMap<DocumentNode, Map<string, Shape>>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** The result with every null in a place that allows none lifted to the nearest parent that does. */
  enforce(document: DocumentNode, operation: OperationDefinitionNode, result: ExecutionResult): ExecutionResult {
    if (result.data === undefined || result.data === null) return result;
    const walk = new Walk(result.errors ?? []);
    const data = walk.object(result.data, this.shapeOf(document, operation), []);
    if (!walk.changed) return result;
    const errors = [...(result.errors ?? []), ...walk.errors];
    return { ...result, data: data === NOTHING ? null : (data as Record<string, unknown>), errors };
  }

  private shapeOf(document: DocumentNode, operation: OperationDefinitionNode): Shape {
    const name = operation.name?.value ?? '';
    let ofDocument = this.shapes.get(document);
    if (!ofDocument) this.shapes.set(document, (ofDocument = new Map()));
    let shape = ofDocument.get(name);
    if (!shape) {
      const fragments = new Map(
        document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])),
      );
      shape = new Map();
      collect(this.schema, this.schema.getRootType(operation.operation)!, operation.selectionSet, fragments, shape);
      ofDocument.set(name, shape);
    }
    return shape;
  }
}

function collect(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  into: Shape,
): void {
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      const field =
        isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[selection.name.value] : undefined;
      if (!field) continue;
      const key = selection.alias?.value ?? selection.name.value;
      const named = getNamedType(field.type);
      const slot = into.get(key) ?? { type: field.type, fields: isCompositeType(named) ? new Map() : null };
      into.set(key, slot);
      if (selection.selectionSet && slot.fields && isCompositeType(named)) {
        collect(schema, named, selection.selectionSet, fragments, slot.fields);
      }
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (!fragment) continue;
    const condition = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent;
    if (isCompositeType(condition)) collect(schema, condition, fragment.selectionSet, fragments, into);
  }
}

const NOTHING = Symbol('null where none is allowed');

class Walk {
  readonly errors: GraphQLError[] = [];
  changed = false;

  constructor(private readonly known: readonly GraphQLError[]) {}

  object(value: Readonly<Record<string, unknown>>, shape: Shape, path: Path): unknown {
    const target = value as Record<string, unknown>;
    for (const [key, slot] of shape) {
      const held = target[key];
      if (held === undefined) continue;
      const completed = this.value(held, slot.type, slot.fields, [...path, key]);
      if (completed === NOTHING) return NOTHING;
      if (completed !== held) target[key] = completed;
    }
    return value;
  }

  private value(value: unknown, type: GraphQLOutputType, fields: Shape | null, path: Path): unknown {
    if (isNonNullType(type)) {
      const completed = this.value(value, type.ofType as GraphQLOutputType, fields, path);
      if (completed !== null) return completed;
      this.changed = true;
      if (!this.explained(path)) {
        this.errors.push(new GraphQLError('Cannot return null for a non-nullable field.', { path: [...path] }));
      }
      return NOTHING;
    }
    if (value === null || value === undefined) return null;
    if (isListType(type)) {
      if (!Array.isArray(value) || (!fields && !isNonNullType(type.ofType))) return value;
      for (let index = 0; index < value.length; index++) {
        const item = this.value(value[index], type.ofType as GraphQLOutputType, fields, [...path, index]);
        if (item === NOTHING) return this.lifted();
        if (item !== value[index]) value[index] = item;
      }
      return value;
    }
    if (!fields || typeof value !== 'object') return value;
    const completed = this.object(value as Record<string, unknown>, fields, path);
    return completed === NOTHING ? this.lifted() : completed;
  }

  private lifted(): null {
    this.changed = true;
    return null;
  }

  /** True when an error already tells why there is nothing at a path: one inside it, above it, or without a place. */
  private explained(path: Path): boolean {
    return [...this.known, ...this.errors].some((error) => {
      const told = error.path ?? [];
      return told.slice(0, path.length).every((step, index) => step === path[index]);
    });
  }
}
