import type { Evaluation } from "../../packages/local-stack";

/** Between the parts of an ARN, a version and an alias among them. */
const SEPARATOR = /[:/]/;

/** What resources are called in the Pulumi program, by their ARNs. */
export class ResourceNames {
  private readonly names = new Map<string, string>();

  /** Adds the resources of an evaluation. */
  add({ resources }: Pick<Evaluation, "resources">): void {
    for (const { custom, remote, name, outputs } of resources) {
      const { arn } = outputs;

      // A component may have the ARN of one of its resources as an output.
      if ((custom || remote) && typeof arn === "string") this.names.set(arn, name);
    }
  }

  /**
   * The name of the resource that an ARN belongs to: of the state machine for an execution, of the bucket for an object. Without
   * one, the ARN without account and region.
   */
  of(arn: string): string {
    return this.find(arn.replace(EXECUTION, "$1:stateMachine:"))?.name ?? shortened(arn);
  }

  /** An ARN pattern with the resource's name, which distinguishes the patterns of one resource: `execution:pump:*`. */
  inPattern(arn: string): string {
    const kind = EXECUTION.exec(arn)?.[2];
    const found = this.find(arn.replace(EXECUTION, "$1:stateMachine:"));
    return found ? `${kind ? `${kind}:` : ""}${found.name}${found.rest}` : shortened(arn);
  }

  /** By the longest prefix that is the ARN of a resource. */
  private find(arn: string): { name: string; rest: string } | undefined {
    for (let end = arn.length; end > 0; end = lastSeparator(arn, end)) {
      const name = this.names.get(arn.slice(0, end));
      if (name !== undefined) return { name, rest: arn.slice(end) };
    }
    return undefined;
  }
}

/** The start of the ARN of an execution or a map run. */
const EXECUTION = /^(arn:[^:]+:states:[^:]*:[^:]*):(express|execution|mapRun):/;

function shortened(arn: string): string {
  const [, , service, , , ...rest] = arn.split(":");
  return rest.length === 0 ? arn : `${service}:${rest.join(":")}`;
}

/** The position of the last separator before `end`, or 0. */
function lastSeparator(text: string, end: number): number {
  for (let at = end - 1; at > 0; at--) if (SEPARATOR.test(text.charAt(at))) return at;
  return 0;
}
