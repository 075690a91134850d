import { isDeepStrictEqual } from "node:util";
import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { DeploymentNotes } from "./deploymentNotes";
import { publishedFunctionVersion } from "./lambda";
import { Properties, text } from "./properties";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "states", operation, input);

/** What CreateStateMachine and UpdateStateMachine have in common. */
function revisionOf(resource: Resource): Record<string, unknown> {
  const inputs = Properties.inputsOf(resource);
  const logging = inputs.nested("loggingConfiguration");
  const logDestination = logging?.optionalText("logDestination");
  const tracing = inputs.nested("tracingConfiguration");
  return {
    definition: inputs.text("definition"),
    roleArn: inputs.text("roleArn"),
    ...(tracing && { tracingConfiguration: { enabled: tracing.optionalFlag("enabled") } }),
    ...encryptionOf(inputs),
    ...(inputs.flag("publish") && { publish: true }),
    ...(logging && {
      loggingConfiguration: {
        level: logging.optionalText("level"),
        includeExecutionData: logging.optionalFlag("includeExecutionData"),
        ...(logDestination && {
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logDestination } }],
        }),
      },
    }),
  };
}

function encryptionOf(inputs: Properties): object {
  const encryption = inputs.nested("encryptionConfiguration");
  return encryption
    ? {
        encryptionConfiguration: {
          type: encryption.optionalText("type"),
          kmsKeyId: encryption.optionalText("kmsKeyId"),
          kmsDataKeyReusePeriodSeconds: encryption.number("kmsDataKeyReusePeriodSeconds"),
        },
      }
    : {};
}

function tagsOf(resource: Resource): { key: string; value: string }[] {
  const tags = Properties.inputsOf(resource).textMap("tags");
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

async function updateTags(resource: Resource, before: Resource, services: LocalServices): Promise<void> {
  const [resourceArn, tags] = [text(resource, "arn"), tagsOf(resource)];
  const isKept = ({ key }: { key: string }) => tags.some((tag) => tag.key === key);
  const tagKeys = tagsOf(before).flatMap((tag) => (isKept(tag) ? [] : [tag.key]));
  if (tagKeys.length > 0) await call(services, "UntagResource", { resourceArn, tagKeys });
  if (tags.length > 0) await call(services, "TagResource", { resourceArn, tags });
}

/** The ARN of the version published last, by the ARN that the program names. */
const publishedVersions = new DeploymentNotes();

function notePublished(services: LocalServices, resource: Resource, versionArn: unknown): void {
  if (typeof versionArn !== "string") return;
  publishedVersions.set(services, text(resource, "stateMachineVersionArn"), versionArn);
}

/** A definition whose tasks invoke the versions that were published last. */
function withPublishedFunctions(definition: string, services: LocalServices): string {
  if (!definition.includes('"Qualifier"')) return definition;
  return JSON.stringify(
    JSON.parse(definition, (_key, value: unknown) => {
      const { FunctionName, Qualifier } = (value ?? {}) as { FunctionName?: unknown; Qualifier?: unknown };
      if (typeof FunctionName !== "string" || !/^\d+$/.test(String(Qualifier))) return value;
      const published = publishedFunctionVersion(services, FunctionName);
      return published === undefined ? value : { ...(value as object), Qualifier: published };
    }),
  );
}

const typeOf = (resource: Resource) => Properties.inputsOf(resource).optionalText("type") ?? "STANDARD";

const stateMachine: Deployer = {
  /** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/sfn/state_machine.go */
  isRetried: ({ code }, operation) => operation === "create" && code === "AccessDeniedException",
  resolve(resource, services) {
    const definition = Properties.inputsOf(resource).text("definition");
    const current = withPublishedFunctions(definition, services);
    return { ...resource, inputs: { ...resource.inputs, definition: current } };
  },
  async create(resource, services) {
    const inputs = Properties.inputsOf(resource);
    const type = inputs.optionalText("type");
    const created = await call(services, "CreateStateMachine", {
      name: text(resource, "name"),
      ...(type ? { type } : {}),
      ...(inputs.has("tags") ? { tags: tagsOf(resource) } : {}),
      ...revisionOf(resource),
    });
    notePublished(services, resource, created.stateMachineVersionArn);
  },
  async update(resource, before, services) {
    if (typeOf(resource) !== typeOf(before)) return replaceMachine(resource, before, services);
    const updated = await call(services, "UpdateStateMachine", {
      stateMachineArn: text(resource, "arn"),
      ...revisionOf(resource),
    });
    notePublished(services, resource, updated.stateMachineVersionArn);
    await updateTags(resource, before, services);
  },
  async delete(resource, services) {
    await call(services, "DeleteStateMachine", { stateMachineArn: text(resource, "arn") });
  },
};

/** A machine whose type changes is replaced; its aliases are recreated, since they have not changed themselves. */
async function replaceMachine(resource: Resource, before: Resource, services: LocalServices): Promise<void> {
  const stateMachineArn = text(before, "arn");
  const { stateMachineAliases } = await call(services, "ListStateMachineAliases", { stateMachineArn });
  await stateMachine.delete(before, services);
  await stateMachine.create(resource, services);
  const stateMachineVersionArn = publishedVersions.get(services, text(resource, "stateMachineVersionArn"));
  if (!Properties.inputsOf(resource).flag("publish") || stateMachineVersionArn === undefined) return;
  for (const { stateMachineAliasArn } of stateMachineAliases as { stateMachineAliasArn: string }[]) {
    await call(services, "CreateStateMachineAlias", {
      name: stateMachineAliasArn.split(":").at(-1),
      routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
    });
  }
}

const routing = (resource: Resource) =>
  Properties.inputsOf(resource)
    .items("routingConfigurations")
    .map((route) => ({
      stateMachineVersionArn: route.text("stateMachineVersionArn"),
      weight: route.number("weight"),
    }));

export const stateMachineAlias: Deployer = {
  resolve(resource, services) {
    const routingConfigurations = routing(resource).map(({ stateMachineVersionArn, weight }) => ({
      stateMachineVersionArn:
        publishedVersions.get(services, stateMachineVersionArn) ?? stateMachineVersionArn,
      weight,
    }));
    return { ...resource, inputs: { ...resource.inputs, routingConfigurations } };
  },
  async create(resource, services) {
    await call(services, "CreateStateMachineAlias", {
      name: text(resource, "name"),
      routingConfiguration: routing(resource),
    });
  },
  async update(resource, _before, services) {
    await call(services, "UpdateStateMachineAlias", {
      stateMachineAliasArn: text(resource, "arn"),
      routingConfiguration: routing(resource),
    });
  },
  async delete(resource, services) {
    await call(services, "DeleteStateMachineAlias", { stateMachineAliasArn: text(resource, "arn") });
  },
};

const activity: Deployer = {
  async create(resource, services) {
    const inputs = Properties.inputsOf(resource);
    await call(services, "CreateActivity", {
      name: text(resource, "name"),
      ...(inputs.has("tags") ? { tags: tagsOf(resource) } : {}),
      ...encryptionOf(inputs),
    });
  },
  async update(resource, before, services) {
    const [now, old] = [resource, before].map((each) => [
      text(each, "arn"),
      encryptionOf(Properties.inputsOf(each)),
    ]);
    if (isDeepStrictEqual(now, old)) return updateTags(resource, before, services);
    await activity.delete(before, services);
    await activity.create(resource, services);
  },
  async delete(resource, services) {
    await call(services, "DeleteActivity", { activityArn: text(resource, "arn") });
  },
};

export const stateMachines: Record<string, Deployer> = {
  "aws:sfn/stateMachine:StateMachine": stateMachine,
  "aws:sfn/alias:Alias": stateMachineAlias,
  "aws:sfn/activity:Activity": activity,
};
