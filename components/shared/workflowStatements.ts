import type { PolicyStatement } from "../../states";
import type { Operations } from "./operations";

/** A placeholder for the ARN of a state machine that does not exist yet. */
export const ITSELF = "arn:aws:states:us-east-1:000000000000:stateMachine:ITSELF";
const OWN_NAME = /^arn:.*:(stateMachine|execution|mapRun):ITSELF/;

export const isAboutItself = ({ Resource }: { Resource: unknown[] }) =>
  Resource.some((resource) => OWN_NAME.test(String(resource)));

/** Replaces the placeholder in a statement; its other resources remain as they are. */
export const withOwnArn =
  (arn: string) =>
  <Statement extends { Resource: unknown[] }>(statement: Statement): Statement => {
    const prefix = arn.split(":").slice(0, 5).join(":");
    const name = arn.split(":").at(-1);
    return {
      ...statement,
      Resource: statement.Resource.map((resource) =>
        String(resource).replace(OWN_NAME, (_, kind) => `${prefix}:${kind}:${name}`),
      ),
    };
  };

/** What Step Functions itself does under the machine's role: deliver logs, send traces, encrypt. */
export function serviceStatements(operations: Operations): PolicyStatement[] {
  const statements: PolicyStatement[] = [];
  if (operations.logLevel !== "OFF") {
    statements.push({
      // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: none of these has resource-level permissions.
      Sid: "DeliverLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      Resource: ["*"],
    });
  }
  statements.push({
    // https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
    Sid: "SendTraces",
    Effect: "Allow",
    Action: [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
    ],
    Resource: ["*"],
  });
  if (operations.kmsKeyArn) {
    statements.push({
      // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
      Sid: "UseEncryptionKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [operations.kmsKeyArn],
    });
  }
  return statements;
}
