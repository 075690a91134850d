import {
  namedInvokers,
  namedPrincipals,
  namedSharing,
  serviceAccessConditions,
} from "../../../policies/openness";
import type { Row } from "../validate";
import { ACCOUNT, ORGANIZATION, resource, rowsOf, withPolicy } from "./resources";

const bucket = withPolicy("aws:s3/bucketPolicy:BucketPolicy");
const queue = withPolicy("aws:sqs/queuePolicy:QueuePolicy");
const topic = withPolicy("aws:sns/topicPolicy:TopicPolicy");
const key = withPolicy("aws:kms/key:Key");
const secret = withPolicy("aws:secretsmanager/secretPolicy:SecretPolicy");
const bus = withPolicy("aws:cloudwatch/eventBusPolicy:EventBusPolicy");
const logs = withPolicy("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "policyDocument");
const repository = withPolicy("aws:ecr/repositoryPolicy:RepositoryPolicy");
const table = withPolicy("aws:dynamodb/resourcePolicy:ResourcePolicy");
const search = withPolicy("aws:opensearch/domainPolicy:DomainPolicy", "accessPolicies");

const read = { Action: "s3:GetObject", Resource: "arn:aws:s3:::invoices/*" };
const send = { Action: "sqs:SendMessage", Resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:orders` };
const publish = { Action: "sns:Publish", Resource: `arn:aws:sns:us-east-1:${ACCOUNT}:alarms` };
const decrypt = { Action: "kms:Decrypt", Resource: "*" };
const EVERYONE = { Principal: { AWS: "*" } };
const ROOT = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };
const ofAccount = { Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } };

const permission = resource("aws:lambda/permission:Permission");
const invoke = { action: "lambda:InvokeFunction", function: "charge" };
const layer = resource("aws:lambda/layerVersionPermission:LayerVersionPermission");
const event = resource("aws:cloudwatch/eventPermission:EventPermission");
const image = resource("aws:ec2/amiLaunchPermission:AmiLaunchPermission");
const snapshot = resource("aws:rds/snapshot:Snapshot");
const ssmDocument = resource("aws:ssm/document:Document");

export const opennessRows: Row[] = [
  ...rowsOf(namedPrincipals, [
    [
      "a bucket for everyone",
      bucket({ ...read, Sid: "Read", ...EVERYONE }),
      /^it: Read allows everyone s3:GetObject; name the principals/,
      bucket({ ...read, ...ROOT }),
    ],
    [
      "everyone, without a kind",
      bucket({ ...read, Principal: "*" }),
      /allows everyone/,
      bucket({ ...read, ...ROOT }),
    ],
    [
      "everyone but somebody",
      bucket({ ...read, NotPrincipal: { AWS: "210987654321" } }),
      /allows everyone/,
      bucket({ Effect: "Deny", Action: "s3:*", Resource: "*", NotPrincipal: ROOT.Principal }),
    ],
    [
      "everyone outside a network",
      bucket({ ...read, ...EVERYONE, Condition: { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }),
      /allows everyone/,
      bucket({ ...read, ...EVERYONE, Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }),
    ],
    [
      "half of the internet",
      bucket({ ...read, ...EVERYONE, Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1"] } } }),
      /allows everyone/,
      bucket({
        ...read,
        ...EVERYONE,
        Condition: { IpAddress: { "aws:SourceIp": ["203.0.113.7", "2001:db8::/48"] } },
      }),
    ],
    [
      "everyone with TLS",
      bucket({ ...read, ...EVERYONE, Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      /allows everyone/,
      bucket({ ...read, ...EVERYONE, Condition: { StringEquals: { "aws:SourceVpce": "vpce-0a1b2c3d" } } }),
    ],
    [
      "every organization",
      bucket({ ...read, ...EVERYONE, Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }),
      /allows everyone/,
      bucket({ ...read, ...EVERYONE, Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION } } }),
    ],
    [
      "a queue for everyone",
      queue({ ...send, ...EVERYONE }),
      /allows everyone sqs:SendMessage/,
      queue({ ...send, ...ROOT }),
    ],
    [
      "everyone, if the source is of some account",
      queue({ ...send, ...EVERYONE, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:alarms" } } }),
      /allows everyone/,
      queue({
        ...send,
        ...EVERYONE,
        Condition: { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:${ACCOUNT}:alarms` } },
      }),
    ],
    [
      "everyone, if the key is there",
      queue({ ...send, ...EVERYONE, Condition: { StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT } } }),
      /allows everyone/,
      queue({ ...send, ...EVERYONE, ...ofAccount }),
    ],
    [
      "a topic for everyone",
      topic({ ...publish, ...EVERYONE }),
      /allows everyone/,
      topic({ ...publish, ...EVERYONE, ...ofAccount }),
    ],
    [
      "AWS's default policy of topics, for another account than one's own",
      topic({ ...publish, ...EVERYONE, Condition: { StringNotEquals: { "AWS:SourceOwner": ACCOUNT } } }),
      /allows everyone/,
      topic({ ...publish, ...EVERYONE, Condition: { StringEquals: { "AWS:SourceOwner": ACCOUNT } } }),
    ],
    [
      "a key for everyone through a service",
      key({
        ...decrypt,
        ...EVERYONE,
        Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
      }),
      /allows everyone kms:Decrypt/,
      key({ ...decrypt, ...EVERYONE, Condition: { StringEquals: { "kms:CallerAccount": ACCOUNT } } }),
    ],
    [
      "a secret for everyone",
      secret({ Action: "secretsmanager:GetSecretValue", Resource: "*", ...EVERYONE }),
      /allows everyone/,
      secret({ Action: "secretsmanager:GetSecretValue", Resource: "*", ...ROOT }),
    ],
    [
      "an event bus for everyone",
      bus({
        Action: "events:PutEvents",
        Resource: `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/shop`,
        ...EVERYONE,
      }),
      /allows everyone/,
      bus({
        Action: "events:PutEvents",
        Resource: `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/shop`,
        ...ROOT,
      }),
    ],
    [
      "logs for everyone",
      logs({ Action: "logs:PutLogEvents", Resource: "*", ...EVERYONE }),
      /allows everyone/,
      logs({
        Action: "logs:PutLogEvents",
        Resource: "*",
        Principal: { Service: "es.amazonaws.com" },
        ...ofAccount,
      }),
    ],
    [
      "images for everyone",
      repository({ Action: "ecr:BatchGetImage", ...EVERYONE }),
      /allows everyone/,
      repository({ Action: "ecr:BatchGetImage", ...ROOT }),
    ],
    [
      "a table for everyone",
      table({ Action: "dynamodb:GetItem", Resource: "*", ...EVERYONE }),
      /allows everyone/,
      table({ Action: "dynamodb:GetItem", Resource: "*", ...ROOT }),
    ],
    [
      "a search domain for everyone",
      search({ Action: "es:ESHttpGet", Resource: "*", ...EVERYONE }),
      /allows everyone/,
      search({ Action: "es:ESHttpGet", Resource: "*", ...ROOT }),
    ],
    [
      "a text that is no policy",
      resource("aws:s3/bucketPolicy:BucketPolicy")({ policy: "{" }),
      /^it: its policy cannot be read: it is not JSON/,
      resource("aws:s3/bucketPolicy:BucketPolicy")({
        policy: { Statement: { Effect: "Allow", ...read, ...ROOT } },
      }),
    ],
  ]),
  ...rowsOf(serviceAccessConditions, [
    [
      "a topic's messages, on behalf of anyone",
      queue({ ...send, Sid: "Deliver", Principal: { Service: "sns.amazonaws.com" } }),
      /^it: Deliver lets sns.amazonaws.com in without a condition on aws:SourceAccount or aws:SourceArn$/,
      queue({
        ...send,
        Principal: { Service: "sns.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:us-east-1:${ACCOUNT}:alarms` } },
      }),
    ],
    [
      "alarms of all accounts but one",
      topic({
        ...publish,
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Condition: { StringNotEquals: { "aws:SourceAccount": ACCOUNT } },
      }),
      /lets cloudwatch.amazonaws.com in/,
      topic({ ...publish, Principal: { Service: "cloudwatch.amazonaws.com" }, ...ofAccount }),
    ],
    [
      "a key for the log groups of every account",
      key({
        ...decrypt,
        Principal: { Service: "logs.us-east-1.amazonaws.com" },
        Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:log-group:*" } },
      }),
      /lets logs.us-east-1.amazonaws.com in/,
      key({
        ...decrypt,
        Principal: { Service: "logs.us-east-1.amazonaws.com" },
        Condition: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:*` },
        },
      }),
    ],
  ]),
  ...rowsOf(namedInvokers, [
    [
      "everyone",
      permission({ ...invoke, principal: "*" }),
      /^it: everyone may invoke the function; set sourceArn, sourceAccount or principalOrgId$/,
      permission({ ...invoke, principal: ACCOUNT }),
    ],
    [
      "everyone, by the function's URL",
      permission({ ...invoke, principal: "*", functionUrlAuthType: "NONE" }),
      /everyone may invoke/,
      permission({ ...invoke, principal: "*", functionUrlAuthType: "AWS_IAM", principalOrgId: ORGANIZATION }),
    ],
    [
      "an API of any account",
      permission({ ...invoke, principal: "apigateway.amazonaws.com" }),
      /apigateway.amazonaws.com, on behalf of anyone, may invoke/,
      permission({
        ...invoke,
        principal: "apigateway.amazonaws.com",
        sourceArn: `arn:aws:execute-api:us-east-1:${ACCOUNT}:a1b2/*/GET/order`,
      }),
    ],
    [
      "a bucket whose name another account may take",
      permission({ ...invoke, principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::invoices" }),
      /s3.amazonaws.com, on behalf of anyone, may invoke/,
      permission({
        ...invoke,
        principal: "s3.amazonaws.com",
        sourceArn: "arn:aws:s3:::invoices",
        sourceAccount: ACCOUNT,
      }),
    ],
  ]),
  ...rowsOf(namedSharing, [
    [
      "a layer",
      layer({ principal: "*", action: "lambda:GetLayerVersion" }),
      /^it: it is shared with everyone; name the accounts or the organization$/,
      layer({ principal: "*", organizationId: ORGANIZATION, action: "lambda:GetLayerVersion" }),
    ],
    [
      "an event bus",
      event({ principal: "*", statementId: "all" }),
      /shared with everyone/,
      event({
        principal: "*",
        condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: ORGANIZATION },
      }),
    ],
    ["an image", image({ group: "all" }), /shared with everyone/, image({ accountId: ACCOUNT })],
    [
      "a snapshot",
      snapshot({ sharedAccounts: ["all"] }),
      /shared with everyone/,
      snapshot({ sharedAccounts: [ACCOUNT] }),
    ],
    [
      "a document",
      ssmDocument({ permissions: { type: "Share", account_ids: "All" } }),
      /shared with everyone/,
      ssmDocument({ permissions: { type: "Share", account_ids: ACCOUNT } }),
    ],
  ]),
];
