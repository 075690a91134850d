import { runtimeFailure } from "../errors";
import { isObject } from "../json";
import type { Json } from "../types";
import type { RecordedResource } from "./taskEvents";

type Check = (value: Json) => boolean;

const listsOfTexts: Check = (value) =>
  isObject(value) &&
  Object.values(value).every((list) => Array.isArray(list) && list.every((item) => typeof item === "string"));
const text: Check = (value) => typeof value === "string";

/** Formats that an optimized integration requires before it makes its request. */
const FORMATS: Record<string, Record<string, Check>> = {
  apigateway: {
    ApiEndpoint: text,
    Method: text,
    Stage: text,
    Path: text,
    Headers: listsOfTexts,
    QueryParameters: listsOfTexts,
  },
};

/** Throws the `States.Runtime` failure of a task that cannot be started with its parameters. */
export function checkParameters(resource: RecordedResource, parameters: Json): void {
  const formats = resource.kind === "service" ? FORMATS[resource.resourceType] : undefined;
  if (!formats || !isObject(parameters)) return;
  const wrong = Object.keys(formats).filter(
    (field) => Object.hasOwn(parameters, field) && !formats[field]!(parameters[field]!),
  );
  if (wrong.length === 0) return;
  const reasons = wrong.map((field) => `The value of the field '${field}' has an invalid format`);
  throw runtimeFailure(
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${reasons.join(", ")}]`,
  );
}
