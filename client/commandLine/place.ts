import type { SFNClientConfig } from "@aws-sdk/client-sfn";
import { type NamedResource, StackNames } from "../../packages/names";
import { UsageError } from "../../packages/terminal";
import { isStateMachineArn, withoutQualifier } from "../arns";

/** A stack's outputs, as Pulumi's Automation API returns them. */
export type Outputs = Record<string, { value: unknown; secret: boolean }>;

/** What an SDK client needs to reach a place; empty if the environment determines it. */
export type Access = Pick<SFNClientConfig, "endpoint" | "credentials">;

/** Where the workflows run. */
export interface Place {
  /** For messages: `stack dev`, `the local stack dev at http://127.0.0.1:4566`. */
  readonly title: string;
  /** As the command line says it: `--local`, `--stack dev`. */
  readonly options: string;
  /** For messages: how to get outputs if there are none. */
  readonly howToDeploy: string;
  readonly access: Access;
  /** Whether it ends with the command, and everything in it. */
  readonly temporary: boolean;
  /** Whether changes there cost money and are not undone by ending a process. */
  readonly lasting: boolean;
  /** @throws UsageError if there is no such stack. */
  outputs(): Promise<Outputs>;
  /** Milliseconds since the epoch, on the clock of the place. */
  now(): Promise<number>;
  /** Its state machines and functions. */
  resources(): Promise<readonly NamedResource[]>;
  /** Sets configuration, such as `{"messengerDeliverToQueue": "true"}`, and updates the stack accordingly. */
  configure(config: Record<string, string>, signal?: AbortSignal): Promise<void>;
  /** Deploys the stack with its configuration. */
  deploy(): Promise<void>;
  /** Deletes a component and its resources; resources that cannot be deleted separately remain. */
  destroy(componentType: string): Promise<void>;
  close(): Promise<void>;
}

/** What can be named at a place. @throws UsageError if it has no outputs and no resources: it is not deployed. */
export async function namesAt(place: Place): Promise<StackNames> {
  const [outputs, resources] = await Promise.all([place.outputs(), place.resources()]);
  if (Object.keys(outputs).length === 0 && resources.length === 0)
    throw new UsageError(`${place.title} has no outputs; ${place.howToDeploy}`);
  const values = Object.entries(outputs).map(([name, { value }]) => [name, value] as const);
  return new StackNames([...resources, ...onlyInOutputs(outputs, resources)], Object.fromEntries(values));
}

/** State machines that outputs name, and that are not the stack's own. */
function onlyInOutputs(outputs: Outputs, resources: readonly NamedResource[]): NamedResource[] {
  const arns = new Set(
    Object.values(outputs)
      .map(({ value }) => value)
      .filter(isStateMachineArn)
      .map(withoutQualifier),
  );
  for (const { arn } of resources) arns.delete(arn);
  return [...arns].map((arn) => ({
    type: "stateMachine",
    physicalName: arn.split(":").at(-1)!,
    arn,
    components: [],
  }));
}

/** @throws UsageError if the stack has no such output. */
export function outputOf(place: Place, outputs: Outputs, name: string): string {
  const value = outputs[name]?.value;
  if (typeof value === "string" && value !== "") return value;
  if (Object.keys(outputs).length === 0) {
    throw new UsageError(`${place.title} has no outputs; ${place.howToDeploy}`);
  }
  throw new UsageError(
    `${place.title} has no output ${name}; it has ${Object.keys(outputs).sort().join(", ")}. If the program has it, ${place.howToDeploy}`,
  );
}
