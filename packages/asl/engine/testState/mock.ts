import { tooManyFailures } from "../errors";
import { parseExact } from "../exact/parse";
import { isObject, type JsonObject } from "../json";
import type { Mock, MockedMap, Tolerance } from "../run/host";
import { type Json, TaskFailure, type TaskRunner } from "../types";
import { checkMockResult } from "./mockResult";
import { invalid, parseJson, TestStateError, type TestStateRequest } from "./request";

/** Rejects a mock that the state does not take, and a request that lacks the mock it needs. */
export function checkMock(request: TestStateRequest, state: JsonObject): void {
  const { mock } = request;
  if (!mock) {
    checkUnmocked(request, state);
    return;
  }
  if (request.revealSecrets) {
    throw invalid("TestState does not support RevealSecrets when a mock is specified.");
  }
  const { result, errorOutput } = mock;
  if ((result === undefined) === (errorOutput === undefined)) {
    throw invalid("A test mock should have only one of the following fields: [result, errorOutput].");
  }
  if (state.Type !== "Task" && !isCompound(state)) {
    throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  }
  if (errorOutput && errorOutput.error === undefined) {
    throw invalid("The field 'error' is required when mock.errorOutput is specified.");
  }
  if (result !== undefined) checkResult(result, mock.fieldValidationMode, state);
}

const isCompound = ({ Type }: JsonObject) => Type === "Map" || Type === "Parallel";

function checkUnmocked({ roleArn, context, stateConfiguration }: TestStateRequest, state: JsonObject): void {
  if (isCompound(state)) {
    throw new TestStateError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  if (context !== undefined) throw invalid("Context can only be specified when a mock is specified");
  if (stateConfiguration !== undefined) {
    throw invalid("StateConfiguration can only be specified when a mock is specified");
  }
  if (state.Type === "Task" && roleArn === undefined)
    throw invalid("RoleArn must be specified when testing a Task state");
}

type Mode = NonNullable<TestStateRequest["mock"]>["fieldValidationMode"];

function checkResult(text: string, mode: Mode = "STRICT", state: JsonObject): void {
  const result = parseJson(text, "ValidationException", "Mocked result must be valid JSON");
  if (isExported(state)) {
    if (!isObject(result)) throw invalid("Mocked result must be a JSON object.");
  } else if (isCompound(state)) {
    if (!Array.isArray(result)) throw invalid("Mocked result must be an array.");
    if (Array.isArray(state.Branches)) checkSize(result, state.Branches.length, "branches");
  } else if (typeof state.Resource === "string") checkMockResult(state.Resource, result, mode);
}

/** A Map whose `ResultWriter` writes the results to S3: its own result says where they are. */
const isExported = ({ ResultWriter: writer }: JsonObject) =>
  isObject(writer) && writer.Resource !== undefined;

function checkSize(result: Json[], size: number, of: string): void {
  if (result.length === size) return;
  throw invalid(
    `Mocked result must have as many items as there are ${of}: ${size}, but had ${result.length}.`,
  );
}

export function mockedTasks({ result, errorOutput }: NonNullable<TestStateRequest["mock"]>): TaskRunner {
  return {
    async run() {
      if (errorOutput) throw new TaskFailure(errorOutput.error, errorOutput.cause);
      return result === undefined ? null : parseExact(result);
    },
  };
}

/** What the branches of a Parallel or the iterations of a Map return. */
export function mockOf(
  { mock, stateConfiguration = {} }: TestStateRequest,
  state: JsonObject,
): Mock | undefined {
  if (!mock) return undefined;
  const { mapIterationFailureCount: failed = 0, mapItemReaderData } = stateConfiguration;
  return {
    ...(mapItemReaderData !== undefined && { itemReaderData: mapItemReaderData }),
    result({ counts, tolerance = {} }: MockedMap = {}) {
      if (counts && failed > counts.items) {
        throw invalid(
          `MapIterationFailureCount must not exceed the number of items: ${counts.items}, but was ${failed}.`,
        );
      }
      if (mock.errorOutput) throw new TaskFailure(mock.errorOutput.error, mock.errorOutput.cause);
      const result = parseExact(mock.result!);
      if (counts && Array.isArray(result)) checkMapResult(result, counts.children, failed, state);
      if (exceeds(tolerance, failed, counts?.items ?? (Array.isArray(result) ? result.length : 0)))
        throw tooManyFailures();
      return result;
    },
  };
}

/** One result for each child, with or without those that failed. */
function checkMapResult(
  result: Json[],
  children: number,
  failed: number,
  { ResultWriter: writer }: JsonObject,
): void {
  const flattened =
    isObject(writer) && isObject(writer.WriterConfig) && writer.WriterConfig.Transformation === "FLATTEN";
  if (!flattened && result.length !== children - failed) checkSize(result, children, "iterations");
}

const exceeds = ({ count, percentage }: Tolerance, failed: number, items: number) =>
  (count !== undefined && failed > count) || (percentage !== undefined && failed * 100 > percentage * items);
