import { AwsError, type LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { present } from "./present";
import { Properties, text } from "./properties";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "events", operation, input);

const eventBus: Deployer = {
  async create(resource, services) {
    const Description = Properties.inputsOf(resource).optionalText("description");
    await call(services, "CreateEventBus", {
      Name: text(resource, "name"),
      ...(Description !== undefined && { Description }),
    });
  },
  // A bus with rules cannot be recreated; nothing else of it matters on this machine.
  update() {},
  async delete(resource, services) {
    await call(services, "DeleteEventBus", { Name: text(resource, "name") });
  },
};

const busPolicy: Deployer = {
  async create(resource, services) {
    const Policy = JSON.stringify(Properties.inputsOf(resource).json("policy"));
    await call(services, "PutPermission", { EventBusName: text(resource, "eventBusName"), Policy });
  },
  update: (resource, _before, services) => busPolicy.create(resource, services),
  async delete(resource, services) {
    const EventBusName = text(resource, "eventBusName");
    await call(services, "RemovePermission", { EventBusName, RemoveAllPermissions: true });
  },
};

const permission: Deployer = {
  async create(resource, services) {
    const condition = Properties.inputsOf(resource).nested("condition");
    await call(services, "PutPermission", {
      EventBusName: text(resource, "eventBusName"),
      StatementId: text(resource, "statementId"),
      Principal: text(resource, "principal"),
      Action: text(resource, "action"),
      ...(condition && {
        Condition: {
          Type: condition.text("type"),
          Key: condition.text("key"),
          Value: condition.text("value"),
        },
      }),
    });
  },
  async delete(resource, services) {
    await call(services, "RemovePermission", {
      EventBusName: text(resource, "eventBusName"),
      StatementId: text(resource, "statementId"),
    });
  },
};

const rule: Deployer = {
  async create(resource, services) {
    const inputs = Properties.inputsOf(resource);
    const isEnabled = inputs.optionalFlag("isEnabled");
    const given = {
      Description: inputs.optionalText("description"),
      EventPattern: inputs.attribute("eventPattern", "json"),
      ScheduleExpression: inputs.optionalText("scheduleExpression"),
      RoleArn: inputs.optionalText("roleArn"),
      State: inputs.optionalText("state") ?? (isEnabled === false ? "DISABLED" : undefined),
    };
    await call(services, "PutRule", {
      Name: text(resource, "name"),
      EventBusName: text(resource, "eventBusName"),
      ...present(given),
    });
  },
  update: (resource, before, services) => replaceIfMoved(rule, resource, before, services),
  async delete(resource, services) {
    const Name = text(resource, "name");
    const EventBusName = text(resource, "eventBusName");
    // A rule that moves goes before its targets, which move after it.
    const { Targets } = await call(services, "ListTargetsByRule", { Rule: Name, EventBusName });
    const Ids = (Targets as { Id: string }[]).map(({ Id }) => Id);
    await call(services, "RemoveTargets", { Rule: Name, EventBusName, Ids });
    await call(services, "DeleteRule", { Name, EventBusName });
  },
};

/** Properties of targets whose services are not on this machine. */
const UNSUPPORTED_TARGETS: readonly [property: string, arn: RegExp, name: string][] = [
  ["appsyncTarget", /:appsync:/, "AppSync"],
  ["batchTarget", /:batch:/, "Batch"],
  ["ecsTarget", /:ecs:/, "ECS"],
  ["httpTarget", /:(?:execute-api|events:[^:]*:\d*:api-destination)/, "HTTP"],
  ["kinesisTarget", /:(?:kinesis|firehose):/, "Kinesis"],
  ["redshiftTarget", /:redshift/, "Redshift"],
  ["runCommandTargets", /:ssm:/, "Systems Manager"],
  ["sagemakerPipelineTarget", /:sagemaker:/, "SageMaker"],
];

/** What a target is that cannot be called on this machine; undefined for one that can. */
function unsupportedTarget(resource: Resource): string | undefined {
  const inputs = Properties.inputsOf(resource);
  const arn = inputs.text("arn");
  const found = UNSUPPORTED_TARGETS.find(([property, pattern]) => inputs.has(property) || pattern.test(arn));
  if (found) return found[2];
  const service = arn.split(":")[2] ?? arn;
  return ["events", "lambda", "logs", "sns", "sqs", "states"].includes(service) ? undefined : service;
}

function targetOf(resource: Resource): object {
  const inputs = Properties.inputsOf(resource);
  const transformer = inputs.nested("inputTransformer");
  const retryPolicy = inputs.nested("retryPolicy");
  const messageGroupId = inputs.nested("sqsTarget")?.optionalText("messageGroupId");
  const deadLetterArn = inputs.nested("deadLetterConfig")?.optionalText("arn");
  return present({
    Id: text(resource, "targetId"),
    Arn: inputs.text("arn"),
    RoleArn: inputs.optionalText("roleArn"),
    Input: inputs.optionalText("input"),
    InputPath: inputs.optionalText("inputPath"),
    InputTransformer: transformer && {
      InputPathsMap: transformer.textMap("inputPaths"),
      InputTemplate: transformer.text("inputTemplate"),
    },
    RetryPolicy:
      retryPolicy &&
      present({
        MaximumRetryAttempts: retryPolicy.number("maximumRetryAttempts"),
        MaximumEventAgeInSeconds: retryPolicy.number("maximumEventAgeInSeconds"),
      }),
    DeadLetterConfig: deadLetterArn && { Arn: deadLetterArn },
    SqsParameters: messageGroupId && { MessageGroupId: messageGroupId },
  });
}

const ruleOf = (resource: Resource) => ({
  Rule: text(resource, "rule"),
  EventBusName: text(resource, "eventBusName"),
});

const target: Deployer = {
  async create(resource, services) {
    if (unsupportedTarget(resource)) return;
    await call(services, "PutTargets", { ...ruleOf(resource), Targets: [targetOf(resource)] });
  },
  update: (resource, before, services) => replaceIfMoved(target, resource, before, services),
  async delete(resource, services) {
    if (unsupportedTarget(resource)) return;
    try {
      await call(services, "RemoveTargets", { ...ruleOf(resource), Ids: [text(resource, "targetId")] });
    } catch (error) {
      const isGoneWithRule = error instanceof AwsError && error.code === "ResourceNotFoundException";
      if (!isGoneWithRule) throw error;
    }
  },
  unsupported(resource) {
    const service = unsupportedTarget(resource);
    return service === undefined ? [] : [`${resource.type} (${service})`];
  },
};

/** What names a rule or a target. */
const KEYS = ["name", "rule", "targetId", "eventBusName"];

/** Puts the resource over the one before, which is deleted if it has another name. */
async function replaceIfMoved(
  deployer: Deployer,
  resource: Resource,
  before: Resource,
  services: LocalServices,
): Promise<void> {
  const isMoved = KEYS.some((key) => resource.outputs[key] !== before.outputs[key]);
  if (isMoved) await deployer.delete(before, services);
  await deployer.create(resource, services);
}

export const eventBridge: Record<string, Deployer> = {
  "aws:cloudwatch/eventBus:EventBus": eventBus,
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": busPolicy,
  "aws:cloudwatch/eventPermission:EventPermission": permission,
  "aws:cloudwatch/eventRule:EventRule": rule,
  "aws:cloudwatch/eventTarget:EventTarget": target,
};
