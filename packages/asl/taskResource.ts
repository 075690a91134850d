/** How a Task waits for its service: for the response only, for the job to end, or for its task token to be returned. */
export type TaskPattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

/** A call of a service: `[aws-sdk:]service:action[.pattern]`. */
export interface Integration {
  /** `arn:aws:states:::lambda:invoke` is optimized, `arn:aws:states:::aws-sdk:dynamodb:query` calls the AWS SDK. */
  kind: "optimized" | "sdk";
  service: string;
  action: string;
  pattern: TaskPattern;
}

/** What the `Resource` of a Task, an ItemReader or a ResultWriter names. */
export type TaskResource =
  | { kind: "function"; arn: string }
  | { kind: "activity"; arn: string }
  | Integration;

const ARN = /^arn:aws[a-z-]*:(?<service>[^:\s]+):[^:\s]*:[^:\s]*:(?<rest>\S+)$/;
const INTEGRATION =
  /^(?<sdk>aws-sdk:)?(?<service>[A-Za-z0-9-]+):(?<action>[A-Za-z0-9]+)(?:\.(?<pattern>sync|sync:2|waitForTaskToken))?$/;

/** Parses a `Resource`; `undefined` if it is not an ARN that a Task can name. */
export function parseTaskResource(resource: unknown): TaskResource | undefined {
  if (typeof resource !== "string") return undefined;
  const { service, rest } = ARN.exec(resource)?.groups ?? {};
  if (!rest) return undefined;
  if (service === "lambda")
    return rest.startsWith("function:") ? { kind: "function", arn: resource } : undefined;
  if (service !== "states") return undefined;
  if (rest.startsWith("activity:")) return { kind: "activity", arn: resource };
  return parseIntegration(rest);
}

function parseIntegration(text: string): Integration | undefined {
  const groups = INTEGRATION.exec(text)?.groups;
  if (!groups) return undefined;
  const { sdk, service, action, pattern = "requestResponse" } = groups;
  return {
    kind: sdk ? "sdk" : "optimized",
    service: service!,
    action: action!,
    pattern: pattern as TaskPattern,
  };
}

/** Whether the resource is a service integration, not a function or an activity named by its ARN. */
export function isIntegration(resource: TaskResource | undefined): resource is Integration {
  return resource?.kind === "optimized" || resource?.kind === "sdk";
}

/** `sqs:sendMessage`, `aws-sdk:sqs:sendMessage`. */
export function integrationName({ kind, service, action }: Integration): string {
  return `${kind === "sdk" ? "aws-sdk:" : ""}${service}:${action}`;
}

/** Whether the resource invokes a Lambda function: by its ARN, by `lambda:invoke` or by the SDK's `invoke`. */
export function invokesFunction(resource: TaskResource | undefined): boolean {
  if (resource?.kind === "function") return true;
  return isIntegration(resource) && resource.service === "lambda" && resource.action === "invoke";
}

/** Whether the resource is called with a task token and waits for that token to be returned. */
export function isCallback(resource: TaskResource | undefined): boolean {
  return isIntegration(resource) && resource.pattern === "waitForTaskToken";
}
