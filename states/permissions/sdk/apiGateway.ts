import { arnOf } from "../arn";
import type { Rule } from "../call";
import { known, on } from "../rules";
import { always, type Entry } from "./table";

/** Calls of API Gateway are checked as requests of its REST API: an action is a method of HTTP. */
const METHODS: readonly (readonly [calls: string, method: string])[] = [
  ["get* export*", "GET"],
  ["create* import* test* generate*", "POST"],
  ["delete* flush*", "DELETE"],
  ["update*", "PATCH"],
  ["put*", "PUT"],
];

/** The paths of calls; `{RestApiId}` is the argument of that name. */
const PATHS: Record<string, string> = {
  getRestApis: "restapis",
  createRestApi: "restapis",
  getRestApi: "restapis/{RestApiId}",
  updateRestApi: "restapis/{RestApiId}",
  deleteRestApi: "restapis/{RestApiId}",
  getResources: "restapis/{RestApiId}/resources",
  getDeployments: "restapis/{RestApiId}/deployments",
  getStages: "restapis/{RestApiId}/stages",
  getStage: "restapis/{RestApiId}/stages/{StageName}",
  updateStage: "restapis/{RestApiId}/stages/{StageName}",
  getApiKeys: "apikeys",
  createApiKey: "apikeys",
  getApiKey: "apikeys/{ApiKey}",
  updateApiKey: "apikeys/{ApiKey}",
  deleteApiKey: "apikeys/{ApiKey}",
  getUsagePlans: "usageplans",
  createUsagePlanKey: "usageplans/{UsagePlanId}/keys",
  deleteUsagePlanKey: "usageplans/{UsagePlanId}/keys/{KeyId}",
};

/** API Gateway's ARNs have no account. */
const resourceArn = arnOf(
  "an id",
  (root, { partition, region }, rest) =>
    `arn:${partition}:apigateway:${region}::/${rest ? `${root}/${rest}` : root}`,
);

const onPath =
  (method: string, path: string): Rule =>
  (call) => {
    const [root = "", ...rest] = path.split("/");
    const refinement = rest.map((part) => {
      const [, field] = /^\{(\w+)\}$/.exec(part) ?? [];
      return field ? call.argument(field) : known(part, part);
    });
    const missing = refinement.find(({ kind }) => kind === "absent");
    if (missing)
      return [{ actions: [`apigateway:${method}`], target: { argument: missing, arn: resourceArn } }];
    return [
      {
        actions: [`apigateway:${method}`],
        target: { argument: known("", root), arn: resourceArn, refinement },
      },
    ];
  };

const unknownPath =
  (method: string): Rule =>
  () => [
    {
      actions: [`apigateway:${method}`],
      target: { unknown: "the path of the request that API Gateway checks is not known here" },
    },
  ];

const methodOf = (call: string): string =>
  METHODS.find(([calls]) => calls.split(" ").some((start) => call.startsWith(start.slice(0, -1))))![1];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html */
export const apigateway: readonly Entry[] = [
  ...Object.entries(PATHS).map(([call, path]): Entry => [call, always(onPath(methodOf(call), path))]),
  ...METHODS.map(([calls, method]): Entry => [calls, always(unknownPath(method))]),
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html */
export const apigatewayv2: readonly Entry[] = METHODS.map(
  ([calls, method]): Entry => [calls, always(unknownPath(method))],
);

const connections = arnOf(
  "the endpoint of a WebSocket API, https://API.execute-api.REGION.amazonaws.com/STAGE",
  (text, { partition, accountId }, method) => {
    const [, api, region, stage] =
      /^(?:https:\/\/)?([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([\w$-]+)\/?$/.exec(
        text,
      ) ?? [];
    return (
      api && `arn:${partition}:execute-api:${region}:${accountId}:${api}/${stage}/${method}/@connections/*`
    );
  },
);

const manage = (method: string) =>
  always(((call) =>
    on(
      ["execute-api:ManageConnections"],
      "ApiEndpoint",
      connections,
    )(call).map((need) => ({
      ...need,
      target: { ...(need.target as object), refinement: known("method", method) } as typeof need.target,
    }))) as Rule);

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html */
export const apigatewaymanagementapi: readonly Entry[] = [
  ["postToConnection", manage("POST")],
  ["getConnection", manage("GET")],
  ["deleteConnection", manage("DELETE")],
];
