import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { isNarrowNetwork } from "./conditions";
import { amongAll, isGiven, ofTypes, refersTo } from "./validation";

const METHOD = "aws:apigateway/method:Method";
const ROUTE = "aws:apigatewayv2/route:Route";
const FUNCTION_URL = "aws:lambda/functionUrl:FunctionUrl";
const REST_API = "aws:apigateway/restApi:RestApi";

/** The operations of an OpenAPI document that nothing authorizes. https://spec.openapis.org/oas/v3.0.3.html#operation-object */
function openOperations(body: unknown): string[] {
  const document = typeof body === "string" ? parse(body) : body;
  if (typeof document !== "object" || document === null) return [];
  const { paths = {}, security } = document as { paths?: Record<string, object>; security?: unknown[] };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method) && method !== "options")
      .filter(([, operation]) => isOpen((operation as { security?: unknown[] }).security ?? security))
      .map(
        ([method]) => `${method === "x-amazon-apigateway-any-method" ? "ANY" : method.toUpperCase()} ${path}`,
      ),
  );
}

const METHODS = "get put post delete options head patch trace x-amazon-apigateway-any-method".split(" ");

/** An empty requirement is met by every request. */
const isOpen = (security: unknown[] | undefined): boolean =>
  security === undefined ||
  security.length === 0 ||
  security.some((requirement) => Object.keys(requirement as object).length === 0);

/** A document in YAML is not read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a route may be called without more: of a WebSocket API, only connecting is authorized. */
function isOpenRoute(route: PolicyResource, all: readonly PolicyResource[]): boolean {
  const { routeKey, authorizationType = "NONE", apiKeyRequired } = route.props;
  const api = all.find(
    (each) => each.type === "aws:apigatewayv2/api:Api" && refersTo(route, "apiId", each, "id"),
  );
  const isWebSocket = isGiven(() => api?.props.protocolType === "WEBSOCKET");
  if (isWebSocket && routeKey !== "$connect") return false;
  return authorizationType === "NONE" && apiKeyRequired !== true && !String(routeKey).startsWith("OPTIONS ");
}

/** What may be called without more, of each resource. */
const OPEN: Record<string, (resource: PolicyResource, all: readonly PolicyResource[]) => string[]> = {
  [METHOD]: ({ props: { authorization, httpMethod, apiKeyRequired } }) =>
    // Browsers ask for CORS without credentials.
    authorization === "NONE" && apiKeyRequired !== true && httpMethod !== "OPTIONS"
      ? [String(httpMethod)]
      : [],
  [ROUTE]: (route, all) => (isOpenRoute(route, all) ? [String(route.props.routeKey)] : []),
  [REST_API]: ({ props }) => openOperations(props.body),
  [FUNCTION_URL]: ({ props }) => (props.authorizationType === "NONE" ? ["the function's URL"] : []),
};

export const authorizedCalls: StackValidationPolicy = {
  name: "authorized-calls",
  description:
    "Every method and route of an API and every function's URL asks who calls: by IAM, an authorizer, or at least an API key. " +
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll(Object.keys(OPEN), (resource, all, report) => {
    const open = OPEN[resource.type]!(resource, all);
    if (open.length > 0) report(`anyone may call ${open.join(", ")}; set an authorization`, resource.urn);
  }),
};

interface Acl {
  acl?: string;
  accessControlPolicy?: { grants?: { grantee?: { uri?: string } }[] };
  grants?: { uri?: string }[];
}

const OPEN_ACL = /^(public-|authenticated-read$)/;
const OPEN_GROUP = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

export const noPublicAcls: ResourceValidationPolicy = {
  name: "no-public-acls",
  description:
    "No bucket and no object has an access control list for everyone, or for everyone with an AWS account. " +
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Acl>(
    [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketV2:BucketV2",
      "aws:s3/bucketAcl:BucketAcl",
      "aws:s3/bucketAclV2:BucketAclV2",
      "aws:s3/bucketObject:BucketObject",
      "aws:s3/bucketObjectv2:BucketObjectv2",
      "aws:s3/objectCopy:ObjectCopy",
    ],
    ({ props: { acl = "private", accessControlPolicy, grants = [] } }, report) => {
      if (OPEN_ACL.test(acl)) report(`its acl is ${acl}; leave it out`);
      const granted = (accessControlPolicy?.grants ?? []).map(({ grantee }) => grantee?.uri);
      for (const uri of [...granted, ...grants.map((grant) => grant.uri)]) {
        if (uri !== undefined && OPEN_GROUP.test(uri)) report(`it has a grant for ${uri}; leave it out`);
      }
    },
  ),
};

interface Rule {
  type?: string;
  fromPort?: number;
  toPort?: number;
  cidrBlocks?: string[];
  ipv6CidrBlocks?: string[];
  cidrIpv4?: string;
  cidrIpv6?: string;
}

/** What a web server listens on. */
const WEB_PORTS = [80, 443];

/** The parts of the internet that may reach other ports than a web server's. */
function openNetworks({ fromPort, toPort, ...rule }: Rule): string[] {
  const isWeb = fromPort !== undefined && fromPort === toPort && WEB_PORTS.includes(fromPort);
  const networks = [rule.cidrBlocks, rule.ipv6CidrBlocks, rule.cidrIpv4, rule.cidrIpv6].flat();
  return isWeb ? [] : (networks.filter((each) => each !== undefined && !isNarrowNetwork(each)) as string[]);
}

interface Networked extends Rule {
  ingress?: Rule[];
  publiclyAccessible?: boolean;
  associatePublicIpAddress?: boolean;
}

const SECURITY_GROUPS = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

const SERVERS = [
  "aws:rds/instance:Instance",
  "aws:rds/cluster:Cluster",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:docdb/clusterInstance:ClusterInstance",
  "aws:neptune/clusterInstance:ClusterInstance",
  "aws:redshift/cluster:Cluster",
  "aws:redshiftserverless/workgroup:Workgroup",
  "aws:dms/replicationInstance:ReplicationInstance",
  "aws:mq/broker:Broker",
  "aws:ec2/instance:Instance",
  "aws:ec2/launchTemplate:LaunchTemplate",
];

export const closedNetworks: ResourceValidationPolicy = {
  name: "closed-networks",
  description:
    "Security groups let the internet reach the ports of web servers alone, and databases, brokers and instances have no public address. " +
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Networked>([...SECURITY_GROUPS, ...SERVERS], ({ type, props }, report) => {
    if (SERVERS.includes(type)) {
      const { publiclyAccessible, associatePublicIpAddress } = props;
      if (publiclyAccessible === true || associatePublicIpAddress === true)
        report("it has a public address; place it in private subnets");
      return;
    }
    const rules = props.ingress ?? (props.type === "egress" ? [] : [props]);
    for (const rule of rules) {
      const open = openNetworks(rule);
      if (open.length > 0)
        report(`${open.join(", ")} may reach it; name narrower networks, or security groups`);
    }
  }),
};
