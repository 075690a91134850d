import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../shared/account";

/**
 * Lets API Gateway write the logs of every REST API of the account in this region: an account setting that access logs
 * require. It and its role remain when they are deleted here, since other stacks may use them by then; a preview says that it is the
 * account's.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function createAccountLogging(
  name: string,
  { partition }: Account,
  parent: pulumi.Resource,
): aws.apigateway.Account {
  const role = new aws.iam.Role(
    `${name}-gateway-logs-role`,
    {
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "apigateway.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      managedPolicyArns: [
        pulumi.interpolate`arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
      ],
    },
    { parent, retainOnDelete: true },
  );
  if (pulumi.runtime.isDryRun()) void pulumi.log.info(OF_THE_ACCOUNT, parent);
  return new aws.apigateway.Account(
    `${name}-gateway-account`,
    { cloudwatchRoleArn: role.arn },
    { parent, retainOnDelete: true },
  );
}

const OF_THE_ACCOUNT =
  "The role with which API Gateway writes logs is a setting of the whole account in this region: this stack replaces that of another one, " +
  "and leaves it when it is destroyed. With apiGatewayAccountLogging false, it is left alone.";
