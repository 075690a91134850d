import { parseStateMachineArn, type StateMachineArn } from "./arns";
import { errors } from "./errors";
import type { Alias, StateMachine, Target, Version } from "./stateMachine";

/** The state machines of one local cloud, by ARN. */
export class StateMachines {
  private readonly machines = new Map<string, StateMachine>();
  private sequence = 0;

  /** In the order of creation. */
  list(): StateMachine[] {
    return [...this.machines.values()];
  }

  find(arn: string): StateMachine | undefined {
    return this.machines.get(arn);
  }

  add(
    machine: Omit<StateMachine, "sequence" | "status" | "versions" | "lastVersion" | "aliases">,
  ): StateMachine {
    const added: StateMachine = {
      ...machine,
      sequence: this.sequence++,
      status: "ACTIVE",
      versions: new Map(),
      lastVersion: 0,
      aliases: new Map(),
    };
    this.machines.set(added.arn, added);
    return added;
  }

  remove(machine: StateMachine): void {
    this.machines.delete(machine.arn);
  }

  /** The state machine of an ARN that may name a version or an alias. Throws `StateMachineDoesNotExist`. */
  require(arn: string): StateMachine {
    const machine = this.machines.get(parseStateMachineArn(arn).machine);
    if (!machine) throw errors.stateMachineDoesNotExist(arn);
    return machine;
  }

  /** Like {@link require}, for an operation that changes it: also throws `StateMachineDeleting`. */
  requireActive(arn: string): StateMachine {
    const machine = this.require(arn);
    if (machine.status === "DELETING") {
      throw errors.stateMachineDeleting(arn);
    }
    return machine;
  }

  /** Like {@link requireActive}, but rejects the ARN of a version or an alias. */
  requireUnqualified(arn: string): StateMachine {
    if (parseStateMachineArn(arn).qualifier !== undefined) {
      throw errors.validation(
        `The ARN '${arn}' is a version's or an alias's; this operation requires a state machine's.`,
      );
    }
    return this.requireActive(arn);
  }

  /**
   * What an ARN resolves to: the current revision, a version, or one of the versions that an alias routes to.
   *
   * @param random 0 ≤ n < 1; chooses between an alias's versions by their weights
   */
  target(arn: string, random: () => number): Target {
    const machine = this.require(arn);
    const { qualifier } = parseStateMachineArn(arn);
    if (qualifier === undefined) return { machine, revision: machine.revision };
    const alias = machine.aliases.get(qualifier);
    const version = alias ? route(machine, alias, random()) : machine.versions.get(Number(qualifier));
    if (!version) throw errors.stateMachineDoesNotExist(arn);
    return { machine, revision: version.revision, version, ...(alias && { alias }) };
  }

  /** Throws `ResourceNotFound` unless the ARN is an alias's. */
  requireAlias(arn: string): { machine: StateMachine; alias: Alias } {
    const { machine, qualifier } = this.qualified(arn);
    const alias = machine.aliases.get(qualifier);
    if (!alias) throw errors.resourceNotFound(arn);
    return { machine, alias };
  }

  /** The state machine and the qualifier of a qualified ARN; throws `ResourceNotFound` if either is missing. */
  qualified(arn: string): { machine: StateMachine; qualifier: string } {
    const parsed: StateMachineArn = parseStateMachineArn(arn);
    const machine = this.machines.get(parsed.machine);
    if (!machine || parsed.qualifier === undefined) throw errors.resourceNotFound(arn);
    return { machine, qualifier: parsed.qualifier };
  }
}

function route(machine: StateMachine, alias: Alias, random: number): Version | undefined {
  let rest = random * 100;
  const routed = alias.routingConfiguration.find(({ weight = 0 }) => {
    rest -= weight;
    return rest < 0;
  });
  return [...machine.versions.values()].find(({ arn }) => arn === routed?.stateMachineVersionArn);
}
