import { innerGraphs, type QueryLanguage } from "../../walk";
import { compileSingleState } from "../compile/machine";
import { isObject, type JsonObject } from "../json";
import type { CompiledState } from "../run/visit";
import type { Json } from "../types";
import { checkMockResult } from "./mockResult";
import { TestStateError, type TestStateRequest } from "./request";

/** The name of a state given without a state machine. */
const UNNAMED = "StateName";

export interface Subject {
  state: CompiledState;
  definition: JsonObject;
}

/** Finds and compiles the state that a request tests, and rejects what `TestState` does not test. */
export function subjectOf(request: TestStateRequest): Subject {
  const definition = parseObject(
    request.definition,
    "InvalidDefinition",
    "Definition must be a valid JSON object",
  );
  const found = find(definition, request.stateName);
  checkMock(request, found.definition);
  try {
    return {
      ...found,
      state: compileSingleState(found.name, found.definition, { language: found.language }),
    };
  } catch (error) {
    throw new TestStateError("InvalidDefinition", error instanceof Error ? error.message : String(error));
  }
}

export function parseObject(text: string, code: TestStateError["code"], message: string): JsonObject {
  const value = parseJson(text, code, message);
  if (!isObject(value)) throw new TestStateError(code, message);
  return value;
}

export function parseJson(text: string, code: TestStateError["code"], message: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new TestStateError(code, message);
  }
}

interface Found {
  name: string;
  definition: JsonObject;
  language?: QueryLanguage;
}

function find(definition: JsonObject, stateName: string | undefined): Found {
  if (!isObject(definition.States)) return { name: stateName ?? UNNAMED, definition };
  if (stateName === undefined) {
    throw new TestStateError(
      "ValidationException",
      "StateName must be specified when testing a state machine",
    );
  }
  const state = findIn(definition, stateName);
  if (!state)
    throw new TestStateError("ValidationException", `State '${stateName}' does not exist in the definition`);
  return {
    name: stateName,
    definition: state,
    language: definition.QueryLanguage as QueryLanguage | undefined,
  };
}

type NestingState = Parameters<typeof innerGraphs<Json>>[0];

function findIn(definition: Json | undefined, stateName: string): JsonObject | undefined {
  if (!isObject(definition) || !isObject(definition.States)) return undefined;
  for (const [name, state] of Object.entries(definition.States)) {
    if (!isObject(state)) continue;
    if (name === stateName) return state;
    for (const inner of innerGraphs(state as NestingState)) {
      const found = findIn(inner, stateName);
      if (found) return found;
    }
  }
  return undefined;
}

function checkMock(request: TestStateRequest, definition: JsonObject): void {
  const { Type: type, Resource: resource, ResultWriter: writer } = definition;
  const compound = type === "Map" || type === "Parallel";
  const { mock } = request;
  if (!mock) {
    rejectUnmocked(request, type, compound);
    return;
  }
  if (mock.result !== undefined && mock.errorOutput !== undefined) {
    throw invalid("A test mock should have only one of the following fields: [result, errorOutput].");
  }
  if (type !== "Task" && !compound) {
    throw invalid(`State type '${type}' is not supported when a mock is specified`);
  }
  if (mock.result === undefined) return;
  const result = parseJson(mock.result, "ValidationException", "Mocked result must be valid JSON");
  if (compound && writer === undefined && !Array.isArray(result))
    throw invalid("Mocked result must be an array.");
  if (typeof resource === "string") checkMockResult(resource, result, mock.fieldValidationMode ?? "STRICT");
}

function rejectUnmocked({ roleArn }: TestStateRequest, type: Json | undefined, compound: boolean): void {
  if (compound) {
    throw new TestStateError(
      "InvalidDefinition",
      "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]",
    );
  }
  if (type === "Task" && roleArn === undefined)
    throw invalid("RoleArn must be specified when testing a Task state");
}

const invalid = (message: string) => new TestStateError("ValidationException", message);
