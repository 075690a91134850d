import { doubleOf } from "../exact/number";
import { isObject } from "../json";
import { recordedResource } from "../states/taskEvents";
import type { Json } from "../types";
import { TestStateError } from "./request";
import { RESULT_SHAPES, type Shape } from "./resultShapes";

/**
 * Checks a Task's mocked result against what the operation returns. `STRICT` also requires the fields that are always
 * present, `PRESENT` checks only those that are given, `NONE` checks nothing. A callback's result can be anything.
 * Throws a {@link TestStateError}.
 */
export function checkMockResult(resource: string, result: Json, mode: string): void {
  if (mode === "NONE") return;
  const { resourceType, action } = recordedResource(resource);
  const operation = `${resourceType.replace(/^aws-sdk:/, "")}:${action}`;
  const shape = Object.hasOwn(RESULT_SHAPES, operation) ? RESULT_SHAPES[operation] : undefined;
  if (shape) check("result", result, shape, mode === "STRICT");
}

function check(field: string, value: Json, shape: Shape, strict: boolean): void {
  switch (shape.type) {
    case "string":
      if (typeof value !== "string") throw refusal(field, "must be a string");
      if (value.length < (shape.minLength ?? 0)) throw refusal(field, "is smaller than the minimum length");
      if (shape.oneOf && !shape.oneOf.includes(value)) throw refusal(field, "is not an expected value");
      return;
    case "number":
      checkNumber(field, value, shape);
      return;
    case "boolean":
      if (typeof value !== "boolean") throw refusal(field, "must be a boolean");
      return;
    case "array":
      if (!Array.isArray(value)) throw refusal(field, "must be an array");
      if (shape.items) for (const item of value) check(field, item, shape.items, strict);
      return;
    case "map":
      if (!isObject(value)) throw refusal(field, "must be an object");
      for (const item of Object.values(value)) check(field, item, shape.values, strict);
      return;
    case "object":
      checkObject(field, value, shape, strict);
  }
}

function checkNumber(field: string, value: Json, { min, max }: Shape & { type: "number" }): void {
  const number = doubleOf(value);
  if (number === undefined) throw refusal(field, "must be a number");
  if (min !== undefined && number < min) throw refusal(field, "is less than the minimum value");
  if (max !== undefined && number > max) throw refusal(field, "exceeds the maximum value");
}

function checkObject(field: string, value: Json, shape: Shape & { type: "object" }, strict: boolean): void {
  if (!isObject(value)) throw refusal(field, "must be an object");
  const missing = strict && shape.required?.find((name) => !Object.hasOwn(value, name));
  if (missing)
    throw new TestStateError("ValidationException", `${PREFIX} Required field '${missing}' is missing`);
  for (const [name, inner] of Object.entries(shape.fields ?? {})) {
    if (Object.hasOwn(value, name)) check(name, value[name]!, inner, strict);
  }
}

const PREFIX = "Mock result schema validation error:";

const refusal = (field: string, what: string) =>
  new TestStateError("ValidationException", `${PREFIX} Field '${field}' ${what}`);
