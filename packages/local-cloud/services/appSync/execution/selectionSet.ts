import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  print,
  type SelectionNode,
} from "graphql";

type Selecting = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments" | "variableValues">;

/** `info.selectionSetGraphQL`: the source of the selection below the field. */
export function selectionSetGraphQL({ fieldNodes }: Pick<Selecting, "fieldNodes">): string {
  const selections = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return selections.length === 0 ? "" : print({ kind: Kind.SELECTION_SET, selections });
}

/** `info.selectionSetList`: the paths of the fields below, `apartment/id`, with their aliases. */
export function selectionSetList(info: Selecting): string[] {
  const places = new Set<string>();
  const visit = (selections: readonly SelectionNode[], place: string) => {
    for (const selection of selections) {
      if (!isIncluded(selection, info.variableValues)) continue;
      if (selection.kind === Kind.FIELD) {
        const own = `${place}${responseName(selection)}`;
        places.add(own);
        visit(selection.selectionSet?.selections ?? [], `${own}/`);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet.selections, place);
      } else {
        visit(info.fragments[selection.name.value]?.selectionSet.selections ?? [], place);
      }
    }
  };
  for (const { selectionSet } of info.fieldNodes) visit(selectionSet?.selections ?? [], "");
  return [...places];
}

const responseName = ({ alias, name }: FieldNode) => (alias ?? name).value;

function isIncluded(selection: SelectionNode, variables: Selecting["variableValues"]): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.if !== false;
}
