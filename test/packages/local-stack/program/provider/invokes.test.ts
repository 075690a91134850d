import { deepEqual, equal } from "node:assert/strict";
import { answerFunction } from "../../../../../packages/local-stack/program/provider/invokes";

describe("provider functions", () => {
  const account = { accountId: "123456789012", region: "eu-west-1" };
  const invoke = (name: string, args: Record<string, unknown> = {}, region = "eu-west-1") =>
    answerFunction(`aws:index/${name}:${name}`, args, { ...account, region }) ?? {};

  it("return what fits the account and region", () => {
    equal(invoke("getCallerIdentity").accountId, "123456789012");
    equal(invoke("getRegion").name, "eu-west-1");
    equal(invoke("getPartition").partition, "aws");
    equal(invoke("getPartition", {}, "cn-north-1").dnsSuffix, "amazonaws.com.cn");
    deepEqual(invoke("getAvailabilityZones").names, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
  });

  it("parse ARNs", () => {
    const { service, resource } = invoke("getArn", { arn: "arn:aws:states:us-east-1:1:stateMachine:m:live" });
    equal(service, "states");
    equal(resource, "stateMachine:m:live");
  });

  it("leave what would have to ask AWS to the values that are given", () => {
    equal(answerFunction("aws:index/getIpRanges:getIpRanges", {}, account), undefined);
  });

  describe("getPolicyDocument", () => {
    const policy = (args: Record<string, unknown>) =>
      JSON.parse(String(answerFunction("aws:iam/getPolicyDocument:getPolicyDocument", args, account)?.json));

    it("writes statements as IAM does", () => {
      const statements = [
        {
          sid: "Send",
          actions: ["sqs:SendMessage"],
          resources: ["a", "b"],
          conditions: [
            { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
            { test: "StringEquals", variable: "aws:SourceArn", values: ["x", "y"] },
          ],
        },
        {
          effect: "Deny",
          notActions: ["s3:*"],
          notResources: ["c"],
          principals: [
            { type: "Service", identifiers: ["a.amazonaws.com"] },
            { type: "AWS", identifiers: ["1", "2"] },
          ],
        },
        { actions: ["s3:GetObject"], principals: [{ type: "*", identifiers: ["*"] }] },
      ];
      deepEqual(policy({ statements }), {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Send",
            Effect: "Allow",
            Action: "sqs:SendMessage",
            Resource: ["a", "b"],
            Condition: { StringEquals: { "aws:SourceAccount": "1", "aws:SourceArn": ["x", "y"] } },
          },
          {
            Effect: "Deny",
            Principal: { Service: "a.amazonaws.com", AWS: ["1", "2"] },
            NotAction: "s3:*",
            NotResource: "c",
          },
          { Effect: "Allow", Principal: "*", Action: "s3:GetObject" },
        ],
      });
    });

    it("merges source and override documents by Sid", () => {
      const document = (Sid: string, Effect: string) => JSON.stringify({ Statement: { Sid, Effect } });
      const merged = policy({
        policyId: "id",
        version: "2008-10-17",
        sourcePolicyDocuments: [document("A", "Allow"), document("B", "Allow")],
        statements: [{ sid: "C", actions: ["x:Y"] }],
        overridePolicyDocuments: [document("B", "Deny")],
      });
      equal(merged.Id, "id");
      equal(merged.Version, "2008-10-17");
      deepEqual(
        merged.Statement.map(
          (statement: { Sid: string; Effect: string }) => statement.Sid + statement.Effect,
        ),
        ["AAllow", "CAllow", "BDeny"],
      );
    });
  });
});
