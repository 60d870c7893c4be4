/**
 * A composed schema knows the names of our scalars but not what they accept. This lends it their checks, so that a
 * wrong Date is refused before anything is planned; the value itself travels on as it was written, and the subgraph
 * that receives it does the conversion.
 */
import { isScalarType, isSpecifiedScalarType, valueFromASTUntyped, type GraphQLSchema } from 'graphql';

export function lendScalars(api: GraphQLSchema, subgraphs: readonly GraphQLSchema[]): void {
  for (const scalar of Object.values(api.getTypeMap())) {
    if (!isScalarType(scalar) || isSpecifiedScalarType(scalar)) continue;
    const ours = subgraphs.map((subgraph) => subgraph.getType(scalar.name)).find(isScalarType);
    if (!ours) continue;
    scalar.parseValue = (value) => {
      ours.parseValue(value);
      return value;
    };
    scalar.parseLiteral = (node, variables) => {
      ours.parseLiteral(node, variables);
      return valueFromASTUntyped(node, variables);
    };
  }
}
