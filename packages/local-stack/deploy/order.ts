import type { Resource } from "../program/evaluation";

/** The resources, each after those it depends on and after its parent. */
export function creationOrder(resources: Resource[]): Resource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<Resource>();
  const visit = (resource: Resource) => {
    if (ordered.has(resource)) return;
    const needed = [...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()];
    for (const urn of needed) {
      const dependency = byUrn.get(urn);
      if (dependency && dependency !== resource) visit(dependency);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...ordered];
}
