import type { SFNClientConfig } from "@aws-sdk/client-sfn";
import { UsageError } from "../../packages/terminal";
import { WORKFLOWS, type WorkflowName } from "../../workflows";

/** A stack's outputs, as Pulumi's Automation API returns them. */
export type Outputs = Record<string, { value: unknown; secret: boolean }>;

/** What an SDK client needs to reach a place; empty if the environment determines it. */
export type Access = Pick<SFNClientConfig, "endpoint" | "credentials">;

/** Where the workflows run. */
export interface Place {
  /** For messages: `stack dev`, `the local cloud at http://127.0.0.1:4566`. */
  readonly title: string;
  /** For messages: how to get outputs if there are none. */
  readonly howToDeploy: string;
  readonly access: Access;
  /** Whether it ends with the command, and everything in it. */
  readonly temporary: boolean;
  /** Whether changes there cost money and are not undone by ending a process. */
  readonly lasting: boolean;
  /** @throws UsageError if there is no such stack. */
  outputs(): Promise<Outputs>;
  /** Sets configuration, such as `{"messengerDeliverToQueue": "true"}`, and updates the stack accordingly. */
  configure(config: Record<string, string>, signal?: AbortSignal): Promise<void>;
  /** Deploys the stack with its configuration. */
  deploy(): Promise<void>;
  /** Deletes a component and its resources; resources that cannot be deleted separately remain. */
  destroy(componentType: string): Promise<void>;
  close(): Promise<void>;
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

/** The state machine's ARN. @throws UsageError if the stack does not have it. */
export const machineOf = async (place: Place, workflow: WorkflowName): Promise<string> =>
  outputOf(place, await place.outputs(), WORKFLOWS[workflow].output);
