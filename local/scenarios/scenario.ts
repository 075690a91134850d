import type { SFNClient } from "@aws-sdk/client-sfn";
import type { LocalServices } from "../localServices";

/** What a scenario works with: the deployed stack, and clients as anybody would use them. */
export interface Stage {
  services: LocalServices;
  /** The stack's outputs. */
  outputs: Record<string, unknown>;
  stepFunctions: SFNClient;
}

/** What came of a scenario. */
export interface Outcome {
  /** The executions that it started, those they started not among them. */
  executionArns: string[];
  /** How it ended, in a few words. */
  result: string;
  /** What is not as it should be; empty if all is well. */
  problems: string[];
}

/** A run of a workflow with a known end. */
export interface Scenario {
  workflow: string;
  title: string;
  /** The stack's configuration for it, over the stack file's. */
  config: Record<string, string>;
  run(stage: Stage): Promise<Outcome>;
}
