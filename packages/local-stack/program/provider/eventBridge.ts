import type * as aws from "@pulumi/aws";
import { type Creation, type Models, model } from "./model";
import { plainName } from "./naming";

export const events: Models = {
  "aws:cloudwatch/eventBus:EventBus": model<aws.cloudwatch.EventBus, aws.cloudwatch.EventBusArgs>({
    naming: plainName(256, "/._-"),
    create: ({ arn, name }) => ({ id: name, arn: arn("events", `event-bus/${name}`) }),
  }),
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": model<
    aws.cloudwatch.EventBusPolicy,
    aws.cloudwatch.EventBusPolicyArgs
  >({
    create: ({ inputs }) => ({ id: inputs.text("eventBusName", "default"), eventBusName: "default" }),
  }),
  "aws:cloudwatch/eventPermission:EventPermission": model<
    aws.cloudwatch.EventPermission,
    aws.cloudwatch.EventPermissionArgs
  >({
    create: ({ inputs }) => ({
      id: `${inputs.text("eventBusName", "default")}/${inputs.text("statementId")}`,
      action: "events:PutEvents",
      eventBusName: "default",
    }),
  }),
  "aws:cloudwatch/eventRule:EventRule": model<aws.cloudwatch.EventRule, aws.cloudwatch.EventRuleArgs>({
    naming: plainName(64, "._-"),
    create: ({ arn, name, inputs }) => {
      const bus = busName(inputs);
      const path = bus === "default" ? name : `${bus}/${name}`;
      return {
        id: path,
        arn: arn("events", `rule/${path}`),
        eventBusName: bus,
        namePrefix: "",
        state: "ENABLED",
      };
    },
  }),
  "aws:cloudwatch/eventTarget:EventTarget": model<aws.cloudwatch.EventTarget, aws.cloudwatch.EventTargetArgs>(
    {
      naming: plainName(64, "._-", { property: "targetId" }),
      create: ({ name, inputs }) => ({
        id: `${inputs.text("rule")}-${name}`,
        eventBusName: "default",
        targetId: name,
      }),
    },
  ),
  "aws:cloudwatch/eventArchive:EventArchive": model<
    aws.cloudwatch.EventArchive,
    aws.cloudwatch.EventArchiveArgs
  >({
    naming: plainName(48, "._-"),
    create: ({ arn, name }) => ({ id: name, arn: arn("events", `archive/${name}`) }),
  }),
  "aws:cloudwatch/eventConnection:EventConnection": model<
    aws.cloudwatch.EventConnection,
    aws.cloudwatch.EventConnectionArgs
  >({
    naming: plainName(64, "._-"),
    create: ({ arn, name, uuid, unique }) => ({
      id: name,
      arn: arn("events", `connection/${name}/${uuid()}`),
      secretArn: arn("secretsmanager", `secret:events!connection/${name}/${uuid("secret")}-${unique(6)}`),
    }),
  }),
  "aws:cloudwatch/eventApiDestination:EventApiDestination": model<
    aws.cloudwatch.EventApiDestination,
    aws.cloudwatch.EventApiDestinationArgs
  >({
    naming: plainName(64, "._-"),
    create: ({ arn, name, uuid }) => ({ id: name, arn: arn("events", `api-destination/${name}/${uuid()}`) }),
  }),
};

/** A bus is named by its name or its ARN. */
const busName = (inputs: Creation["inputs"]) =>
  inputs.text("eventBusName", "default").replace(/^arn:.*:event-bus\//, "");
