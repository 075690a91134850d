import { type Integration, parseTaskResource, type TaskPattern } from "../../../../asl";
import { type Json, TaskFailure, type TaskRequest, type TaskRunner } from "../../../../asl/engine";
import { ACTIVITY_STYLE, runActivity } from "./activity";
import type { TaskEnvironment } from "./environment";
import { LAMBDA_STYLE, runFunction, runInvoke } from "./lambda";
import { MAP_ACCESS, readObject, runMapAccess } from "./mapAccess";
import { runStartExecution, STEP_FUNCTIONS_STYLE } from "./nestedExecution";
import { OPTIMIZED_ACTIONS, runOptimized } from "./optimized";
import { runSdk, sdkErrorStyle } from "./sdk";
import { TaskCall } from "./taskCall";

export type { ActivityTasks, TaskEnvironment } from "./environment";
export { TaskTokens } from "./taskTokens";

/**
 * Performs the Tasks of one execution through the local cloud: every call is made with the state machine's role, so that
 * the role's own policies apply.
 */
export class ServiceIntegrations implements TaskRunner {
  constructor(private readonly environment: TaskEnvironment) {}

  async run(request: TaskRequest): Promise<Json> {
    const resource = parseTaskResource(request.resource);
    switch (resource?.kind) {
      case "activity":
        return runActivity(new TaskCall(request, this.environment, ACTIVITY_STYLE), resource.arn);
      case "function":
        return runFunction(new TaskCall(request, this.environment, LAMBDA_STYLE), resource.arn);
      case "optimized":
        return this.runOptimized(request, resource);
      case "sdk":
        return this.runSdk(request, resource);
      default:
        throw notSupported(request.resource);
    }
  }

  /** The object that an `ItemReader` names, as `s3:getObject`. */
  readObject(request: TaskRequest): AsyncIterable<Uint8Array> {
    return readObject(new TaskCall(request, this.environment, sdkErrorStyle("s3")));
  }

  private runOptimized(request: TaskRequest, resource: Integration): Promise<Json> {
    const name = `${resource.service}:${resource.action}`;
    if (name === "states:startExecution") {
      return runStartExecution(
        new TaskCall(request, this.environment, STEP_FUNCTIONS_STYLE),
        resource.pattern,
      );
    }
    if (MAP_ACCESS.has(name))
      return runMapAccess(new TaskCall(request, this.environment, sdkErrorStyle("s3")), name);
    if (name === "lambda:invoke") {
      const call = new TaskCall(request, this.environment, LAMBDA_STYLE);
      return answered(call, resource.pattern, () => runInvoke(call));
    }
    const action = OPTIMIZED_ACTIONS[name];
    if (!action || (resource.pattern === "waitForTaskToken" && !action.callback))
      throw notSupported(request.resource);
    const call = new TaskCall(request, this.environment, action.style);
    return answered(call, resource.pattern, () => runOptimized(call, action));
  }

  private runSdk(request: TaskRequest, { service, action, pattern }: Integration): Promise<Json> {
    const call = new TaskCall(request, this.environment, sdkErrorStyle(service));
    return answered(call, pattern, () => runSdk(call, service, action));
  }
}

/** The call's result, or with `.waitForTaskToken` the answer sent with its token. */
function answered(call: TaskCall, pattern: TaskPattern, run: () => Promise<Json>): Promise<Json> {
  if (pattern === "requestResponse") return run();
  if (pattern === "waitForTaskToken") return call.untilAnswered(run);
  throw notSupported(call.request.resource);
}

const notSupported = (resource: string) =>
  new TaskFailure(
    "States.Runtime",
    `The resource '${resource}' is not supported by the local run. Supported: Lambda functions, activities, ` +
      `lambda:invoke, states:startExecution (also .sync and .sync:2), ${Object.keys(OPTIMIZED_ACTIONS).join(", ")} and ` +
      "aws-sdk:SERVICE:ACTION; .waitForTaskToken on all of these except dynamodb.",
  );
