import { type GraphQLOutputType, isCompositeType, isListType, isNonNullType } from "graphql";
import { TypeMismatch } from "../errors";

/** The value of a field, with an error in place of every part that should be a list or an object, but is not. */
export function shaped(value: unknown, type: GraphQLOutputType): unknown {
  if (value === null || value === undefined) return null;
  if (isNonNullType(type)) return shaped(value, type.ofType);
  if (isListType(type)) {
    const itemType: GraphQLOutputType = type.ofType;
    return Array.isArray(value) ? value.map((item) => shaped(item, itemType)) : new TypeMismatch("LIST");
  }
  if (!isCompositeType(type)) return value;
  return typeof value === "object" && !Array.isArray(value) ? value : new TypeMismatch("OBJECT");
}
