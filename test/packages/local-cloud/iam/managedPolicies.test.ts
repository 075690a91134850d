import assert from "node:assert/strict";
import { AWS_MANAGED_POLICIES } from "../../../../packages/local-cloud/iam/awsPolicies";
import { parsePolicy } from "../../../../packages/local-cloud/iam/policyDocument";

const AWS = "arn:aws:iam::aws:policy";

/** What `CallbackFunction` attaches to the role that it creates, in the versions 5 to 7 of `@pulumi/aws`. */
const OF_CALLBACK_FUNCTIONS = [
  "AWSLambda_FullAccess",
  "CloudWatchFullAccess",
  "CloudWatchFullAccessV2",
  "CloudWatchEventsFullAccess",
  "AmazonS3FullAccess",
  "AmazonDynamoDBFullAccess",
  "AmazonSQSFullAccess",
  "AmazonKinesisFullAccess",
  "AWSCloudFormationReadOnlyAccess",
  "AmazonCognitoPowerUser",
  "AWSXrayWriteOnlyAccess",
];

const actionsOf = (name: string): unknown[] => {
  const { document } = AWS_MANAGED_POLICIES[`${AWS}/${name}`]!;
  return (document as { Statement: { Action: unknown }[] }).Statement.flatMap(({ Action }) => Action);
};

describe("the policies managed by AWS", () => {
  it("include those that CallbackFunction attaches", () => {
    for (const name of OF_CALLBACK_FUNCTIONS) assert.ok(AWS_MANAGED_POLICIES[`${AWS}/${name}`], name);
  });

  it("allow what AWS documents", () => {
    assert.deepEqual(actionsOf("service-role/AWSLambdaBasicExecutionRole"), [
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:PutLogEvents",
    ]);
    assert.deepEqual(actionsOf("service-role/AWSLambdaRole"), ["lambda:InvokeFunction"]);
    assert.deepEqual(actionsOf("AdministratorAccess"), ["*"]);
    assert.deepEqual(actionsOf("AWSStepFunctionsFullAccess"), ["states:*"]);
  });

  it("are well-formed, with the version of the document and its date", () => {
    for (const [arn, { version, updated, document }] of Object.entries(AWS_MANAGED_POLICIES)) {
      assert.ok(parsePolicy("identity", arn, arn, document).statements.length > 0, arn);
      assert.match(version, /^v\d+$/, arn);
      assert.match(updated, /^20\d\d-\d\d-\d\d$/, arn);
    }
  });
});
