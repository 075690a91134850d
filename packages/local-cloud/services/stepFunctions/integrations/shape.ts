import { type Json, TaskFailure } from "../../../../asl/engine";

/** How dates appear in a state: in milliseconds in optimized integrations, as ISO 8601 in SDK integrations. */
export type Dates = "epochMilliseconds" | "iso8601";

/** A service's output as JSON: dates in the format `dates`, bytes as text, undefined members omitted. */
export function toJson(value: unknown, dates: Dates): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return dates === "iso8601" ? value.toISOString() : value.getTime();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (Array.isArray(value)) return value.map((item) => toJson(item, dates));
  switch (typeof value) {
    case "object": {
      const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
      return Object.fromEntries(members.map(([name, member]) => [name, toJson(member, dates)]));
    }
    case "string":
    case "number":
    case "boolean":
      return value;
    default:
      throw new TypeError(`A service's output cannot hold a ${typeof value}.`);
  }
}

/** Members that hold maps: their keys are data. */
const MAPS = new Set(["assignedvariables", "variablereferences"]);

const renameKeys =
  (rename: (name: string) => string) =>
  (value: Json): Json => {
    const convert = (inner: Json): Json => {
      if (Array.isArray(inner)) return inner.map(convert);
      if (inner === null || typeof inner !== "object") return inner;
      return Object.fromEntries(
        Object.entries(inner).map(([name, member]) => [
          rename(name),
          MAPS.has(name.toLowerCase()) ? member : convert(member),
        ]),
      );
    };
    return convert(value);
  };

/** States name the members of every API in PascalCase; these convert to and from the names of a camelCase API. */
export const toPascalCase = renameKeys((name) => name.charAt(0).toUpperCase() + name.slice(1));
export const toCamelCase = renameKeys((name) => name.charAt(0).toLowerCase() + name.slice(1));

/** A string as is; anything else as JSON. */
export const toText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The Task's parameters as an API's input: an object, without the members that are null. */
export function toInput(parameters: Json): { [key: string]: Json } {
  if (parameters === null || typeof parameters !== "object" || Array.isArray(parameters)) {
    throw notUsable(parameters, "must be an object");
  }
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null));
}

/** The failure of a Task whose parameters are invalid for its API. */
export const notUsable = (parameters: Json, reason: string) =>
  new TaskFailure(
    "States.Runtime",
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${reason}]`,
  );

/** The metadata about the request that an optimized integration adds to a result. */
export function sdkMetadata(requestId: string, contentType: string, body: Json): { [key: string]: Json } {
  const headers = {
    connection: "keep-alive",
    "Content-Length": String(Buffer.byteLength(JSON.stringify(body))),
    "Content-Type": contentType,
    "x-amzn-RequestId": requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
