import { InvalidPath } from "../../jsonpath/errors";
import type { Fields } from "../compile/fields";
import { queryFailure, runtimeFailure, type StateFailure } from "../errors";
import { display, integerOf } from "../json";
import { isJsonata } from "../jsonata/expression";
import { compilePath } from "../paths/path";
import { compileFlow } from "../query/flow";
import type { Expression, Scope } from "../query/scope";
import type { CompiledState } from "../run/visit";
import { parseTimestamp } from "../timestamp";
import type { Json } from "../types";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html} */
export function compileWait(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  const next = fields.string("Next");
  const delay = compileDelay(fields);
  const untilMoment = fields.has("Timestamp") || fields.has("TimestampPath");
  return async (visit) => {
    const { scope: raw, frame } = visit;
    const scope = { ...raw, input: flow.select(raw) };
    const milliseconds = (await delay(scope)) - (untilMoment ? 0 : visit.lasted);
    if (milliseconds > 0) await frame.sleep(milliseconds);
    return { ...(await flow.pass(scope)), next };
  };
}

/** Milliseconds from now; not above 0 for a moment that has passed. */
function compileDelay(fields: Fields): Expression<number> {
  if (fields.has("Seconds")) return compileSeconds(fields);
  if (fields.has("SecondsPath")) return compileSecondsPath(fields);
  if (fields.has("Timestamp")) return compileTimestamp(fields);
  if (fields.has("TimestampPath")) return compileTimestampPath(fields);
  throw fields.error("Seconds", "or Timestamp is missing");
}

function compileSeconds(fields: Fields): Expression<number> {
  const seconds = fields.integer("Seconds")!;
  return async (scope) => {
    const value = await seconds(scope);
    if (value < 0)
      throw invalid(fields, "Seconds", `The Seconds field must not be negative but was: ${value}`);
    return value * 1000;
  };
}

function compileSecondsPath(fields: Fields): Expression<number> {
  const read = compileReferenced(fields, "SecondsPath");
  return (scope) => {
    const { value, text } = read(scope);
    const seconds = integerOf(value);
    if (seconds === undefined) {
      throw runtimeFailure(
        `The SecondsPath parameter cannot be parsed as a long value: ${text} == ${display(value)}`,
      );
    }
    if (seconds < 0) {
      throw runtimeFailure(
        `The SecondsPath parameter references a negative value: ${text} == ${display(value)}`,
      );
    }
    return seconds * 1000;
  };
}

function compileTimestamp(fields: Fields): Expression<number> {
  const literal = fields.requiredString("Timestamp");
  const evaluate =
    fields.jsonata && isJsonata(literal)
      ? (fields.typedJsonata("Timestamp", literal, "string") as Expression<string>)
      : () => literal;
  return async (scope) => {
    const text = await evaluate(scope);
    const time = parseTimestamp(text);
    if (time !== undefined) return time - scope.sources.clock.now();
    throw invalid(
      fields,
      "Timestamp",
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    );
  };
}

function compileTimestampPath(fields: Fields): Expression<number> {
  const read = compileReferenced(fields, "TimestampPath");
  return (scope) => {
    const { value, text } = read(scope);
    const time = typeof value === "string" ? parseTimestamp(value) : undefined;
    if (time !== undefined) return time - scope.sources.clock.now();
    throw runtimeFailure(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text} == ${display(value)}`,
    );
  };
}

function compileReferenced(fields: Fields, field: string): (scope: Scope) => { value: Json; text: string } {
  const text = fields.requiredString(field);
  const path = fields.compiling(field, () => compilePath(text));
  return (scope) => {
    try {
      return { value: path(scope), text };
    } catch (error) {
      if (!(error instanceof InvalidPath)) throw error;
      throw runtimeFailure(`The ${field} parameter does not reference an input value: ${text}`);
    }
  };
}

function invalid(fields: Fields, field: string, message: string): StateFailure {
  return fields.jsonata ? queryFailure(message, field) : runtimeFailure(message);
}
