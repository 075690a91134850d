import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { malformed } from "../errors";

/** Selections of a document with every fragment expanded. */
const MAX_SELECTIONS = 20_000;
/** Nested fields, through fragments too; the highest limit that AppSync allows is 75. */
const MAX_DEPTH = 100;
/** Fields at the same place of the response, which validation compares with each other. */
const MAX_SAME_PLACE = 1_000;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Rejects documents whose validation or execution would take far longer than their size suggests: fragments that expand
 * exponentially, fields a hundred levels deep, one field a thousand times. Fragments must not contain themselves. Throws
 * `MalformedHttpRequestException`.
 */
export function requireModest(document: DocumentNode): void {
  const fragments: Fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
    ),
  );
  const counts = new SelectionCounts(fragments);
  const roots = document.definitions.flatMap((node) => ("selectionSet" in node ? [node.selectionSet] : []));
  const total = roots.reduce((sum, set) => sum + counts.of(set), 0);
  if (total > MAX_SELECTIONS) {
    throw malformed(`The query has more than ${MAX_SELECTIONS} selections, with its fragments expanded.`);
  }
  for (const root of roots) requireBoundedPlaces(root, fragments);
}

/** Counts selections as if every fragment were expanded, but visits each fragment only once. */
class SelectionCounts {
  private readonly ofFragments = new Map<string, number>();

  constructor(private readonly fragments: Fragments) {}

  of(set: SelectionSetNode | undefined): number {
    return (set?.selections ?? []).reduce((sum, selection) => sum + this.ofSelection(selection), 0);
  }

  private ofSelection(selection: SelectionNode): number {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.ofFragment(selection.name.value);
    return 1 + this.of(selection.selectionSet);
  }

  private ofFragment(name: string): number {
    const known = this.ofFragments.get(name);
    if (known !== undefined) return known;
    const count = 1 + this.of(this.fragments.get(name)?.selectionSet);
    this.ofFragments.set(name, count);
    return count;
  }
}

/** The places in a response by name: how many fields each has, and the places below. */
type Places = Map<string, { fields: number; below: Places }>;

function requireBoundedPlaces(root: SelectionSetNode, fragments: Fragments): void {
  const visit = ({ selections }: SelectionSetNode, below: Places, depth: number) => {
    if (depth > MAX_DEPTH) throw malformed(`The query is more than ${MAX_DEPTH} fields deep.`);
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) visit(fragment.selectionSet, below, depth);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, below, depth);
      } else {
        const name = (selection.alias ?? selection.name).value;
        const place = below.get(name) ?? { fields: 0, below: new Map() };
        below.set(name, place);
        if (++place.fields > MAX_SAME_PLACE) {
          throw malformed(`The query selects one field more than ${MAX_SAME_PLACE} times.`);
        }
        if (selection.selectionSet) visit(selection.selectionSet, place.below, depth + 1);
      }
    }
  };
  visit(root, new Map(), 1);
}
