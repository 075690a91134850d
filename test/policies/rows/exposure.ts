import { authorizedCalls, closedNetworks, noPublicAcls } from "../../../policies/exposure";
import type { Given, Row } from "../validate";
import { resource, rowsOf } from "./resources";

const method = resource("aws:apigateway/method:Method");
const api = resource("aws:apigateway/restApi:RestApi");
const url = resource("aws:lambda/functionUrl:FunctionUrl");
const route = (props: Record<string, unknown>): Given => ({
  type: "aws:apigatewayv2/route:Route",
  props,
  from: { apiId: "api" },
});
const ofProtocol = (protocolType: string): Given => ({
  type: "aws:apigatewayv2/api:Api",
  name: "api",
  props: { protocolType },
});
const HTTP = ofProtocol("HTTP");
const WEB_SOCKET = ofProtocol("WEBSOCKET");

const described = (body: object, asText = true): Given => api({ body: asText ? JSON.stringify(body) : body });
const paths = (security?: unknown[]) => ({
  "/order": { get: { ...(security && { security }) }, options: {} },
});

const acl = resource("aws:s3/bucketAcl:BucketAcl");
const bucket = resource("aws:s3/bucket:Bucket");
const object = resource("aws:s3/bucketObjectv2:BucketObjectv2");
const granting = (grantee: object): Given =>
  acl({ accessControlPolicy: { grants: [{ grantee, permission: "READ" }], owner: { id: "a" } } });

const group = (...ingress: object[]): Given => ({
  type: "aws:ec2/securityGroup:SecurityGroup",
  props: { ingress },
});
const rule = resource("aws:ec2/securityGroupRule:SecurityGroupRule");
const ingress = resource("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
const database = resource("aws:rds/instance:Instance");
const instance = resource("aws:ec2/instance:Instance");

export const exposureRows: Row[] = [
  ...rowsOf(authorizedCalls, [
    [
      "a method for anyone",
      method({ httpMethod: "POST", authorization: "NONE" }),
      /^it: anyone may call POST; set an authorization$/,
      method({ httpMethod: "POST", authorization: "AWS_IAM" }),
    ],
    [
      "every method for anyone",
      method({ httpMethod: "ANY", authorization: "NONE", apiKeyRequired: false }),
      /anyone may call ANY/,
      method({ httpMethod: "ANY", authorization: "NONE", apiKeyRequired: true }),
    ],
    [
      "another method than CORS asks for",
      method({ httpMethod: "HEAD", authorization: "NONE" }),
      /anyone may call HEAD/,
      method({ httpMethod: "OPTIONS", authorization: "NONE" }),
    ],
    [
      "an operation of a described API",
      described({ openapi: "3.0.1", paths: paths() }),
      /anyone may call GET \/order/,
      described({ openapi: "3.0.1", security: [{ key: [] }], paths: paths() }),
    ],
    [
      "an operation that takes the API's security back",
      described({ swagger: "2.0", security: [{ key: [] }], paths: paths([]) }, false),
      /anyone may call GET \/order/,
      described({ swagger: "2.0", paths: paths([{ sigv4: [] }]) }, false),
    ],
    [
      "an alternative without security",
      described({ openapi: "3.0.1", paths: paths([{ key: [] }, {}]) }),
      /anyone may call GET \/order/,
      described({ openapi: "3.0.1", paths: paths([{ key: [] }]) }),
    ],
    [
      "a route of an HTTP API",
      [route({ routeKey: "POST /order" }), HTTP],
      /anyone may call POST \/order/,
      [route({ routeKey: "POST /order", authorizationType: "JWT" }), HTTP],
    ],
    [
      "the default route of an HTTP API",
      [route({ routeKey: "$default", authorizationType: "NONE" }), HTTP],
      /anyone may call \$default/,
      [route({ routeKey: "$default", authorizationType: "NONE" }), WEB_SOCKET],
    ],
    [
      "connecting to a WebSocket API",
      [route({ routeKey: "$connect" }), WEB_SOCKET],
      /anyone may call \$connect/,
      [route({ routeKey: "$connect", authorizationType: "CUSTOM" }), WEB_SOCKET],
    ],
    [
      "a function's URL",
      url({ authorizationType: "NONE" }),
      /anyone may call the function's URL/,
      url({ authorizationType: "AWS_IAM" }),
    ],
  ]),
  ...rowsOf(noPublicAcls, [
    [
      "a bucket that everyone reads",
      acl({ acl: "public-read" }),
      /^it: its acl is public-read/,
      acl({ acl: "private" }),
    ],
    [
      "a bucket that everyone writes",
      bucket({ acl: "public-read-write" }),
      /its acl is public-read-write/,
      bucket({ acl: "log-delivery-write" }),
    ],
    [
      "an object for everyone with an AWS account",
      object({ acl: "authenticated-read" }),
      /its acl is authenticated-read/,
      object({ acl: "bucket-owner-full-control" }),
    ],
    [
      "a grant for everyone",
      granting({ type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers" }),
      /has a grant for \S+AllUsers/,
      granting({ type: "CanonicalUser", id: "a1" }),
    ],
  ]),
  ...rowsOf(closedNetworks, [
    [
      "SSH from everywhere",
      group({ fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] }),
      /^it: 0\.0\.0\.0\/0 may reach it/,
      group({ fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }),
    ],
    [
      "a database from everywhere, by IPv6",
      group({ fromPort: 5432, toPort: 5432, ipv6CidrBlocks: ["::/0"] }),
      /::\/0 may reach it/,
      group({ fromPort: 5432, toPort: 5432, ipv6CidrBlocks: ["fd00:ec2::/48"], cidrBlocks: ["10.0.0.0/8"] }),
    ],
    [
      "all ports, two of them a web server's",
      group({ fromPort: 80, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }),
      /may reach it/,
      group(
        { fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] },
        { fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] },
      ),
    ],
    [
      "a rule of its own",
      rule({ type: "ingress", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/1"] }),
      /may reach it/,
      rule({ type: "egress", fromPort: 0, toPort: 65535, cidrBlocks: ["0.0.0.0/0"] }),
    ],
    [
      "a rule of a VPC",
      ingress({ ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" }),
      /may reach it/,
      ingress({ ipProtocol: "-1", referencedSecurityGroupId: "sg-0a1b" }),
    ],
    [
      "a database with a public address",
      database({ publiclyAccessible: true }),
      /^it: it has a public address/,
      database({ publiclyAccessible: false }),
    ],
    [
      "an instance with a public address",
      instance({ associatePublicIpAddress: true }),
      /it has a public address/,
      instance({ subnetId: "subnet-0a1b" }),
    ],
  ]),
];
