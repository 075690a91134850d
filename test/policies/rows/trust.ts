import { namedTrust, serviceTrustConditions } from "../../../policies/trust";
import type { Given, Row } from "../validate";
import { ACCOUNT, document, ORGANIZATION, rowsOf } from "./resources";

type Json = Record<string, unknown>;

const trusting = (principal: unknown, condition?: Json, action = "sts:AssumeRole"): Given => ({
  type: "aws:iam/role:Role",
  props: {
    assumeRolePolicy: document({
      Principal: principal,
      Action: action,
      ...(condition && { Condition: condition }),
    }),
  },
});

const STATES = { Service: "states.amazonaws.com" };
const SOURCE_ACCOUNT = { "aws:SourceAccount": ACCOUNT };
const SOURCE_ARN = { "aws:SourceArn": `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:*` };
const right = trusting(STATES, { StringEquals: SOURCE_ACCOUNT, ArnLike: SOURCE_ARN });

const GITHUB = "token.actions.githubusercontent.com";
const github = (condition?: Json): Given =>
  trusting(
    { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}` },
    condition,
    "sts:AssumeRoleWithWebIdentity",
  );
const SUBJECT = { [`${GITHUB}:sub`]: "repo:example/shop:environment:prod" };

export const trustRows: Row[] = [
  ...rowsOf(serviceTrustConditions, [
    [
      "an account that is excluded, where one should be named",
      trusting(STATES, { StringNotEquals: SOURCE_ACCOUNT, ArnLike: SOURCE_ARN }),
      /without a condition on aws:SourceAccount$/,
      right,
    ],
    [
      "resources that are excluded",
      trusting(STATES, { StringEquals: SOURCE_ACCOUNT, ArnNotLike: SOURCE_ARN }),
      /without a condition on aws:SourceArn$/,
      right,
    ],
    [
      "conditions that hold where the keys are missing",
      trusting(STATES, { StringEqualsIfExists: SOURCE_ACCOUNT, ArnLikeIfExists: SOURCE_ARN }),
      /without a condition on aws:SourceAccount and aws:SourceArn$/,
      right,
    ],
    [
      "conditions for all values, which hold for none",
      trusting(STATES, { "ForAllValues:StringEquals": SOURCE_ACCOUNT, ArnLike: SOURCE_ARN }),
      /without a condition on aws:SourceAccount$/,
      trusting(STATES, { "ForAnyValue:StringEquals": SOURCE_ACCOUNT, ArnLike: SOURCE_ARN }),
    ],
    [
      "every account, by a pattern",
      trusting(STATES, { StringLike: { "aws:SourceAccount": "1*" }, ArnLike: SOURCE_ARN }),
      /without a condition on aws:SourceAccount$/,
      trusting(STATES, { StringLike: SOURCE_ACCOUNT, ArnLike: SOURCE_ARN }),
    ],
    [
      "machines of every account",
      trusting(STATES, {
        StringEquals: SOURCE_ACCOUNT,
        ArnLike: { "aws:SourceArn": "arn:aws:states:*:*:stateMachine:*" },
      }),
      /without a condition on aws:SourceArn$/,
      right,
    ],
    [
      "one value of two that is wide",
      trusting(STATES, { StringEquals: { "aws:SourceAccount": [ACCOUNT, "*"] }, ArnEquals: SOURCE_ARN }),
      /without a condition on aws:SourceAccount$/,
      trusting(STATES, {
        StringEquals: { "AWS:sourceaccount": [ACCOUNT, "210987654321"] },
        ArnEquals: SOURCE_ARN,
      }),
    ],
    [
      "keys that need only be there",
      trusting(STATES, { Null: { "aws:SourceAccount": "false", "aws:SourceArn": "false" } }),
      /without a condition on aws:SourceAccount and aws:SourceArn$/,
      right,
    ],
  ]),
  ...rowsOf(namedTrust, [
    [
      "everyone",
      trusting({ AWS: "*" }),
      /^it: statement 1 lets everyone assume the role; name them/,
      trusting({ AWS: `arn:aws:iam::${ACCOUNT}:root` }),
    ],
    ["everyone, without a kind", trusting("*"), /lets everyone assume/, trusting({ AWS: ACCOUNT })],
    [
      "everyone, and somebody",
      trusting({ AWS: [ACCOUNT, "*"] }),
      /lets everyone assume/,
      trusting({ AWS: [ACCOUNT, `arn:aws:iam::210987654321:role/deploy`] }),
    ],
    [
      "everyone outside an organization",
      trusting({ AWS: "*" }, { StringNotEquals: { "aws:PrincipalOrgID": ORGANIZATION } }),
      /lets everyone assume/,
      trusting({ AWS: "*" }, { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION } }),
    ],
    [
      "everyone who knows an external id",
      trusting({ AWS: "*" }, { StringEquals: { "sts:ExternalId": "shop" } }),
      /lets everyone assume/,
      trusting({ AWS: "210987654321" }, { StringEquals: { "sts:ExternalId": "shop" } }),
    ],
    [
      "roles of that name in every account",
      trusting({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/deploy" } }),
      /lets everyone assume/,
      trusting({ AWS: "*" }, { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/deploy-*` } }),
    ],
    [
      "an identity provider without a subject",
      github({ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
      /lets everyone of arn:aws:iam::\d+:oidc-provider\/\S+ assume the role; add a condition on the subject$/,
      github({ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com", ...SUBJECT } }),
    ],
    [
      "every repository of every owner",
      github({ StringLike: { [`${GITHUB}:sub`]: "repo:*" } }),
      /add a condition on the subject$/,
      github({ StringLike: { [`${GITHUB}:sub`]: "repo:example/*:environment:prod" } }),
    ],
    [
      "owners whose names begin alike",
      github({ StringLike: { [`${GITHUB}:sub`]: "repo:example*:ref:refs/heads/main" } }),
      /add a condition on the subject$/,
      github({ StringLike: { [`${GITHUB}:sub`]: "repo:example/shop:*" } }),
    ],
    [
      "all subjects but one",
      github({ StringNotLike: SUBJECT }),
      /add a condition on the subject$/,
      github({ StringEquals: SUBJECT }),
    ],
    [
      "every customer of Cognito",
      trusting({ Federated: "cognito-identity.amazonaws.com" }, undefined, "sts:AssumeRoleWithWebIdentity"),
      /lets everyone of cognito-identity/,
      trusting(
        { Federated: "cognito-identity.amazonaws.com" },
        {
          StringEquals: {
            "cognito-identity.amazonaws.com:aud": "us-east-1:0d1c2b3a-0000-4000-8000-000000000000",
          },
        },
        "sts:AssumeRoleWithWebIdentity",
      ),
    ],
  ]),
];
