import { expressions } from "./jsonata";
import { orNull, resultPath } from "./paths";
import { integer, longestSeconds, number, oneOf, text } from "./scalars";
import { all, type Check, inLanguage, list, object } from "./schema";
import { at, fail, isObject, type Site } from "./site";
import { assignedNames, payloadTemplate } from "./template";

/** Names that Step Functions gives to its own errors
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html}). */
const reservedNames: ReadonlySet<string> = new Set(
  [
    "ALL BranchFailed DataLimitExceeded ExceedToleratedFailureThreshold HeartbeatTimeout Http.Socket IntrinsicFailure",
    "ItemReaderFailed NoChoiceMatched ParameterPathFailure Permissions QueryEvaluationError ResultPathMatchFailure",
    "ResultWriterFailed Runtime TaskFailed Timeout",
  ].flatMap((line) => line.split(" ").map((name) => `States.${name}`)),
);

const errorName: Check = (value, site) => {
  text(value, site);
  if (typeof value !== "string" || !value.startsWith("States.") || reservedNames.has(value)) return;
  if (site.report.raised.has(value)) return;
  const message = `'${value}' is not an error that Step Functions raises; there are ${[...reservedNames].join(", ")}`;
  site.report.add("ERROR", "UNKNOWN_ERROR_NAME", message, site.location);
};

const errorEquals = { check: list(errorName, { nonEmpty: true }), required: true };

const retrier = object({
  fields: {
    ErrorEquals: errorEquals,
    IntervalSeconds: { check: integer(1, longestSeconds) },
    MaxAttempts: { check: integer(0, longestSeconds) },
    BackoffRate: { check: number(1) },
    MaxDelaySeconds: { check: integer(1, 31_622_399) },
    JitterStrategy: { check: oneOf("FULL", "NONE") },
    Comment: { check: text },
  },
});

const catcher = object({
  fields: {
    ErrorEquals: errorEquals,
    Next: { check: text, required: true },
    ResultPath: { check: orNull(resultPath), language: "JSONPath" },
    Output: { check: expressions({ errorOutput: true }), language: "JSONata" },
    Assign: { check: all(assignedNames, inLanguage(payloadTemplate, expressions({ errorOutput: true }))) },
    Comment: { check: text },
  },
});

/** `Retry`: tried in order, so what follows one that takes every error is never reached. */
export const retriers: Check = all(list(retrier), lastTakesAll("Retry"));

/** `Catch`: as for `Retry`. */
export const catchers: Check = all(list(catcher), lastTakesAll("Catch"));

function lastTakesAll(field: "Retry" | "Catch"): Check {
  return (value, site) => {
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries()) {
      const names = namesOf(item, site);
      if (!names.includes("States.ALL")) continue;
      const there = at(site, `[${index}]/ErrorEquals`);
      if (names.length > 1)
        fail(there, `'States.ALL' must be the only name in ErrorEquals, got [${names.join(", ")}]`);
      if (index < value.length - 1)
        fail(there, `'States.ALL' must be in the last item of ${field}: what follows it is never reached`);
    }
  };
}

function namesOf(item: unknown, site: Site): unknown[] {
  if (site.report.unknown(item) || !isObject(item) || site.report.unknown(item.ErrorEquals)) return [];
  return Array.isArray(item.ErrorEquals) ? item.ErrorEquals.filter((name) => !site.report.unknown(name)) : [];
}
