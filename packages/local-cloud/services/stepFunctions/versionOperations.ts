import type {
  DeleteStateMachineVersionInput,
  ListStateMachineVersionsInput,
  PublishStateMachineVersionInput,
} from "@aws-sdk/client-sfn";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { StateMachine, Version } from "./stateMachine";

const MAX_VERSIONS = 1000;

export const versionOperations = (service: StepFunctions) => ({
  PublishStateMachineVersion({
    stateMachineArn = "",
    revisionId,
    description,
  }: PublishStateMachineVersionInput) {
    const machine = service.machines.requireUnqualified(stateMachineArn);
    const current = machine.revision.id ?? "INITIAL";
    if (revisionId !== undefined && revisionId !== current) {
      throw errors.conflict(
        `Failed to publish the State Machine version for revision ${revisionId}. ` +
          `The current State Machine revision is ${current}.`,
      );
    }
    const { arn, creationDate } = publish(service, machine, description);
    return { stateMachineVersionArn: arn, creationDate };
  },

  ListStateMachineVersions(input: ListStateMachineVersionsInput) {
    const machine = service.machines.require(input.stateMachineArn ?? "");
    const latestFirst = [...machine.versions.values()].reverse();
    const scope = `ListStateMachineVersions ${machine.arn}`;
    const page = service.pages.page(latestFirst, input, scope, ({ number }) => -number);
    const stateMachineVersions = page.items.map(({ arn, creationDate }) => ({
      stateMachineVersionArn: arn,
      creationDate,
    }));
    return { stateMachineVersions, ...(page.nextToken && { nextToken: page.nextToken }) };
  },

  /** Deleting a version that does not exist succeeds; executions of the version continue. */
  DeleteStateMachineVersion({ stateMachineVersionArn = "" }: DeleteStateMachineVersionInput) {
    const { machine, qualifier } = service.machines.qualified(stateMachineVersionArn);
    const aliases = [...machine.aliases.values()].filter(({ routingConfiguration }) =>
      routingConfiguration.some((route) => route.stateMachineVersionArn === stateMachineVersionArn),
    );
    if (aliases.length > 0) {
      throw errors.conflict(
        "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: " +
          `[${aliases.map(({ name }) => name).join(", ")}]`,
      );
    }
    machine.versions.delete(Number(qualifier));
    return {};
  },
});

/** Publishes the current revision, or returns its version if it is already published. Numbers are never reused. */
export function publish({ clock }: StepFunctions, machine: StateMachine, description?: string): Version {
  const latest = machine.versions.get(machine.lastVersion);
  if (latest?.revision === machine.revision) return latest;
  if (machine.versions.size >= MAX_VERSIONS) {
    throw errors.quotaExceeded(`${machine.arn} has the maximum of ${MAX_VERSIONS} versions`);
  }
  const number = ++machine.lastVersion;
  const version: Version = {
    arn: `${machine.arn}:${number}`,
    number,
    revision: machine.revision,
    creationDate: new Date(clock.now()),
    ...(description !== undefined && { description }),
  };
  machine.versions.set(number, version);
  return version;
}
