import type { Resource } from "../program/evaluation";

/**
 * The resources, each after those it depends on and after its parent. Of those that could be next, the one of the lowest
 * rank is, and of several of a rank the first given.
 */
export function creationOrder(
  resources: readonly Resource[],
  rankOf: (resource: Resource) => number = () => 0,
): Resource[] {
  const sorted = resources.toSorted((a, b) => rankOf(a) - rankOf(b));
  const indexes = new Map(sorted.map(({ urn }, index) => [urn, index]));
  const dependents = sorted.map((): number[] => []);
  /** How many of what a resource needs are to come; below 0 for one that is in the order. */
  const missing = sorted.map((resource, index) => {
    const needed = new Set(needsOf(resource).flatMap((urn) => indexes.get(urn) ?? []));
    needed.delete(index);
    for (const each of needed) dependents[each]!.push(index);
    return needed.size;
  });
  const ordered: Resource[] = [];
  while (ordered.length < sorted.length) {
    const ready = missing.indexOf(0);
    // In a circle, none is.
    const next = ready >= 0 ? ready : missing.findIndex((count) => count > 0);
    missing[next] = -1;
    ordered.push(sorted[next]!);
    for (const index of dependents[next]!) missing[index]!--;
  }
  return ordered;
}

/** The URNs of what a resource depends on, and of its parent. */
export const needsOf = ({ dependencies, propertyDependencies, parent }: Resource): string[] => [
  ...dependencies,
  ...Object.values(propertyDependencies).flat(),
  ...(parent === undefined ? [] : [parent]),
];
