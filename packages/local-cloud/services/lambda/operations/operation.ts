import { type Page, pageOf } from "../../../aws/pages";
import type { Caller } from "../../../aws/service";
import { invalidParameter } from "../errors";
import { type FunctionReference, parseFunctionName } from "../functionName";
import type { Input } from "../inputs";

type Output = Record<string, unknown>;

/** Carries an operation of the API out; its input has been checked. */
export type Operation = (input: Input, caller: Caller) => Output | Promise<Output>;

const PAGE_SIZE = 50;

/** The function that an input names, or the version or alias of it. */
export const referenceOf = ({ FunctionName, Qualifier }: Input): FunctionReference =>
  parseFunctionName(String(FunctionName), Qualifier === undefined ? undefined : String(Qualifier));

/** A page of a list; `Marker` and `MaxItems` select it. */
export function page<T>(all: T[], keyOf: (item: T) => string, { Marker, MaxItems }: Input) {
  const request = { limit: MaxItems, nextToken: Marker };
  const { items, nextToken }: Page<T> = pageOf(all, keyOf, request, PAGE_SIZE, () =>
    invalidParameter("Invalid Marker"),
  );
  return { items, next: nextToken === undefined ? {} : { NextMarker: nextToken } };
}
