import type { Inspection } from "../local-cloud";
import { namedResources, StackNames } from "../names";
import { UsageError } from "../terminal";
import type { Evaluation } from "./program/evaluation";
import { readPort } from "./settings";

/** How functions are debugged, by Node's inspector. */
export interface InspectOptions {
  /** The functions, each by an output, the name of its resource, its name in AWS or its ARN. Default: all. */
  functions?: readonly string[];
  /** Each process's debugger listens on the first free port of 127.0.0.1 from this one on; 0 is any free port. Default: 9229, as Node's. */
  port?: number;
  /** Whether a function's process loads its code only when a client is attached to its debugger. Default: false. */
  wait?: boolean;
}

const DEFAULT_PORT = 9229;

/** The functions of a stack that are debugged: which these are is known once the program is evaluated. */
export class InspectedFunctions implements Inspection {
  readonly port: number;
  readonly wait: boolean;
  private readonly given: readonly string[] | undefined;
  private names = new Set<string>();

  /** @throws UsageError */
  constructor({ functions, port = DEFAULT_PORT, wait = false }: InspectOptions) {
    this.port = readPort(String(port), "inspect.port");
    this.wait = wait;
    this.given = functions;
  }

  includes(functionName: string): boolean {
    return this.given === undefined || this.names.has(functionName);
  }

  /** Finds the functions by their names. @throws UsageError that lists those that exist */
  select(evaluation: Evaluation): void {
    const { resources, outputs } = evaluation;
    const names = new StackNames(namedResources(resources), outputs);
    const found = (this.given ?? []).map((given) => names.function(given));
    for (const { arn, name } of found) {
      const { inputs } = resources.find((resource) => resource.outputs.arn === arn)!;
      if (!isNode(inputs))
        throw new UsageError(
          `function '${name}' cannot be inspected: its runtime is ${inputs.runtime ?? "a container image"}; allowed: Node.js`,
        );
    }
    this.names = new Set(found.map(({ physicalName }) => physicalName));
  }
}

const isNode = ({ packageType, runtime }: Evaluation["resources"][number]["inputs"]): boolean =>
  packageType !== "Image" && (typeof runtime !== "string" || runtime.startsWith("nodejs"));
