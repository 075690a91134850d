import type { ApiDefinition, ApiMethod, ApiResource } from "./definition/definition";

export interface Route {
  resource: ApiResource;
  method: ApiMethod;
  /** Decoded, by the names in braces. */
  pathParameters: ReadonlyMap<string, string>;
}

/**
 * The method that a request is for. A literal part of a path takes precedence over a parameter, a parameter over a greedy
 * one, a method over `ANY`. A trailing slash is ignored.
 */
export function findRoute(definition: ApiDefinition, httpMethod: string, path: string): Route | undefined {
  const segments = segmentsOf(path);
  const candidates = definition.resources.flatMap((resource) => {
    const match = matchPath(resource.path, segments);
    return match ? [{ resource, ...match }] : [];
  });
  candidates.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  for (const { resource, pathParameters } of candidates) {
    const method = resource.methods.get(httpMethod) ?? resource.methods.get("ANY");
    if (method) return { resource, method, pathParameters };
  }
  return undefined;
}

/** The path in its canonical form, however it was encoded; policies refer to that. */
export const plainPath = (path: string): string => `/${segmentsOf(path).map(decode).join("/")}`;

function segmentsOf(path: string): string[] {
  const segments = path.split("/").slice(1);
  if (segments.at(-1) === "") segments.pop();
  return segments;
}

/** The rank orders templates that match the same path, part by part: `0` literal, `1` parameter, `2` greedy. */
function matchPath(
  template: string,
  segments: string[],
): { rank: string; pathParameters: Map<string, string> } | undefined {
  const parts = template === "/" ? [] : template.split("/").slice(1);
  const pathParameters = new Map<string, string>();
  let rank = "";
  for (const [index, part] of parts.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(part) ?? [];
    if (name && greedy) {
      if (index >= segments.length) return undefined;
      pathParameters.set(name, segments.slice(index).map(decode).join("/"));
      return { rank: `${rank}2`, pathParameters };
    }
    const segment = segments[index];
    if (segment === undefined || (!name && decode(segment) !== part)) return undefined;
    if (name) pathParameters.set(name, decode(segment));
    rank += name ? "1" : "0";
  }
  return parts.length === segments.length ? { rank, pathParameters } : undefined;
}

/** A segment that is not validly encoded is returned as it is. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
