import { parseTaskResource } from "../../../../asl";
import { type Json, TaskFailure, type TaskRequest, type TaskRunner } from "../../../../asl/engine";
import type { AwsError, Caller } from "../../../aws/service";
import { stateMachineArn } from "../arns";
import type { StepFunctions } from "../environment";
import { errors } from "../errors";
import { ServiceIntegrations } from "../integrations";

/** Performs the Task of a tested state with the role that the request names. */
export class TestTasks implements TaskRunner {
  /** Set if the Task can only be tested with a mock. */
  refusal: AwsError | undefined;
  private readonly integrations: ServiceIntegrations;

  constructor(service: StepFunctions, roleArn: string) {
    const { cloud, uuid, tokens, activities } = service;
    const test = uuid();
    const machineArn = stateMachineArn(cloud, test);
    this.integrations = new ServiceIntegrations({
      cloud,
      stateMachineArn: machineArn,
      executionArn: `${machineArn.replace(":stateMachine:", ":express:")}:${test}`,
      tokens,
      activities,
      assume: (credentialsRoleArn) => assume(service, machineArn, roleArn, credentialsRoleArn),
      executionEnded: (arn) => service.executions.require(arn).ended,
      uuid,
      warn: (message) => process.emitWarning(message),
    });
  }

  async run(request: TaskRequest): Promise<Json> {
    if (!isRequestResponse(request.resource)) {
      this.refusal = errors.validation(
        `The resource '${request.resource}' is only supported when a mock is specified`,
      );
      throw new TaskFailure("States.Runtime", this.refusal.message);
    }
    return this.integrations.run(request);
  }
}

/** Activities, callbacks and jobs are ended from outside: a test does not wait for that. */
function isRequestResponse(resource: string): boolean {
  const parsed = parseTaskResource(resource);
  if (parsed?.kind === "activity") return false;
  return !parsed || !("pattern" in parsed) || parsed.pattern === "requestResponse";
}

function assume({ cloud }: StepFunctions, sourceArn: string, roleArn: string, credentials?: string): Caller {
  const sessionName = "TestState";
  if (credentials !== undefined) {
    return cloud.assumeRole(credentials, { principal: { aws: roleArn }, sessionName }).caller;
  }
  const principal = { service: "states.amazonaws.com" };
  const { accountId: sourceAccount } = cloud;
  return cloud.assumeRole(roleArn, { principal, sessionName, sourceArn, sourceAccount }).caller;
}
