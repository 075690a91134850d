import type * as pulumi from "@pulumi/pulumi";
import type { Fields, StateLocation } from "../../packages/asl";
import { isJsonata, isObject, isUnresolved, resolve } from "../inputs";
import type { PolicyStatement } from "../policy";
import type { ArnOf } from "./arn";

/** One argument of a call. */
export type Argument =
  | { kind: "known"; label: string; value: pulumi.Input<unknown> }
  | { kind: "absent"; label: string }
  /** Only known at run time: a JSONata expression, a path, the state's input. */
  | { kind: "runTime"; label: string; text: string };

/** Actions that a call needs, and the resource that it names. */
export interface Need {
  actions: readonly string[];
  /** The call may need only some of the actions: explicit permissions for any of them will do. */
  some?: boolean;
  /** The service's prefix is not known: explicit permissions for these names under any prefix will do. */
  anyPrefix?: boolean;
  /** The statement's name, if the action alone does not make a good one. */
  sid?: string;
  target: Target;
  /** What narrows the statement further: the service that a role is passed to, for example. */
  condition?: PolicyStatement["Condition"];
}

/** The resource that actions are needed on. */
export type Target =
  | {
      argument: Argument;
      arn: ArnOf;
      /** What the ARN has after the name; several are joined by `/`. What is only known at run time is `*`. */
      refinement?: Argument | Argument[];
    }
  /** The action has no resource-level permissions. */
  | "any"
  /** Why the resource is not known. */
  | { unknown: string };

/** A call of a service: a Task, an ItemReader or a ResultWriter. */
export class Call {
  constructor(
    readonly location: StateLocation,
    private readonly fields: Fields,
    /** The integrations that the definition calls anywhere: `elasticmapreduce:createCluster`, … */
    readonly integrations: ReadonlySet<string> = new Set(),
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
