import type { Resource } from "../program/evaluation";

/**
 * The resources, each after those it depends on and after its parent. Of those that could be next, the one of the lowest
 * rank is, and of several of a rank the first given.
 */
export function creationOrder(
  resources: readonly Resource[],
  rankOf: (resource: Resource) => number = () => 0,
): Resource[] {
  const remaining = new Map(
    resources.toSorted((a, b) => rankOf(a) - rankOf(b)).map((resource) => [resource.urn, resource]),
  );
  const isReady = (resource: Resource) =>
    needsOf(resource).every((urn) => urn === resource.urn || !remaining.has(urn));
  const ordered: Resource[] = [];
  while (remaining.size > 0) {
    const candidates = [...remaining.values()];
    const next = candidates.find(isReady) ?? candidates[0]!;
    remaining.delete(next.urn);
    ordered.push(next);
  }
  return ordered;
}

/** The URNs of what a resource depends on, and of its parent. */
export const needsOf = ({ dependencies, propertyDependencies, parent }: Resource): string[] => [
  ...dependencies,
  ...Object.values(propertyDependencies).flat(),
  ...(parent === undefined ? [] : [parent]),
];
