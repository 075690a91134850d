import { choiceRules, choices } from "./choice";
import { catchers, retriers } from "./errors";
import { expression, expressions, type StatesFields } from "./jsonata";
import {
  countOrPath,
  itemBatcher,
  itemReader,
  label,
  mapRules,
  resultWriter,
  toleratedFailures,
} from "./map";
import { jsonPath, orNull, referencePath, resultPath } from "./paths";
import { resource } from "./resource";
import { boolean, integer, longestSeconds, oneOf, orExpression, text, timestamp } from "./scalars";
import {
  all,
  anything,
  type Check,
  type FieldSpec,
  inLanguage,
  list,
  type ObjectSpec,
  object,
  run,
} from "./schema";
import { at, fail, isObject } from "./site";
import { taskRules } from "./task";
import { assignedNames, payloadTemplate, plainText, staticResult, textSelector } from "./template";

type Fields = Record<string, FieldSpec>;

const evaluated = expression();
const plainTextOrExpression = orExpression(plainText, evaluated);
const seconds = orExpression(integer(1, longestSeconds), evaluated);

const common: Fields = {
  Type: { check: text },
  Comment: { check: text },
  QueryLanguage: { check: oneOf("JSONPath", "JSONata") },
};
const transition: Fields = { Next: { check: text }, End: { check: boolean } };
const paths: Fields = {
  InputPath: { check: orNull(jsonPath), language: "JSONPath" },
  OutputPath: { check: orNull(jsonPath), language: "JSONPath" },
};

function outputs(available: StatesFields = {}): Fields {
  return {
    Output: { check: expressions(available), language: "JSONata" },
    Assign: { check: all(assignedNames, inLanguage(payloadTemplate, expressions(available))) },
  };
}

const parameters: Fields = { Parameters: { check: payloadTemplate, language: "JSONPath" } };
const placed: Fields = { ResultPath: { check: orNull(resultPath), language: "JSONPath" } };
const worker: Fields = {
  ...common,
  ...paths,
  ...outputs({ result: true }),
  ...transition,
  ...parameters,
  ...placed,
  ResultSelector: { check: payloadTemplate, language: "JSONPath" },
  Retry: { check: retriers },
  Catch: { check: catchers },
};
const callArguments: Fields = { Arguments: { check: expressions(), language: "JSONata" } };

/** The credentials that a Task takes for its call: a role of this or another account. */
const credentials: Check = (value, site) => {
  if (!isObject(value)) return fail(site, "Expected value of type Object: a role in 'RoleArn'");
  const role = value.RoleArn ?? (site.language === "JSONPath" ? value["RoleArn.$"] : undefined);
  if (role === undefined) fail(site, "The field 'RoleArn' is required but was missing");
  inLanguage(payloadTemplate, expressions())(value, site);
};

/** `Items`: an array, or an expression that gives one. */
const items: Check = (value, site) => {
  if (Array.isArray(value) || isObject(value)) expressions()(value, site);
  else evaluated(value, site);
};

function timeOf(name: string): Fields {
  return {
    [name]: { check: seconds },
    [`${name}Path`]: { check: referencePath, language: "JSONPath" },
  };
}

/** The fields of each type of state ({@link https://docs.aws.amazon.com/step-functions/latest/dg/workflow-states.html}). */
const types: Record<string, ObjectSpec> = {
  Pass: {
    fields: {
      ...common,
      ...paths,
      ...outputs(),
      ...transition,
      ...parameters,
      ...placed,
      Result: { check: staticResult, language: "JSONPath" },
    },
  },
  Succeed: { fields: { ...common, ...paths, Output: { check: expressions(), language: "JSONata" } } },
  Fail: {
    fields: {
      ...common,
      Error: { check: plainTextOrExpression },
      Cause: { check: plainTextOrExpression },
      ErrorPath: { check: textSelector, language: "JSONPath" },
      CausePath: { check: textSelector, language: "JSONPath" },
    },
    exclusive: [
      ["Error", "ErrorPath"],
      ["Cause", "CausePath"],
    ],
  },
  Wait: {
    fields: {
      ...common,
      ...paths,
      ...outputs(),
      ...transition,
      Seconds: { check: orExpression(integer(0, longestSeconds), evaluated) },
      SecondsPath: { check: referencePath, language: "JSONPath" },
      Timestamp: { check: orExpression(timestamp, evaluated) },
      TimestampPath: { check: referencePath, language: "JSONPath" },
    },
    exclusive: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
    oneOf: [["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]],
  },
  Choice: {
    fields: {
      ...common,
      ...paths,
      ...outputs(),
      Choices: { check: choices, required: true },
      Default: { check: text },
    },
  },
  Task: {
    fields: {
      ...worker,
      ...callArguments,
      ...timeOf("TimeoutSeconds"),
      ...timeOf("HeartbeatSeconds"),
      Resource: { check: resource, required: true },
      Credentials: { check: credentials },
    },
    exclusive: [
      ["TimeoutSeconds", "TimeoutSecondsPath"],
      ["HeartbeatSeconds", "HeartbeatSecondsPath"],
    ],
  },
  Parallel: {
    fields: {
      ...worker,
      ...callArguments,
      Branches: { check: list(anything, { nonEmpty: true }), required: true },
    },
  },
  Map: {
    fields: {
      ...worker,
      ...toleratedFailures,
      ...countOrPath("MaxConcurrency", integer(0, Number.MAX_SAFE_INTEGER)),
      ItemProcessor: { check: anything },
      Iterator: { check: anything },
      Items: { check: items, language: "JSONata" },
      ItemsPath: { check: referencePath, language: "JSONPath" },
      ItemSelector: { check: inLanguage(payloadTemplate, expressions()) },
      ItemReader: { check: itemReader },
      ItemBatcher: { check: itemBatcher },
      ResultWriter: { check: resultWriter },
      Label: { check: label },
    },
    exclusive: [
      ["ItemProcessor", "Iterator"],
      ["ItemSelector", "Parameters"],
      ["MaxConcurrency", "MaxConcurrencyPath"],
      ["ToleratedFailurePercentage", "ToleratedFailurePercentagePath"],
      ["ToleratedFailureCount", "ToleratedFailureCountPath"],
    ],
    oneOf: [["ItemProcessor", "Iterator"]],
  },
};

const rulesBetweenFields: Record<string, Check> = { Choice: choiceRules, Task: taskRules, Map: mapRules };

/** The fields of one state, without the states inside it. */
export const stateFields: Check = (value, site) => {
  if (!isObject(value)) return fail(site, "Expected value of type Object");
  const { Type: type } = value;
  if (site.report.unknown(type)) return;
  if (type === undefined) return fail(site, "These fields are required: [Type]");
  const spec = typeof type === "string" && Object.hasOwn(types, type) ? types[type] : undefined;
  if (!spec) return run(oneOf(...Object.keys(types)), type, at(site, "/Type"));
  object(spec)(value, site);
  rulesBetweenFields[type as string]?.(value, site);
};
