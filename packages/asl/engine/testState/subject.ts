import { innerGraphs, type QueryLanguage } from "../../walk";
import { compileSingleState } from "../compile/machine";
import { isObject, type JsonObject } from "../json";
import type { CompiledState } from "../run/visit";
import type { Json } from "../types";
import { checkDefinition, UNNAMED } from "./definition";
import { checkMock } from "./mock";
import { parseObject, TestStateError, type TestStateRequest } from "./request";

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
  checkDefinition(definition, request.stateName);
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
