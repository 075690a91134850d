import type { AwsError } from "./service";

/** A part of a list, and the token with which the next part is requested. */
export interface Page<T> {
  items: T[];
  nextToken?: string;
}

export interface PageRequest {
  /** Default: the longest page. */
  limit?: unknown;
  nextToken?: unknown;
}

/**
 * A page of items that each have a key, in the order of the list. The token contains the key of the page's last item, so that items
 * that are added or removed in between are neither skipped nor repeated.
 *
 * @param longest how many items a page has at most
 * @param invalidToken the service's error for a token that is not one of its own
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { limit, nextToken }: PageRequest,
  longest: number,
  invalidToken: () => AwsError,
): Page<T> {
  const start =
    nextToken === undefined ? 0 : indexAfter(all.map(keyOf), readToken(String(nextToken), invalidToken));
  const end = start + Math.min(Number(limit ?? longest), longest);
  const items = all.slice(start, end);
  const last = items.at(-1);
  return {
    items,
    ...(end < all.length &&
      last !== undefined && { nextToken: Buffer.from(keyOf(last)).toString("base64url") }),
  };
}

/** Where the list continues after an item, which may be gone: then its keys are in order. */
function indexAfter(keys: string[], key: string): number {
  const index = keys.indexOf(key);
  return index >= 0 ? index + 1 : keys.filter((each) => each < key).length;
}

function readToken(token: string, invalidToken: () => AwsError): string {
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (key === "" || Buffer.from(key).toString("base64url") !== token) throw invalidToken();
  return key;
}
