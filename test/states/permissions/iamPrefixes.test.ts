import assert from "node:assert/strict";
import { iamPrefix } from "../../../states/permissions/iamPrefixes";

describe("iamPrefix", () => {
  const cases: [service: string, prefix: string | undefined][] = [
    ["sfn", "states"],
    ["eventbridge", "events"],
    ["cloudwatchlogs", "logs"],
    ["sesv2", "ses"],
    ["cognitoidentityprovider", "cognito-idp"],
    ["bedrockruntime", "bedrock"],
    ["dynamodb", "dynamodb"],
    ["s3", "s3"],
    ["states", undefined],
    ["nonsense", undefined],
    ["constructor", undefined],
  ];
  for (const [service, prefix] of cases) {
    it(`${service}: ${prefix}`, () => assert.equal(iamPrefix(service), prefix));
  }
});
