import assert from "node:assert/strict";
import type { AwsError } from "../../packages/local-cloud";
import {
  machineArn,
  ROLE,
  type TestCloud,
  testCloud,
} from "../packages/local-cloud/services/stepFunctions/support";
import { assertDiscreet, assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { DEFINITIONS, DOCUMENT } from "./language";

/** The most that a definition may take to be checked, or its execution to end, in milliseconds of the processor. */
const MOST_CPU_MS = 4_000;

/** Executions after which the cloud is replaced: it keeps what it created. */
const PER_CLOUD = 2_000;

const isRejection = (answer: unknown): answer is AwsError =>
  answer instanceof Error && "code" in answer && "status" in answer;

describe("fuzz of the States Language", () => {
  let test: TestCloud;
  let count = 0;

  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  /** The response, or the error of the API; any other error is a defect of the service. */
  async function call(operation: string, input: object): Promise<Record<string, unknown> | AwsError> {
    const from = process.cpuUsage();
    try {
      return await test.call(operation, input);
    } catch (error) {
      assert.ok(isRejection(error) && error.status < 500, `${operation}: ${String(error)}`);
      assertMessage(error.message, JSON.stringify(input));
      return error;
    } finally {
      const { user, system } = process.cpuUsage(from);
      assert.ok((user + system) / 1000 < MOST_CPU_MS, `${operation} took ${(user + system) / 1000} ms`);
    }
  }

  async function tryDefinition(definition: string): Promise<void> {
    if (++count % PER_CLOUD === 0) {
      await test.close();
      test = await testCloud();
    }
    const name = `m${count}`;
    const validated = await call("ValidateStateMachineDefinition", { definition, type: "EXPRESS" });
    const created = await call("CreateStateMachine", { name, definition, roleArn: ROLE, type: "EXPRESS" });
    if (isRejection(created)) {
      assert.equal(created.code, "InvalidDefinition");
      assert.ok(!isRejection(validated), String(validated));
      assert.equal(validated.result, "FAIL", created.message);
      for (const { code } of validated.diagnostics as { code: string }[]) assert.ok(code !== undefined);
    } else {
      assert.ok(!isRejection(validated), String(validated));
      assert.equal(validated.result, "OK", JSON.stringify(validated));
      await runOnce(machineArn(name), definition);
    }
    assertUnpolluted();
  }

  async function runOnce(stateMachineArn: string, definition: string): Promise<void> {
    const execution = await call("StartSyncExecution", { stateMachineArn, input: DOCUMENT });
    assert.ok(!isRejection(execution), String(execution));
    assert.match(String(execution.status), /^(SUCCEEDED|FAILED|TIMED_OUT)$/);
    const { error, cause, output } = execution;
    if (output !== undefined) JSON.parse(String(output));
    if (error !== undefined) assertMessage(error, definition + DOCUMENT);
    // Causes are AWS's texts: one of them is "must be an array of undefined".
    if (cause !== undefined) assertDiscreet(String(cause), definition + DOCUMENT);
  }

  for (const [kind, definitions] of Object.entries(DEFINITIONS)) {
    fuzz(`creates what it finds valid, and ends it: ${kind}`, 100, definitions, tryDefinition);
  }
});
