import { integrations } from "./integrations";
import type { Check } from "./schema";
import { fail, type Site } from "./site";

/** How a Task waits for its service: not at all, for the job to end, or for its token to come back. */
export type Pattern = "" | "sync" | "sync:2" | "waitForTaskToken";

/** What a Task's `Resource` names. */
export type Resource =
  | { kind: "lambda" }
  | { kind: "activity" }
  /** `name` is `sqs:sendMessage` or `aws-sdk:sqs:sendMessage`. */
  | { kind: "integration"; name: string; pattern: Pattern };

const arn = /^arn:aws[a-z-]*:(?<service>[^:\s]+):[^:\s]*:[^:\s]*:(?<rest>\S+)$/;
const integration =
  /^(?<name>(?:aws-sdk:)?[A-Za-z0-9-]+:[A-Za-z0-9]+)(?:\.(?<pattern>sync|sync:2|waitForTaskToken))?$/;

/** Reads a Task's `Resource`; `undefined` if it is not an ARN that a Task can name. */
export function parseResource(text: string): Resource | undefined {
  const { service, rest } = arn.exec(text)?.groups ?? {};
  if (!rest) return undefined;
  if (service === "lambda") return rest.startsWith("function:") ? { kind: "lambda" } : undefined;
  if (service !== "states") return undefined;
  if (rest.startsWith("activity:")) return { kind: "activity" };
  const { name, pattern = "" } = integration.exec(rest)?.groups ?? {};
  return name ? { kind: "integration", name, pattern: pattern as Pattern } : undefined;
}

/** `Resource` of a Task: a known service, called in a way that it and the type of the workflow support. */
export const resource: Check = (value, site) => {
  const named = typeof value === "string" ? parseResource(value) : undefined;
  if (!named) return fail(site, "Value is not a valid resource ARN");
  if (named.kind === "integration" && !supports(named.name, named.pattern)) {
    return fail(
      site,
      `The resource provided ${value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  }
  if (site.workflowType === "EXPRESS") checkExpress(named, site);
};

/** The AWS SDK integrations: any call, with or without waiting for its token, never for its job. */
function supports(name: string, pattern: Pattern): boolean {
  if (name.startsWith("aws-sdk:")) return !pattern.startsWith("sync");
  return pattern === ""
    ? Object.hasOwn(integrations, name)
    : (integrations[name]?.patterns?.includes(pattern) ?? false);
}

/** Express workflows neither wait for jobs nor for callbacks. */
function checkExpress(named: Resource, site: Site): void {
  if (named.kind === "activity") fail(site, "Express state machine does not support Activity ARN");
  else if (named.kind === "integration" && named.pattern.startsWith("sync")) {
    fail(site, "Express state machine does not support '.sync' service integration");
  } else if (named.kind === "integration" && named.pattern === "waitForTaskToken") {
    fail(site, "Express state machine does not support '.waitForTaskToken' service integration");
  }
}
