import { invalid } from "./inputs";

/** A part of a list, and the token with which the next part is asked for. */
export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/**
 * A page of items that each have a key, in the order of the list. The token holds the key of the page's last item, so that items
 * that are added or dropped in between are neither skipped nor repeated. Throws `InvalidParameterException` for another token.
 */
export function pageOf<T>(
  all: readonly T[],
  keyOf: (item: T) => string,
  { limit, nextToken }: Record<string, unknown>,
  longest: number,
): Page<T> {
  const start = nextToken === undefined ? 0 : indexAfter(all.map(keyOf), readToken(String(nextToken)));
  const end = start + Number(limit ?? longest);
  const items = all.slice(start, end);
  const last = items.at(-1);
  return {
    items,
    ...(end < all.length &&
      last !== undefined && { nextToken: Buffer.from(keyOf(last)).toString("base64url") }),
  };
}

/** Where the list goes on after an item, which may be gone: then its keys are in order. */
function indexAfter(keys: string[], key: string): number {
  const index = keys.indexOf(key);
  return index >= 0 ? index + 1 : keys.filter((each) => each < key).length;
}

function readToken(token: string): string {
  const key = Buffer.from(token, "base64url").toString("utf8");
  if (key === "" || Buffer.from(key).toString("base64url") !== token)
    throw invalid("The specified nextToken is invalid.");
  return key;
}
