import type { Json } from "../../../../asl/engine";
import { type ErrorStyle, sdkStyle } from "./failure";
import { toCamelCase, toInput, toJson, toPascalCase, toText } from "./shape";
import type { TaskCall } from "./taskCall";

/** How the SDK integrations call an AWS service. */
interface SdkService {
  /** The service's signing name, if it differs. */
  signingName?: string;
  /** The service's client in the AWS SDK for Java 2, which names the errors. Default: the name, capitalized. */
  client?: string;
  /** The API's members are in camelCase; states still use PascalCase. */
  camelCase?: boolean;
  /** Members that are texts: anything else that a state gives is sent as its JSON. */
  textMembers?: readonly string[];
}

const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  apigateway: { client: "ApiGateway", camelCase: true },
  appsync: { client: "AppSync", camelCase: true },
  batch: { camelCase: true },
  cloudformation: { client: "CloudFormation" },
  cloudwatch: { signingName: "monitoring", client: "CloudWatch" },
  cloudwatchlogs: { signingName: "logs", client: "CloudWatchLogs", camelCase: true },
  cognitoidentityprovider: { signingName: "cognito-idp", client: "CognitoIdentityProvider" },
  dynamodb: { client: "DynamoDb" },
  ecs: { camelCase: true },
  lambda: { textMembers: ["Payload"] },
  eventbridge: { signingName: "events", client: "EventBridge" },
  secretsmanager: { client: "SecretsManager" },
  ses: { signingName: "email" },
  sesv2: { signingName: "email", client: "SesV2" },
  sfn: { signingName: "states", camelCase: true, textMembers: ["Input", "Output", "Definition"] },
  sns: { textMembers: ["Message"] },
  sqs: { textMembers: ["MessageBody"] },
};

export const sdkErrorStyle = (service: string): ErrorStyle =>
  sdkStyle(SDK_SERVICES[service]?.client ?? capitalize(service));

/**
 * `arn:aws:states:::aws-sdk:SERVICE:ACTION`: any operation of any API
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html}).
 */
export async function runSdk(call: TaskCall, service: string, action: string): Promise<Json> {
  const known = SDK_SERVICES[service] ?? {};
  const parameters = toInput(call.request.exactParameters);
  for (const name of known.textMembers ?? []) {
    if (parameters[name] !== undefined) parameters[name] = toText(parameters[name]);
  }
  const input = known.camelCase ? (toCamelCase(parameters) as object) : parameters;
  const { signal } = call.request;
  const { output } = await call.invoke(known.signingName ?? service, capitalize(action), input, signal);
  const result = toJson(output, "iso8601");
  return known.camelCase ? toPascalCase(result) : result;
}

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
