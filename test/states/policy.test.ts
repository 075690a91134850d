import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../../states";
import { outcome } from "./outcome";
import { allow } from "./permissions/support";

describe("policyDocument", () => {
  it("is the JSON of a policy, with outputs resolved and without repetition", async () => {
    const arn = "arn:aws:sqs:eu-west-1:111122223333:q";
    const document = policyDocument([
      { Sid: "S", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [pulumi.output(arn), arn] },
      {
        Effect: "Deny",
        Principal: "*",
        Action: ["sqs:*"],
        Resource: [arn],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    assert.deepEqual(JSON.parse(await outcome(document)), {
      Version: "2012-10-17",
      Statement: [
        { Sid: "S", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [arn] },
        {
          Effect: "Deny",
          Principal: "*",
          Action: ["sqs:*"],
          Resource: [arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("numbers a Sid that comes again", async () => {
    const statements = ["Same", "Same", "Same2", "Same"].map((Sid) => allow(Sid, "a:B", "arn"));
    const document = JSON.parse(
      await outcome(policyDocument([...statements, { ...statements[0]!, Sid: undefined }])),
    );
    const sids = document.Statement.map(({ Sid }: PolicyStatement) => Sid);
    assert.deepEqual(sids, ["Same", "Same3", "Same2", "Same4", undefined]);
  });

  it("must not be empty", () => {
    assert.throws(() => policyDocument([]), /needs at least one statement/);
  });
});
