import {
  type Integration,
  integrationName,
  isIntegration,
  parseTaskResource,
  type TaskResource,
} from "../taskResource";
import { integrations } from "./integrations";
import type { Check } from "./schema";
import { fail, type Site } from "./site";

/** `Resource` of a Task: a known service, called in a way that it and the type of the workflow support. */
export const resource: Check = (value, site) => {
  const named = parseTaskResource(value);
  if (!named) return fail(site, "Value is not a valid resource ARN");
  if (isIntegration(named) && !supports(named)) {
    return fail(
      site,
      `The resource provided ${value} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  }
  if (site.workflowType === "EXPRESS") checkExpress(named, site);
};

/** An AWS SDK integration can make any call, and wait for its token, but never for its job. */
function supports(integration: Integration): boolean {
  const { kind, pattern } = integration;
  if (kind === "sdk") return !pattern.startsWith("sync");
  const name = integrationName(integration);
  return pattern === "requestResponse"
    ? Object.hasOwn(integrations, name)
    : (integrations[name]?.patterns?.includes(pattern) ?? false);
}

/** Express workflows neither wait for jobs nor for callbacks. */
function checkExpress(named: TaskResource, site: Site): void {
  if (named.kind === "activity") fail(site, "Express state machine does not support Activity ARN");
  else if (isIntegration(named) && named.pattern.startsWith("sync")) {
    fail(site, "Express state machine does not support '.sync' service integration");
  } else if (isIntegration(named) && named.pattern === "waitForTaskToken") {
    fail(site, "Express state machine does not support '.waitForTaskToken' service integration");
  }
}
