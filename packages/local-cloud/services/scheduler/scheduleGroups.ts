import { AwsError, type Cloud } from "../../aws/service";
import { checkName, invalid } from "./schedule";

export interface ScheduleGroup {
  arn: string;
  name: string;
  created: Date;
  modified: Date;
  /** Of the request that created it. */
  clientToken?: string;
  tags: Map<string, string>;
}

export interface Tag {
  Key: string;
  Value: string;
}

/** The schedule groups of one account and region. There is always one named `default`. */
export class ScheduleGroups {
  private readonly groups = new Map<string, ScheduleGroup>();

  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.create("default");
  }

  arnOf(name: string): string {
    const { region, accountId } = this.cloud;
    return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
  }

  /** In the order of their names. */
  list(): ScheduleGroup[] {
    return [...this.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string): ScheduleGroup {
    const group = this.groups.get(name);
    if (!group) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  }

  /** Throws `ResourceNotFoundException`. */
  ofArn(arn: string): ScheduleGroup {
    const group = this.list().find((each) => each.arn === arn);
    if (!group) throw notFound(`${arn} does not exist.`);
    return group;
  }

  /** Throws `ConflictException`, unless the same request is repeated. */
  create(name: string, tags: readonly Tag[] = [], clientToken?: string): ScheduleGroup {
    checkName(name);
    const existing = this.groups.get(name);
    if (existing?.clientToken !== undefined && existing.clientToken === clientToken) return existing;
    if (existing) throw new AwsError("ConflictException", `Schedule group ${name} already exists.`, 409);
    const date = new Date(this.now());
    const group = {
      arn: this.arnOf(name),
      name,
      created: date,
      modified: date,
      ...(clientToken !== undefined && { clientToken }),
      tags: new Map(tags.map(({ Key, Value }) => [Key, Value])),
    };
    this.groups.set(name, group);
    return group;
  }

  delete(name: string): void {
    if (name === "default") throw invalid("The default schedule group cannot be deleted.");
    this.groups.delete(this.get(name).name);
  }
}

const notFound = (message: string) => new AwsError("ResourceNotFoundException", message, 404);
