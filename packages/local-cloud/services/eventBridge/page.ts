import { validation } from "./errors";
import type { Input } from "./inputs";

const PAGE_SIZE = 100;

/** One page of a list; the token of the next page is its start index. */
export function page<T>(all: T[], { Limit, NextToken }: Input): { items: T[]; next: { NextToken?: string } } {
  const start = Number(NextToken ?? 0);
  if (!Number.isInteger(start) || start < 0) throw validation("Parameter NextToken is not valid.");
  const end = start + Math.min(Number(Limit ?? PAGE_SIZE), PAGE_SIZE);
  return { items: all.slice(start, end), next: end < all.length ? { NextToken: String(end) } : {} };
}
