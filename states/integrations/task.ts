import type * as pulumi from "@pulumi/pulumi";
import type { Jsonata } from "../asl";
import type { TaskState } from "../aslStates";

/** The fields of a Task state in addition to those of its call: `Next` or `End`, `Retry`, `Catch`, `Assign`, `Output`, `TimeoutSeconds`, … */
export type TaskFields = Omit<TaskState, "Type" | "Resource" | "Arguments" | "Parameters">;

/** A Task state with the fields `Fields`, for which the compiler preserves the names in `Next` and `Catch`. */
export type TaskOf<Fields extends TaskFields> = Fields & {
  Type: "Task";
  Resource: string;
  Arguments: NonNullable<TaskState["Arguments"]>;
};

/** A value of a known type, or a JSONata expression that gives it. */
export type Value<T> = pulumi.Input<T | Jsonata>;

/** The Task that calls `resource`, with its arguments in JSONata. */
export function task<const Fields extends TaskFields>(
  resource: string,
  args: object,
  fields: Fields,
): TaskOf<Fields> {
  return {
    Type: "Task",
    Resource: `arn:aws:states:::${resource}`,
    Arguments: args as TaskOf<Fields>["Arguments"],
    ...fields,
  };
}
