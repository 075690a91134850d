import { pageOf } from "../../aws/pages";
import { validation } from "./errors";
import type { Input } from "./inputs";

const PAGE_SIZE = 100;

/** A page of a list; `NextToken` and `Limit` select it. */
export function page<T>(
  all: T[],
  keyOf: (item: T) => string,
  { Limit, NextToken }: Input,
): { items: T[]; next: { NextToken?: string } } {
  const request = { limit: Limit, nextToken: NextToken };
  const { items, nextToken } = pageOf(all, keyOf, request, PAGE_SIZE, () =>
    validation("Parameter NextToken is not valid."),
  );
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}
