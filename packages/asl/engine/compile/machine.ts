import type { QueryLanguage } from "../../walk";
import { doubleOf } from "../exact/number";
import { isObject, type JsonObject } from "../json";
import type { CompiledState, Machine, MachineType, StateGraph, StateType } from "../run/visit";
import { compileChoice } from "../states/choice";
import { compileFail } from "../states/fail";
import { compileMap } from "../states/map";
import { compileParallel } from "../states/parallel";
import { compilePass } from "../states/pass";
import { compileSucceed } from "../states/succeed";
import { compileTask } from "../states/task";
import { compileWait } from "../states/wait";
import { compileCatchers } from "./catcher";
import { Fields } from "./fields";
import { compileRetriers } from "./retrier";

/** What a state inherits from the machine around it. */
interface Setting {
  type: MachineType;
  language: QueryLanguage;
}

/**
 * Compiles a definition in the Amazon States Language: its paths and expressions are parsed, its transitions resolved.
 * @param definition a definition that passed validation. Throws an `Error` that names the state for anything that can
 * not be run.
 */
export function compile(definition: unknown, options: { type?: MachineType } = {}): Machine {
  if (!isObject(definition)) throw new Error("A state machine's definition must be an object");
  const type = options.type ?? "STANDARD";
  const timeoutSeconds = doubleOf(definition.TimeoutSeconds);
  if (definition.TimeoutSeconds !== undefined && timeoutSeconds === undefined) {
    throw new Error("The state machine's TimeoutSeconds must be a number");
  }
  const setting: Setting = { type, language: languageOf(definition, "JSONPath", "The state machine") };
  return { type, timeoutSeconds, graph: compileGraph(definition, setting, "The state machine") };
}

function languageOf(definition: object, inherited: QueryLanguage, owner: string): QueryLanguage {
  const { QueryLanguage: language = inherited } = definition as { QueryLanguage?: unknown };
  if (language !== "JSONPath" && language !== "JSONata") {
    throw new Error(
      `${owner}'s QueryLanguage must be JSONPath or JSONata, but was ${JSON.stringify(language)}`,
    );
  }
  return language;
}

function compileGraph(definition: unknown, setting: Setting, owner: string): StateGraph {
  if (!isObject(definition) || !isObject(definition.States)) throw new Error(`${owner} has no States`);
  const states = new Map<string, CompiledState>();
  for (const [name, state] of Object.entries(definition.States)) {
    if (!isObject(state)) throw new Error(`State '${name}' must be an object`);
    states.set(
      name,
      compileState(new Fields(name, state, languageOf(state, setting.language, `State '${name}'`)), setting),
    );
  }
  const startAt = definition.StartAt;
  if (typeof startAt !== "string" || !states.has(startAt)) {
    throw new Error(`${owner}'s StartAt must name one of its states, but was ${JSON.stringify(startAt)}`);
  }
  checkTransitions(definition.States, states);
  return { startAt, states };
}

/** A Next, Default or Catch leads to a state of the same graph. */
function checkTransitions(
  definitions: { [name: string]: unknown },
  states: ReadonlyMap<string, CompiledState>,
): void {
  for (const [name, definition] of Object.entries(definitions)) {
    const { Next, Default, Catch, Choices } = definition as Record<string, unknown>;
    const inside = [Catch, Choices]
      .flatMap((list) => (Array.isArray(list) ? list : []))
      .map((item) => item?.Next);
    for (const target of [Next, Default, ...inside]) {
      if (target === undefined || states.has(target as string)) continue;
      throw new Error(
        `State '${name}' leads to ${JSON.stringify(target)}, which is not a state of the same graph`,
      );
    }
  }
}

const COMPILERS: Record<Exclude<StateType, "Parallel" | "Map">, (fields: Fields) => CompiledState["run"]> = {
  Pass: compilePass,
  Task: compileTask,
  Choice: compileChoice,
  Wait: compileWait,
  Succeed: compileSucceed,
  Fail: compileFail,
};

/** Compiles one state on its own; the states that it leads to need not exist. */
export function compileSingleState(
  name: string,
  definition: JsonObject,
  options: { type?: MachineType; language?: QueryLanguage } = {},
): CompiledState {
  const language = languageOf(definition, options.language ?? "JSONPath", `State '${name}'`);
  return compileState(new Fields(name, definition, language), {
    type: options.type ?? "STANDARD",
    language: options.language ?? language,
  });
}

function compileState(fields: Fields, setting: Setting): CompiledState {
  const type = fields.requiredString("Type") as StateType;
  return {
    name: fields.state,
    type,
    run: compileRun(fields, type, setting),
    retriers: compileRetriers(fields),
    catchers: compileCatchers(fields),
  };
}

function compileRun(fields: Fields, type: StateType, setting: Setting): CompiledState["run"] {
  if (type === "Parallel") {
    const branches = fields
      .array("Branches")
      .map((branch, index) => compileGraph(branch, setting, `Branch ${index} of state '${fields.state}'`));
    return compileParallel(fields, branches);
  }
  if (type === "Map") return compileMapState(fields, setting);
  if (!Object.hasOwn(COMPILERS, type)) throw fields.error("Type", `is not a type of state: ${type}`);
  return COMPILERS[type](fields);
}

/** `Iterator` is the older name of `ItemProcessor`. */
function compileMapState(fields: Fields, setting: Setting): CompiledState["run"] {
  const field = fields.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
  const processor = fields.object(field);
  if (!processor) throw fields.error("ItemProcessor", "is missing");
  const config = processor.object("ProcessorConfig");
  const distributed = config?.string("Mode") === "DISTRIBUTED";
  const type =
    distributed && config?.string("ExecutionType") === "EXPRESS"
      ? "EXPRESS"
      : distributed
        ? "STANDARD"
        : setting.type;
  const graph = compileGraph(
    processor.definition,
    { type, language: setting.language },
    `The ${field} of state '${fields.state}'`,
  );
  return compileMap(fields, { type, graph }, distributed);
}
