/** What a Pulumi program registered: the resource graph, its physical names and the stack's outputs. */
export interface Evaluation {
  project: string;
  stack: string;
  /** Sorted by URN: the order of registration differs from run to run. */
  resources: Resource[];
  /** The stack's outputs, secrets in plain text. */
  outputs: Record<string, unknown>;
  /** Names of the outputs that are secrets. */
  secretOutputs: string[];
  /** What the program logged or printed, debug messages apart. */
  logs: LogEntry[];
  /** Resource types whose outputs are guessed (id, arn and name only), since the local provider has no model of them. */
  unmodeledTypes?: string[];
  /** Notes for the user about the evaluation, such as a missing stack file. */
  notes?: string[];
  durationMs: number;
}

export interface LogEntry {
  severity: "info" | "warning" | "error";
  message: string;
}

/** One registered resource. Secrets are in plain text, assets and archives are instances of Pulumi's own `pulumi.asset` classes. */
export interface Resource {
  urn: string;
  /** Pulumi's type token: `aws:sfn/stateMachine:StateMachine`. */
  type: string;
  name: string;
  /** True for a resource of a provider, false for a component. */
  custom: boolean;
  /** True for a component whose children are created by its own provider (`awsx`). */
  remote: boolean;
  /** URN of the parent. */
  parent?: string;
  id: string;
  inputs: Record<string, unknown>;
  /** The inputs and what the provider would add: id, arn, name, url, … */
  outputs: Record<string, unknown>;
  /** Paths of inputs that are secrets, `environment.variables.KEY`. */
  secretInputs: string[];
  /** URNs. */
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** Former URNs that it may have, inherited ones included. */
  aliases: string[];
  /** True for an existing resource that was only looked up: `aws.sqs.Queue.get(…)`. */
  read?: boolean;
  /** The explicit provider, as `URN::ID`. */
  provider?: string;
  /** Names of the outputs that are or contain secrets. */
  secretOutputs?: string[];
  replaceOnChanges?: string[];
  deleteBeforeReplace?: boolean;
  /** URN of the resource whose deletion also deletes this one. */
  deletedWith?: string;
  /** The existing resource to adopt: option `import`. */
  importId?: string;
  /** As given: `"5m"`. */
  customTimeouts?: { create?: string; update?: string; delete?: string };
}
