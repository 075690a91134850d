import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  DescribeStateMachineInput,
  IncludedData,
  ListStateMachinesInput,
  StateMachineType,
  UpdateStateMachineInput,
  ValidateStateMachineDefinitionInput,
} from "@aws-sdk/client-sfn";
import { validate, variableReferences } from "../../../asl";
import { checkName, parseStateMachineArn, stateMachineArn } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import { buildRevision, initialContent, sameContent, updatedContent } from "./revisions";
import type { Revision, StateMachine } from "./stateMachine";
import { publish } from "./versionOperations";

const MAX_DIAGNOSTICS = 100;
const UPDATABLE = [
  "definition",
  "roleArn",
  "loggingConfiguration",
  "tracingConfiguration",
  "encryptionConfiguration",
] as const;

export const stateMachineOperations = (service: StepFunctions) => ({
  CreateStateMachine(input: CreateStateMachineInput) {
    const { name = "", type = "STANDARD" } = input;
    checkName(name);
    requirePublish(input);
    const arn = stateMachineArn(service.cloud, name);
    const existing = service.machines.find(arn);
    if (existing?.status === "DELETING") throw errors.stateMachineDeleting(arn);
    const content = initialContent(input);
    const revision = buildRevision(service, arn, type, content);
    if (existing && !isSame(existing, type, revision)) throw errors.stateMachineAlreadyExists(arn);
    const machine =
      existing ?? service.machines.add({ arn, name, type, creationDate: revision.updateDate, revision });
    if (!existing) service.restore(machine);
    service.tags.add(arn, existing ? [] : input.tags);
    const version = input.publish ? publish(service, machine, input.versionDescription) : undefined;
    return {
      stateMachineArn: arn,
      creationDate: machine.creationDate,
      ...(version && { stateMachineVersionArn: version.arn }),
    };
  },

  UpdateStateMachine(input: UpdateStateMachineInput) {
    const machine = service.machines.requireUnqualified(input.stateMachineArn ?? "");
    requirePublish(input);
    if (UPDATABLE.every((field) => input[field] === undefined) && !input.publish) {
      throw errors.missingRequiredParameter(
        "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration, or the " +
          "EncryptionConfiguration must be specified",
      );
    }
    const content = updatedContent(machine.revision, input);
    if (!sameContent(content, machine.revision, { ignoreRole: false })) {
      machine.revision = buildRevision(service, machine.arn, machine.type, content, service.uuid());
    }
    const version = input.publish ? publish(service, machine, input.versionDescription) : undefined;
    return {
      updateDate: new Date(service.clock.now()),
      ...(machine.revision.id !== undefined && { revisionId: machine.revision.id }),
      ...(version && { stateMachineVersionArn: version.arn }),
    };
  },

  DeleteStateMachine({ stateMachineArn: arn = "" }: DeleteStateMachineInput) {
    const { machine: machineArn, qualifier } = parseStateMachineArn(arn);
    if (qualifier !== undefined) {
      throw errors.validation(
        "DeleteStateMachine takes the ARN of a state machine, not of a version or an alias.",
      );
    }
    const machine = service.machines.find(machineArn);
    if (machine) service.runner.deleteMachine(machine);
    return {};
  },

  DescribeStateMachine({ stateMachineArn: arn = "", includedData }: DescribeStateMachineInput) {
    const { machine, revision, version } = service.machines.target(arn, () => 0);
    return {
      stateMachineArn: arn,
      name: machine.name,
      status: machine.status,
      type: machine.type,
      creationDate: version?.creationDate ?? machine.creationDate,
      ...(version?.description !== undefined && { description: version.description }),
      ...describeRevision(revision, includedData),
    };
  },

  ListStateMachines(input: ListStateMachinesInput) {
    const page = service.pages.page(
      service.machines.list(),
      input,
      "ListStateMachines",
      ({ sequence }) => sequence,
    );
    const stateMachines = page.items.map(({ arn, name, type, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate,
    }));
    return { stateMachines, ...(page.nextToken && { nextToken: page.nextToken }) };
  },

  ValidateStateMachineDefinition(input: ValidateStateMachineDefinitionInput) {
    const { definition = "", type = "STANDARD", severity = "ERROR" } = input;
    const diagnostics = validate(definition, { type, severity });
    const limit = input.maxResults || MAX_DIAGNOSTICS;
    return {
      result: diagnostics.some((diagnostic) => diagnostic.severity === "ERROR") ? "FAIL" : "OK",
      diagnostics: diagnostics.slice(0, limit),
      truncated: diagnostics.length > limit,
    };
  },
});

/** The fields of `DescribeStateMachine` and `DescribeStateMachineForExecution` that describe a revision. */
export const describeRevision = (revision: Revision, includedData: IncludedData = "ALL_DATA") => ({
  ...(includedData === "ALL_DATA" ? describeDefinition(revision.definition) : { definition: "{}" }),
  roleArn: revision.roleArn,
  loggingConfiguration: revision.loggingConfiguration,
  tracingConfiguration: revision.tracingConfiguration,
  encryptionConfiguration: revision.encryptionConfiguration,
  ...(revision.id !== undefined && { revisionId: revision.id }),
});

function describeDefinition(definition: string) {
  const references = variableReferences(JSON.parse(definition));
  return { definition, ...(Object.keys(references).length > 0 && { variableReferences: references }) };
}

const isSame = (machine: StateMachine, type: StateMachineType, revision: Revision) =>
  machine.type === type && sameContent(machine.revision, revision, { ignoreRole: true });

function requirePublish(input: {
  publish?: boolean | undefined;
  versionDescription?: string | undefined;
}): void {
  if (input.versionDescription !== undefined && !input.publish) {
    throw errors.validation("Version description can only be set when publish is true");
  }
}
