import type { Rule } from "../call";
import { onAny } from "../rules";

/** Makes the rule for actions of a service. */
export type RuleOf = (actions: readonly string[]) => Rule;

/**
 * Calls of a service, by their names in the SDK, and the rule for them. `describe*` is every call that starts so; the first entry
 * that has the name decides. The action has the name of the call, with an initial capital, unless the rule has its own.
 */
export type Entry = readonly [calls: string, rule: RuleOf];

/** Actions without resource-level permissions. */
export const anywhere: RuleOf = (actions) => onAny(...actions);

/** A rule that does not depend on the name of the call. */
export const always =
  (rule: Rule): RuleOf =>
  () =>
    rule;

/** Whether an entry has the call. */
export const has = ([calls]: Entry, call: string): boolean =>
  calls.split(" ").some((name) => (name.endsWith("*") ? call.startsWith(name.slice(0, -1)) : name === call));
