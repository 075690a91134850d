import { type GraphQLError, getLocation } from "graphql";

/** A location in the document, in AppSync's form; `sourceName` is always null. */
export interface ErrorLocation {
  line: number;
  column: number;
  sourceName: null;
}

/** An error in a response. */
export interface ResponseError {
  path: readonly (string | number)[] | null;
  /** The data that a resolver returned with its error. */
  data?: null;
  errorType?: string;
  errorInfo?: null;
  locations: ErrorLocation[] | null;
  message: string;
}

/** Where the first node of an error begins. */
export function locationsOf({ nodes }: Pick<GraphQLError, "nodes">): ErrorLocation[] | null {
  const loc = nodes?.[0]?.loc;
  return loc ? [{ ...getLocation(loc.source, loc.start), sourceName: null }] : null;
}
