import { type ASTNode, BREAK, type DocumentNode, type GraphQLError, Kind, print, visit } from "graphql";

/** Where in its document an error is. */
export interface Place {
  /** The names of the fields that lead there: `getBooking/apartment`. */
  path: string;
  /** The argument that it is in, or the empty text. */
  argument: string;
  /** The value in question as AppSync's engine shows it, `StringValue{value='x'}`, or the empty text. */
  value: string;
}

/** Finds the first node of an error and tells what is around it. */
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
