import { expression, expressions } from "./jsonata";
import { referencePath } from "./paths";
import { boolean, number, orExpression, text, timestamp } from "./scalars";
import { all, type Check, type FieldSpec, inLanguage, list, object } from "./schema";
import { fail, isObject } from "./site";
import { assignedNames, payloadTemplate } from "./template";

const orderings = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];

/**
 * The comparison operators and what each compares with
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html}).
 */
const comparisons: Record<string, Check> = Object.fromEntries([
  ...compared("String", orderings, text),
  ...compared("Numeric", orderings, number()),
  ...compared("Timestamp", orderings, timestamp),
  ...compared("Boolean", ["Equals"], boolean),
  ["StringMatches", text],
  ...["Null", "Present", "Numeric", "String", "Boolean", "Timestamp"].map((kind): [string, Check] => [
    `Is${kind}`,
    boolean,
  ]),
]);

function compared(type: string, operators: string[], check: Check): [string, Check][] {
  return operators.flatMap((operator) => [
    [`${type}${operator}`, check],
    [`${type}${operator}Path`, referencePath],
  ]);
}

/** A test is one comparison of a variable, or one combination of further tests. */
const tests = ["And", "Or", "Not", ...Object.keys(comparisons)];

const testFields: Record<string, FieldSpec> = {
  Comment: { check: text },
  Variable: { check: referencePath, language: "JSONPath" },
  And: { check: lazily(() => list(nestedRule, { nonEmpty: true })), language: "JSONPath" },
  Or: { check: lazily(() => list(nestedRule, { nonEmpty: true })), language: "JSONPath" },
  Not: { check: lazily(() => nestedRule), language: "JSONPath" },
  ...Object.fromEntries(
    Object.entries(comparisons).map(([name, check]): [string, FieldSpec] => [
      name,
      { check, language: "JSONPath" },
    ]),
  ),
};

function lazily(check: () => Check): Check {
  return (value, site) => check()(value, site);
}

/** In JSONPath, exactly one test; a comparison needs its variable. */
const oneTest: Check = (value, site) => {
  if (site.language === "JSONata" || !isObject(value)) return;
  const given = tests.filter((name) => value[name] !== undefined);
  const only = given[0];
  if (!only) fail(site, `One of these fields is required: [${tests.join(", ")}]`);
  else if (given.length > 1)
    fail(site, `There should only be one of the following fields: [${given.join(", ")}]`);
  else if (Object.hasOwn(comparisons, only) === (value.Variable === undefined)) {
    if (value.Variable === undefined) fail(site, "These fields are required: [Variable]");
    else fail(site, `There should only be one of the following fields: [Variable, ${only}]`);
  }
};

const nestedRule: Check = all(object({ fields: testFields }), oneTest);

const rule: Check = all(
  object({
    fields: {
      ...testFields,
      Condition: { check: orExpression(boolean, expression()), language: "JSONata", required: true },
      Next: { check: text, required: true },
      Output: { check: expressions(), language: "JSONata" },
      Assign: { check: all(assignedNames, inLanguage(payloadTemplate, expressions())) },
    },
  }),
  oneTest,
);

/** `Choices`: at least one rule. */
export const choices: Check = list(rule, { nonEmpty: true });

/** What holds between the fields of a Choice. */
export const choiceRules: Check = (value, site) => {
  if (!isObject(value) || value.Default !== undefined) return;
  const message =
    "A Choice without Default fails the execution when none of its rules matches, with States.Runtime, which nothing catches";
  site.report.add("WARNING", "NO_DEFAULT", message, site.location);
};
