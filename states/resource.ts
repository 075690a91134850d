import { type Pattern, parseResource, type Resource } from "../packages/asl/validate";

/** What the `Resource` of a Task, an ItemReader or a ResultWriter names. */
export type CalledResource =
  | Exclude<Resource, { kind: "integration" }>
  /** `arn:aws:states:::[aws-sdk:]service:action[.pattern]` */
  | { kind: "integration"; sdk: boolean; service: string; action: string; pattern: Pattern };

/** Reads a `Resource`; undefined if it names nothing that can be called. */
export function calledResource(text: unknown): CalledResource | undefined {
  const resource = typeof text === "string" ? parseResource(text) : undefined;
  if (resource?.kind !== "integration") return resource;
  const [action, service, sdk] = resource.name.split(":").reverse();
  return {
    kind: "integration",
    sdk: sdk !== undefined,
    service: service!,
    action: action!,
    pattern: resource.pattern,
  };
}

/** Whether the resource runs a Lambda function: by its ARN, by `lambda:invoke` or by the SDK's `invoke`. */
export function invokesFunction(resource: CalledResource): boolean {
  if (resource.kind === "lambda") return true;
  return resource.kind === "integration" && resource.service === "lambda" && resource.action === "invoke";
}

/** Whether the resource is called with a task token and answered later. */
export function isCallback(resource: CalledResource): boolean {
  return resource.kind === "integration" && resource.pattern === "waitForTaskToken";
}
