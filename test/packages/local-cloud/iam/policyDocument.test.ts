import assert from "node:assert/strict";
import type { PolicyDocument } from "../../../../packages/local-cloud/aws/policyDocument";
import type { PolicyKind } from "../../../../packages/local-cloud/iam/policy";
import { parsePolicy } from "../../../../packages/local-cloud/iam/policyDocument";

const good = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" };
const version = { Version: "2012-10-17" };
const of = (statement: object, base: object = good) => ({
  ...version,
  Statement: [{ ...base, ...statement }],
});
const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };

const parse = (kind: PolicyKind, document: PolicyDocument) =>
  parsePolicy(kind, "arn:owner", "mine", document);

describe("policy documents", () => {
  const wellFormed: [name: string, kind: PolicyKind, document: PolicyDocument][] = [
    ["JSON text", "identity", JSON.stringify(of({}))],
    ["one statement without a list", "identity", { ...version, Id: "x", Statement: good }],
    [
      "a condition of numbers and booleans",
      "identity",
      of({ Condition: { Bool: { k: true }, NumericEquals: { n: [1] } } }),
    ],
    ["an ARN of GovCloud", "identity", of({ Resource: "arn:aws-us-gov:sqs:*:*:*" })],
    ["a trust policy", "trust", of({}, trust)],
    [
      "tagged sessions in a trust policy",
      "trust",
      of({ Action: ["sts:AssumeRole", "sts:TagSession"] }, trust),
    ],
    ["a resource policy with spaces in its Sid", "resource", of({ Sid: "Any one", Principal: "*" })],
    [
      "several kinds of principals",
      "resource",
      of({ Principal: { AWS: ["123456789012", "*"], CanonicalUser: "x" } }),
    ],
  ];
  for (const [name, kind, document] of wellFormed) {
    it(`may be ${name}`, () => assert.equal(parse(kind, document).statements.length, 1));
  }

  const malformed: [kind: PolicyKind, document: PolicyDocument, message: RegExp][] = [
    ["identity", "{", /^Syntax errors in policy\. \(policy "mine" of arn:owner: .*JSON/],
    ["trust", "{", /^This policy contains invalid Json \(policy "mine" of arn:owner: /],
    ["identity", "[]", /^Syntax errors in policy\..*JSON object/],
    ["identity", { ...version }, /^Syntax errors in policy\..*Statement is missing/],
    ["resource", { ...version }, /^Missing required field Statement/],
    ["identity", { ...version, Statement: [] }, /Statement is empty/],
    ["identity", { ...version, Statement: ["x"] }, /Statement\[0\]: it must be an object/],
    [
      "identity",
      { Version: "2020-01-01", Statement: good },
      /^Syntax errors.*Version must be "2012-10-17", found "2020-01-01"/,
    ],
    ["identity", { ...of({}), Comment: "x" }, /unknown field Comment; allowed: Version, Id, Statement/],
    ["identity", of({ Actions: "x" }), /Statement\[0\]: unknown field Actions/],
    ["identity", of({ Effect: undefined }), /^Syntax errors.*Effect is missing/],
    ["trust", of({ Effect: undefined }, trust), /^Missing required field Effect/],
    ["identity", of({ Effect: "allow" }), /^Syntax errors.*must be "Allow" or "Deny", found "allow"/],
    ["identity", of({ Action: undefined }), /^Policy statement must contain actions\./],
    ["identity", of({ Action: [] }), /^Policy statement must contain actions\./],
    ["identity", of({ Action: 1 }), /Action must be a string or a list/],
    ["identity", of({ Action: "SendMessage" }), /must be prefaced by a vendor.*"SendMessage"/],
    ["identity", of({ Action: "sqs:a:b" }), /only one colon/],
    ["identity", of({ Action: "s*:x" }), /^Vendor s\* is not valid/],
    ["identity", of({ NotAction: "sqs:x" }), /Action and NotAction exclude each other/],
    ["identity", of({ Resource: undefined }), /^Policy statement must contain resources\./],
    ["identity", of({ Resource: "orders" }), /^Resource orders must be in ARN format or "\*"\./],
    ["identity", of({ Resource: "arn:azure:sqs:::q" }), /^Partition "azure" is not valid/],
    ["identity", of({ Resource: "arn:aws:s*:::q" }), /vendor must be fully qualified/],
    ["identity", of({ NotResource: "*" }), /Resource and NotResource exclude each other/],
    ["identity", of({ Sid: "a b" }), /Statement IDs \(SID\) must be alpha-numeric.*"a b"/],
    ["identity", of({ Sid: 1 }), /Sid must be a string/],
    [
      "identity",
      {
        ...version,
        Statement: [
          { ...good, Sid: "A" },
          { ...good, Sid: "A" },
        ],
      },
      /must be unique.*"A"/,
    ],
    ["identity", of({ Principal: "*" }), /^Policy document should not specify a principal\./],
    ["boundary", of({ NotPrincipal: "*" }), /^Policy document should not specify a principal\./],
    ["identity", of({ Condition: [] }), /Condition must be an object/],
    [
      "identity",
      of({ Condition: { StringMatches: { k: "v" } } }),
      /^Invalid Condition type : StringMatches\./,
    ],
    ["identity", of({ Condition: { StringEquals: "v" } }), /Condition\.StringEquals: it must be an object/],
    ["identity", of({ Condition: { StringEquals: { k: {} } } }), /\["k"\].*must be a string/],
    ["identity", of({ Condition: { Bool: { k: "x" } } }), /^Invalid value for condition type Bool: "x"/],
    ["resource", of({}), /^Missing required field Principal/],
    ["resource", of({ Principal: "*", NotPrincipal: "*" }), /Principal and NotPrincipal/],
    ["resource", of({ Principal: "ann" }), /^Invalid principal in policy: "ann"/],
    ["resource", of({ Principal: {} }), /^Invalid principal in policy: \{\}/],
    [
      "resource",
      of({ Principal: { AWS: "arn:aws:iam::123456789012:role/*" } }),
      /"AWS":"arn:aws:iam::\d+:role\/\*"/,
    ],
    ["resource", of({ Principal: { User: "ann" } }), /^Invalid principal in policy: "User":"ann"/],
    ["trust", of({ Resource: "*" }, trust), /^Has prohibited field Resource/],
    ["trust", of({ Principal: undefined }, trust), /^Missing required field Principal/],
    ["trust", of({ Action: "sqs:SendMessage" }, trust), /may only specify STS AssumeRole actions/],
    ["trust", of({ Principal: undefined, NotPrincipal: "*" }, trust), /^Has prohibited field NotPrincipal/],
  ];
  for (const [kind, document, message] of malformed) {
    it(`are rejected: ${kind} ${typeof document === "string" ? document : JSON.stringify(document)}`, () => {
      assert.throws(() => parse(kind, document), { code: "MalformedPolicyDocument", message });
    });
  }
});
