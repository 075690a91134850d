import { Kinds } from "./kinds";
import type { SavedResource } from "./snapshot";

/** What an ARN in a policy means, in words. */
export interface NamedResource {
  text: string;
  /** True where it covers more than a resource and what is in it. */
  isWildcard: boolean;
}

/** Executions and runs of Maps have the names of their machines in their ARNs. */
const OF_A_MACHINE: Record<string, string> = {
  execution: "executions",
  express: "Express executions",
  mapRun: "Map runs",
};

/** Finds the program's resources by their ARNs, so that people can read the names that they chose. */
export class ResourceNames {
  private readonly byArn: Map<string, SavedResource>;
  private readonly byId: Map<string, SavedResource>;
  private readonly kinds: Kinds;

  constructor(resources: SavedResource[]) {
    const custom = resources.filter((resource) => resource.custom);
    this.byArn = new Map(custom.flatMap((each) => (each.arn ? [[each.arn, each] as const] : [])));
    this.byId = new Map(custom.map((each) => [each.id, each]));
    this.kinds = new Kinds(custom.map(({ type }) => type));
  }

  /** The resource with an ARN or, of a type, with an id. */
  find(reference: unknown, type?: string): SavedResource | undefined {
    const found = this.byArn.get(String(reference)) ?? this.byId.get(String(reference));
    return type === undefined || found?.type === type ? found : undefined;
  }

  /** What a statement's `Resource` means: `table booking-apartments`, `index unsent of table messages`. */
  describe(pattern: string): NamedResource {
    if (/^\*+$/.test(pattern)) return { text: "any resource", isWildcard: true };
    const machine = /^(arn:[^:]*:states:[^:]*:[^:]*):(execution|express|mapRun):([^:/]+)(.*)$/.exec(pattern);
    const found = machine && this.byArn.get(`${machine[1]}:stateMachine:${machine[3]}`);
    if (found) return { text: `${OF_A_MACHINE[machine[2]!]} of ${this.nameOf(found)}`, isWildcard: false };
    for (
      let end = pattern.length;
      end > 0;
      end = Math.max(...[":", "/"].map((mark) => pattern.lastIndexOf(mark, end - 1)))
    ) {
      const resource = this.byArn.get(pattern.slice(0, end));
      if (resource) return { text: partOf(pattern.slice(end), this.nameOf(resource)), isWildcard: false };
    }
    return { text: shortArn(pattern), isWildcard: /[*?]/.test(pattern) };
  }

  /** `table booking-apartments` */
  nameOf({ type, name }: SavedResource): string {
    return `${this.kinds.one(type)} ${name}`;
  }
}

/** What follows a resource's ARN, before its name; all that is in it is the resource itself. */
function partOf(rest: string, name: string): string {
  if (rest === "" || /^[:/]\*$/.test(rest)) return name;
  const [, kind, inner] = /^\/(\w+)\/(.+)$/.exec(rest) ?? [];
  // A qualifier, the name of a version or an alias, stays behind the name.
  return kind ? `${kind} ${inner} of ${name}` : name + rest;
}

/** An ARN without partition, region and account: `events rule/Name`. */
export function shortArn(arn: string): string {
  const parts = arn.split(":");
  return parts[0] === "arn" && parts.length > 5 ? `${parts[2]} ${parts.slice(5).join(":")}` : arn;
}
