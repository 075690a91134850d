import { type GraphQLError, getLocation } from "graphql";

/** A place in the document; AppSync knows no name for the document. */
export interface AnsweredLocation {
  line: number;
  column: number;
  sourceName: null;
}

/** An error as an answer carries it. */
export interface AnsweredError {
  path: readonly (string | number)[] | null;
  /** What a resolver gave besides its error. */
  data?: null;
  errorType?: string;
  errorInfo?: null;
  locations: AnsweredLocation[] | null;
  message: string;
}

/** Where the first node of an error begins. */
export function locationsOf({ nodes }: Pick<GraphQLError, "nodes">): AnsweredLocation[] | null {
  const loc = nodes?.[0]?.loc;
  return loc ? [{ ...getLocation(loc.source, loc.start), sourceName: null }] : null;
}
