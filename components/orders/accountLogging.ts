import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../shared/account";

/**
 * Lets API Gateway write the logs of every REST API of the account in this region: an account setting that access logs
 * require. It remains when it is deleted here.
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
    { parent },
  );
  return new aws.apigateway.Account(`${name}-gateway-account`, { cloudwatchRoleArn: role.arn }, { parent });
}
