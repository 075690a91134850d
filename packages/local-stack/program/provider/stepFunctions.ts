import type * as aws from "@pulumi/aws";
import { DEPLOYED_AT, type Models, model } from "./model";
import { plainName } from "./naming";

export const sfn: Models = {
  "aws:sfn/stateMachine:StateMachine": model<aws.sfn.StateMachine, aws.sfn.StateMachineArgs>({
    naming: plainName(80, "-_"),
    create: ({ arn, name, inputs, uuid }) => {
      const machineArn = arn("states", `stateMachine:${name}`);
      return {
        id: machineArn,
        arn: machineArn,
        creationDate: DEPLOYED_AT,
        description: "",
        encryptionConfiguration: { type: "AWS_OWNED_KEY" },
        loggingConfiguration: { includeExecutionData: false, level: "OFF" },
        namePrefix: "",
        publish: false,
        revisionId: uuid("revision"),
        stateMachineVersionArn: inputs.flag("publish") ? `${machineArn}:1` : "",
        status: "ACTIVE",
        tracingConfiguration: { enabled: false },
        type: "STANDARD",
        versionDescription: "",
      };
    },
  }),
  "aws:sfn/alias:Alias": model<aws.sfn.Alias, aws.sfn.AliasArgs>({
    naming: plainName(80, "-_."),
    create: ({ name, inputs }) => {
      const versionArn = String(inputs.list("routingConfigurations")[0]?.stateMachineVersionArn ?? "");
      const arn = `${versionArn.replace(/:\d+$/, "")}:${name}`;
      return { id: arn, arn, creationDate: DEPLOYED_AT };
    },
  }),
  "aws:sfn/activity:Activity": model<aws.sfn.Activity, aws.sfn.ActivityArgs>({
    naming: plainName(80, "-_"),
    create: ({ arn, name }) => {
      const activityArn = arn("states", `activity:${name}`);
      return {
        id: activityArn,
        arn: activityArn,
        creationDate: DEPLOYED_AT,
        encryptionConfiguration: { type: "AWS_OWNED_KEY" },
      };
    },
  }),
};
