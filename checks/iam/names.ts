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

      // A component may say the ARN of what it is made of.
      if ((custom || remote) && typeof arn === "string") this.names.set(arn, name);
    }
  }

  /**
   * The name of the resource that an ARN is about: of the state machine for an execution, of the bucket for an object. Without
   * one, what is left of the ARN without account and region.
   */
  of(arn: string): string {
    return this.find(arn.replace(EXECUTION, "$1:stateMachine:"))?.name ?? shortened(arn);
  }

  /** An ARN pattern with the resource's name in it, so that those of one resource can be told apart: `execution:pump:*`. */
  inPattern(arn: string): string {
    const kind = EXECUTION.exec(arn)?.[2];
    const found = this.find(arn.replace(EXECUTION, "$1:stateMachine:"));
    return found ? `${kind ? `${kind}:` : ""}${found.name}${found.rest}` : shortened(arn);
  }

  /** By the longest beginning that is the ARN of a resource. */
  private find(arn: string): { name: string; rest: string } | undefined {
    for (let end = arn.length; end > 0; end = lastSeparator(arn, end)) {
      const name = this.names.get(arn.slice(0, end));
      if (name !== undefined) return { name, rest: arn.slice(end) };
    }
    return undefined;
  }
}

/** The beginning of an ARN that names what belongs to a state machine. */
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
