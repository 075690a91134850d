import { type ASTNode, BREAK, type DocumentNode, type GraphQLError, Kind, print, visit } from "graphql";

/** The place of an error in its document. */
export interface Place {
  /** The names of the enclosing fields: `getBooking/apartment`. */
  path: string;
  /** The enclosing argument, or empty text. */
  argument: string;
  /** The value as AppSync's engine prints it, `StringValue{value='x'}`, or empty text. */
  value: string;
}

/** Describes the place of the first node of an error. */
export function describePlace({ nodes }: GraphQLError, document: DocumentNode): Place {
  const around: ASTNode[] = [];
  let found: ASTNode[] = [];
  visit(document, {
    enter(node) {
      around.push(node);
      if (node !== nodes?.[0]) return undefined;
      found = [...around];
      return BREAK;
    },
    leave() {
      around.pop();
    },
  });
  const names = found.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_DEFINITION) return [node.name.value];
    return node.kind === Kind.FIELD ? [node.name.value] : [];
  });
  const argument = found.findLast((node) => node.kind === Kind.ARGUMENT);
  return { path: names.join("/"), argument: argument?.name.value ?? "", value: shown(found.at(-1)) };
}

function shown(node: ASTNode | undefined): string {
  if (node?.kind === Kind.STRING) return `${node.kind}{value='${node.value}'}`;
  if (node?.kind === Kind.INT || node?.kind === Kind.FLOAT || node?.kind === Kind.BOOLEAN) {
    return `${node.kind}{value=${node.value}}`;
  }
  return node ? print(node) : "";
}
