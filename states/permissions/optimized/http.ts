import { arnOf, isArnOf } from "../arn";
import { stateMachineArn } from "../arns";
import type { Call, Need, Rule } from "../call";
import { known, on } from "../rules";

/** The requests of an API's stage by method and path: `API/STAGE/GET/pets`. */
const requestArn = arnOf(
  "the endpoint of an API of API Gateway, API.execute-api.REGION.amazonaws.com",
  (text, { partition, accountId }, request) => {
    const [, api, region] =
      /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(text) ?? [];
    const path = request?.replace(/\/{2,}/g, "/");
    return api && `arn:${partition}:execute-api:${region}:${accountId}:${api}/${path}`;
  },
);

/**
 * Only a call that is signed as the role, `AuthType: IAM_ROLE`, needs the role's permission: others are open, or allowed by the
 * API's own policy.
 */
const invokeApi: Rule = (call) => {
  const auth = call.argument("AuthType");
  if (
    auth.kind === "absent" ||
    (auth.kind === "known" && ["NO_AUTH", "RESOURCE_POLICY"].includes(String(auth.value)))
  )
    return [];
  const or = (field: string, fallback: string) => {
    const argument = call.argument(field);
    return argument.kind === "absent" ? known(field, fallback) : argument;
  };
  const refinement = [or("Stage", "$default"), call.argument("Method"), or("Path", "")];
  const target = { argument: call.argument("ApiEndpoint"), arn: requestArn, refinement };
  return [{ actions: ["execute-api:Invoke"], target }];
};

/** The secret in which EventBridge keeps what a connection authorizes with. */
const connectionSecretArn = arnOf("a connection's ARN", (text) => {
  const [, partition, region, account, name] =
    /^arn:([^:]+):events:([^:]+):(\d{12}):connection\/([\w.-]+)(?:\/[\w-]+)?$/.exec(text) ?? [];
  return (
    partition && `arn:${partition}:secretsmanager:${region}:${account}:secret:events!connection/${name}/*`
  );
});

const connectionArn = arnOf(connectionSecretArn.expected, (text) =>
  isArnOf(text, "events") && text.includes(":connection/") ? text : undefined,
);

/** The call itself, which is checked on the machine, and the connection whose credentials it sends. */
const invokeEndpoint: Rule = (call) => [
  {
    actions: ["states:InvokeHTTPEndpoint"],
    target: {
      argument: { kind: "runTime", label: "the state machine's own ARN", text: "$$.StateMachine.Id" },
      arn: stateMachineArn,
    },
    ...endpointCondition(call),
  },
  ...["Authentication", "InvocationConfig"]
    .filter((field) => call.argument(field).kind !== "absent")
    .flatMap((field) => [
      ...on(["events:RetrieveConnectionCredentials"], `${field}.ConnectionArn`, connectionArn)(call),
      ...on(
        ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        `${field}.ConnectionArn`,
        connectionSecretArn,
      )(call),
    ]),
];

/** The method and the endpoint, as far as the definition has them as plain text. */
function endpointCondition(call: Call): Pick<Need, "condition"> {
  const plain = (key: string, field: string): Record<string, string> => {
    const argument = call.argument(field);
    return argument.kind === "known" && typeof argument.value === "string" ? { [key]: argument.value } : {};
  };
  const keys = { ...plain("states:HTTPMethod", "Method"), ...plain("states:HTTPEndpoint", "ApiEndpoint") };
  return Object.keys(keys).length > 0 ? { condition: { StringEquals: keys } } : {};
}

/**
 * Amazon API Gateway, and any endpoint with HTTPS.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/api-gateway-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export const http: Record<string, Rule> = {
  "apigateway:invoke": invokeApi,
  "http:invoke": invokeEndpoint,
};
