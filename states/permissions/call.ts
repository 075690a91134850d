import type * as pulumi from "@pulumi/pulumi";
import type { Fields, StateLocation } from "../../packages/asl";
import { isJsonata, isObject, isUnresolved, resolve } from "../inputs";
import type { ArnOf } from "./arns";

/** One argument of a call. */
export type Argument =
  | { kind: "known"; label: string; value: pulumi.Input<unknown> }
  | { kind: "absent"; label: string }
  /** Only known at run time: a JSONata expression, a path, the state's input. */
  | { kind: "runTime"; label: string; text: string };

/** Actions that a call needs, and the resource that it names. */
export interface Need {
  actions: readonly string[];
  /** The statement's name, if the action alone does not make a good one. */
  sid?: string;
  target: Target;
}

/** The resource that actions are needed on. */
export type Target =
  | { argument: Argument; arn: ArnOf; refinement?: Argument }
  /** The action has no resource-level permissions. */
  | "any"
  /** Why the resource is not known. */
  | { unknown: string };

/** A call of a service: a Task, an ItemReader or a ResultWriter. */
export class Call {
  constructor(
    readonly location: StateLocation,
    private readonly fields: Fields,
  ) {}

  /** The argument at a path: `argument("TransactItems", 0, "Put", "TableName")`. */
  argument(...path: (string | number)[]): Argument {
    const label = path.join(".");
    let current = this.root();
    for (const key of path) {
      if (current.kind !== "known") return { ...current, label };
      current = step(current.value, key);
    }
    if (current.kind === "known" && this.location.language === "JSONata" && isJsonata(current.value)) {
      return { kind: "runTime", label, text: current.value };
    }
    return { ...current, label };
  }

  private root(): Argument {
    const label = this.location.language === "JSONata" ? "Arguments" : "Parameters";
    const value = this.fields[label];
    if (value === undefined)
      return { kind: "runTime", label, text: `there is no ${label}: the state's input` };
    return { kind: "known", label, value };
  }
}

function step(value: unknown, key: string | number): Argument {
  const label = String(key);
  if (isUnresolved(value)) {
    return {
      kind: "known",
      label,
      value: resolve(value).apply((resolved) => member(resolved, key)),
    };
  }
  if (isJsonata(value)) return { kind: "runTime", label, text: value };
  if (Array.isArray(value)) return known(label, value[Number(key)]);
  if (!isObject(value)) return { kind: "absent", label };
  const path = value[`${key}.$`];
  if (path !== undefined)
    return { kind: "runTime", label, text: isUnresolved(path) ? "a path" : String(path) };
  return known(label, value[key]);
}

const member = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const known = (label: string, value: unknown): Argument =>
  value === undefined || value === null ? { kind: "absent", label } : { kind: "known", label, value };

/** What a rule derives from a call. */
export type Rule = (call: Call) => Need[];

/** `actions` on the resource that the argument `field` names, refined by the argument `refinement`. */
export const on =
  (actions: readonly string[], field: string, arn: ArnOf, refinement?: string): Rule =>
  (call) => [
    {
      actions,
      target: {
        argument: call.argument(field),
        arn,
        ...(refinement ? { refinement: call.argument(refinement) } : {}),
      },
    },
  ];

/** `actions` that have no resource-level permissions. */
export const onAny =
  (...actions: string[]): Rule =>
  () => [{ actions, target: "any" }];

/** The needs that all the rules derive. */
export const allOf =
  (...rules: Rule[]): Rule =>
  (call) =>
    rules.flatMap((rule) => rule(call));
