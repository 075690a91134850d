import { constraint } from "../../aws/constraints";
import type { PolicyDocument } from "../../aws/policyDocument";
import { busExists, busNotFound, statementNotFound, validation } from "./errors";
import type { RuleOwner } from "./rule";

export interface EventBus extends RuleOwner {
  description?: string;
  kmsKeyIdentifier?: string;
  created: Date;
  modified: Date;
  policy?: Policy;
  tags: Map<string, string>;
}

/** Receives the policies of the event buses. */
export interface ResourcePolicies {
  putResourcePolicy(arn: string, document: PolicyDocument): void;
  deleteResourcePolicy(arn: string): void;
}

interface Policy {
  Version?: string;
  Statement: Statement[] | Statement;
}

export type Statement = Record<string, unknown> & { Sid?: string };

/** The event buses of one account and region. There is always one named `default`. */
export class EventBuses {
  private readonly buses = new Map<string, EventBus>();

  constructor(
    private readonly arnPrefix: string,
    private readonly policies: ResourcePolicies,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.add("default", undefined);
  }

  list(): EventBus[] {
    return [...this.buses.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** By name or ARN. */
  find(nameOrArn: string): EventBus | undefined {
    return this.buses.get(busName(nameOrArn));
  }

  /** Throws `ResourceNotFoundException`. */
  get(nameOrArn: string): EventBus {
    const bus = this.find(nameOrArn);
    if (!bus) throw busNotFound(busName(nameOrArn));
    return bus;
  }

  arnOf(nameOrArn: string): string {
    return `${this.arnPrefix}event-bus/${busName(nameOrArn)}`;
  }

  create(name: string, description: string | undefined): EventBus {
    if (!/^[/.\-_A-Za-z0-9]{1,256}$/.test(name) || name.startsWith("aws.")) {
      throw constraint(name, "name", "satisfy regular expression pattern: [/\\.\\-_A-Za-z0-9]+");
    }
    if (this.buses.has(name)) throw busExists(name);
    return this.add(name, description);
  }

  /** Has no effect if there is none. Throws `ValidationException` for one that has rules. */
  delete(nameOrArn: string): void {
    const name = busName(nameOrArn);
    const bus = this.buses.get(name);
    if (name === "default") throw validation("Cannot delete event bus default.");
    if (!bus) return;
    if (bus.rules.size > 0) throw validation(`Event bus ${name} can't be deleted since it has rules.`);
    this.buses.delete(name);
    this.policies.deleteResourcePolicy(bus.arn);
  }

  putPolicy(bus: EventBus, policy: Policy): void {
    this.policies.putResourcePolicy(bus.arn, policy);
    bus.policy = policy;
    bus.modified = new Date(this.now());
  }

  /** Adds a statement to the policy, in place of the one with the same `Sid`. */
  putStatement(bus: EventBus, statement: Statement): void {
    const others = statementsOf(bus).filter(({ Sid }) => Sid !== statement.Sid);
    this.putPolicy(bus, { Version: "2012-10-17", Statement: [...others, statement] });
  }

  /** Throws `ResourceNotFoundException`. */
  removeStatement(bus: EventBus, sid: string): void {
    const others = statementsOf(bus).filter(({ Sid }) => Sid !== sid);
    if (others.length === statementsOf(bus).length) throw statementNotFound();
    if (others.length === 0) this.removePolicy(bus);
    else this.putPolicy(bus, { Version: "2012-10-17", Statement: others });
  }

  removePolicy(bus: EventBus): void {
    this.policies.deleteResourcePolicy(bus.arn);
    delete bus.policy;
  }

  private add(name: string, description: string | undefined): EventBus {
    const date = new Date(this.now());
    const bus: EventBus = {
      name,
      arn: this.arnOf(name),
      ...(description !== undefined && { description }),
      created: date,
      modified: date,
      rules: new Map(),
      tags: new Map(),
    };
    this.buses.set(name, bus);
    return bus;
  }
}

export const busName = (nameOrArn: string) =>
  nameOrArn.replace(/^arn:[^:]*:events:[^:]*:\d*:event-bus\//, "");

const statementsOf = ({ policy }: EventBus): Statement[] => [policy?.Statement ?? []].flat();
