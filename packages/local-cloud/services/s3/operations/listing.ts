import { invalidArgument } from "../errors";
import { compareKeys, type SortedKeys } from "../store/sortedKeys";

/** Names by which listings are restricted. */
export interface Filter {
  prefix: string;
  /** Names with the same beginning up to it are listed as one; empty for none. */
  delimiter: string;
  /** Names from this one on, or after all that begin with it if it is a common prefix. */
  from: string;
  limit: number;
}

/** A page of a listing. */
export interface Page<Item> {
  items: Item[];
  commonPrefixes: string[];
  isTruncated: boolean;
  /** The last name or common prefix of the page. */
  last: string | undefined;
}

/**
 * The names of a page, with what each stands for.
 *
 * @param itemsOf what is listed of a name: nothing, or one or more items, which count each
 */
export function listPage<Item>(
  keys: SortedKeys,
  { prefix, delimiter, from, limit }: Filter,
  itemsOf: (key: string) => readonly Item[],
): Page<Item> {
  const page: Page<Item> = { items: [], commonPrefixes: [], isTruncated: false, last: undefined };
  if (limit === 0) return page;
  let common = delimiter !== "" && from.endsWith(delimiter) ? from : undefined;
  for (const key of keys.from(compareKeys(from, prefix) > 0 ? from : prefix)) {
    if (!key.startsWith(prefix)) break;
    if (common !== undefined && key.startsWith(common)) continue;
    const found = itemsOf(key);
    if (found.length === 0) continue;
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    common = at < 0 ? undefined : key.slice(0, at + delimiter.length);
    for (const item of common === undefined ? found : [undefined]) {
      if (page.items.length + page.commonPrefixes.length === limit) return { ...page, isTruncated: true };
      page.last = common ?? key;
      if (item === undefined) page.commonPrefixes.push(page.last);
      else page.items.push(item);
    }
  }
  return page;
}

/** A limit, at most 1,000, which is the default. Throws `InvalidArgument`. */
export function readLimit(value: number | undefined, name: string): number {
  if (value === undefined) return MAX;
  if (Number.isInteger(value) && value >= 0 && value <= 2 ** 31 - 1) return Math.min(value, MAX);
  throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, value);
}

const MAX = 1000;

/** How names are written: as they are, or as in URLs. Throws `InvalidArgument`. */
export function nameWriter(encodingType: string | undefined): (name: string) => string {
  if (encodingType === undefined) return (name) => name;
  if (encodingType !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
  return (name) =>
    encodeURIComponent(name)
      .replace(/%2F/g, "/")
      .replace(/%20/g, "+")
      .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
