import assert from "node:assert/strict";
import { DIFFERENT, iamPrefix, SAME } from "../../../states/permissions/iamPrefixes";
import { prefixes } from "./serviceAuthorization";

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

  it("gives prefixes that AWS has", () => {
    const known = prefixes();
    const given = [...Object.values(DIFFERENT), ...SAME];
    assert.deepEqual(
      given.filter((prefix) => !known.has(prefix)),
      [],
    );
  });
});
