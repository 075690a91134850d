import type { Resource } from "../evaluate/evaluation";
import type { LocalServices } from "../localServices";
import { type Deployer, text } from "./deployer";
import { Remembered } from "./remembered";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "states", operation, input);

interface LoggingConfiguration {
  level?: string;
  includeExecutionData?: boolean;
  logDestination?: string;
}

/** What CreateStateMachine and UpdateStateMachine have in common. */
function revisionOf({ inputs }: Resource): Record<string, unknown> {
  const { definition, roleArn, tracingConfiguration, encryptionConfiguration, publish } = inputs;
  const logging = inputs.loggingConfiguration as LoggingConfiguration | undefined;
  return {
    definition,
    roleArn,
    ...(tracingConfiguration ? { tracingConfiguration } : {}),
    ...(encryptionConfiguration ? { encryptionConfiguration } : {}),
    ...(publish ? { publish } : {}),
    ...(logging && {
      loggingConfiguration: {
        level: logging.level,
        includeExecutionData: logging.includeExecutionData,
        ...(logging.logDestination && {
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logging.logDestination } }],
        }),
      },
    }),
  };
}

/**
 * A program is always evaluated as if for the first time, so that it names version 1; the version that counts is the one
 * published last. By the ARN the program names.
 */
const publishedVersions = new Remembered();

function notePublished(services: LocalServices, resource: Resource, versionArn: unknown): void {
  if (typeof versionArn !== "string") return;
  publishedVersions.set(services, text(resource, "stateMachineVersionArn"), versionArn);
}

const stateMachine: Deployer = {
  async create(resource, services) {
    const { type, tags } = resource.inputs;
    const created = await call(services, "CreateStateMachine", {
      name: text(resource, "name"),
      ...(type ? { type } : {}),
      ...(tags ? { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) } : {}),
      ...revisionOf(resource),
    });
    notePublished(services, resource, created.stateMachineVersionArn);
  },
  async update(resource, before, services) {
    if (resource.inputs.type !== before.inputs.type) {
      await stateMachine.delete(before, services);
      return stateMachine.create(resource, services);
    }
    const updated = await call(services, "UpdateStateMachine", {
      stateMachineArn: text(resource, "arn"),
      ...revisionOf(resource),
    });
    notePublished(services, resource, updated.stateMachineVersionArn);
  },
  async delete(resource, services) {
    await call(services, "DeleteStateMachine", { stateMachineArn: text(resource, "arn") });
  },
};

function routing(resource: Resource, services: LocalServices): object[] {
  const configurations = resource.inputs.routingConfigurations as {
    stateMachineVersionArn: string;
    weight: number;
  }[];
  return configurations.map(({ stateMachineVersionArn, weight }) => ({
    stateMachineVersionArn: publishedVersions.get(services, stateMachineVersionArn) ?? stateMachineVersionArn,
    weight,
  }));
}

const alias: Deployer = {
  async create(resource, services) {
    await call(services, "CreateStateMachineAlias", {
      name: text(resource, "name"),
      routingConfiguration: routing(resource, services),
    });
  },
  async update(resource, _before, services) {
    await call(services, "UpdateStateMachineAlias", {
      stateMachineAliasArn: text(resource, "arn"),
      routingConfiguration: routing(resource, services),
    });
  },
  async delete(resource, services) {
    await call(services, "DeleteStateMachineAlias", { stateMachineAliasArn: text(resource, "arn") });
  },
};

export const stateMachines: Record<string, Deployer> = {
  "aws:sfn/stateMachine:StateMachine": stateMachine,
  "aws:sfn/alias:Alias": alias,
};
