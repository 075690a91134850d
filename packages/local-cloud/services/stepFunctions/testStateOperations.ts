import type { TestStateInput } from "@aws-sdk/client-sfn";
import {
  TestStateError,
  type TestStateRequest,
  type TestStateResponse,
  testState,
} from "../../../asl/engine";
import { AwsError, type CallContext, type Caller } from "../../aws/service";
import type { StepFunctions } from "./environment";
import { TestTasks } from "./testState/tasks";

/** How long a test may run, in milliseconds. */
const TEST_TIMEOUT = 5 * 60_000;

/**
 * Tests one state ({@link https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html}). A Task that is
 * not mocked calls its service with the role, whose policies apply.
 */
export const testStateOperations = (service: StepFunctions) => ({
  async TestState(input: TestStateInput, _caller: Caller, context: CallContext) {
    const request: TestStateRequest = { ...input, definition: input.definition ?? "" };
    return { ...(await context.idle(withinLimit(service, run(service, request)))) };
  },
});

async function run(service: StepFunctions, request: TestStateRequest): Promise<TestStateResponse> {
  const { clock, random, uuid } = service;
  const tasks = new TestTasks(service, request.roleArn ?? "");
  try {
    const response = await testState(request, { clock, random, uuid, tasks });
    if (tasks.refusal) throw tasks.refusal;
    return response;
  } catch (error) {
    if (error instanceof TestStateError) throw new AwsError(error.code, error.message);
    throw error;
  }
}

function withinLimit({ clock }: StepFunctions, test: Promise<TestStateResponse>): Promise<TestStateResponse> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(TEST_TIMEOUT, () => resolve({ status: "FAILED", error: "States.Timeout" }));
    test.finally(cancel).then(resolve, reject);
  });
}
