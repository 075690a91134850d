import { isObject, type JsonObject } from "../json";
import type { Sources } from "../query/scope";
import type { Json } from "../types";
import { invalid, parseObject, type TestStateRequest } from "./request";

type Kind = "string" | "number" | "object" | "any";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html} */
const CONTEXT: Record<string, Record<string, Kind>> = {
  Execution: {
    Id: "string",
    Input: "any",
    Name: "string",
    RoleArn: "string",
    StartTime: "string",
    RedriveCount: "number",
    RedriveTime: "string",
  },
  State: { EnteredTime: "string", Name: "string", RetryCount: "number" },
  StateMachine: { Id: "string", Name: "string" },
  Task: { Token: "string" },
  Map: { Item: "object" },
};

/** The context object of the request, or one of an EXPRESS execution that the test would be. */
export function contextOf(request: TestStateRequest, input: Json, { uuid, clock }: Sources): JsonObject {
  if (request.context !== undefined) return givenContext(request.context);
  const [machine, execution] = [uuid(), uuid()];
  const account = request.roleArn?.split(":")[4] ?? "";
  const arn = (kind: string, name: string) => `arn:aws:states:us-east-1:${account}:${kind}:${name}`;
  return {
    Execution: {
      Id: arn("express", `${machine}:${execution}`),
      Input: input,
      Name: execution,
      RoleArn: request.roleArn ?? "",
      StartTime: new Date(clock.now()).toISOString(),
    },
    StateMachine: { Id: arn("stateMachine", machine), Name: machine },
  };
}

/** Any part may be absent; what is there must be as in the context object. */
function givenContext(text: string): JsonObject {
  const context = parseObject(text, "ValidationException", `${PREFIX} it must be a valid JSON object`);
  checkFields(context, CONTEXT, "");
  for (const [name, fields] of Object.entries(CONTEXT)) {
    const part = context[name];
    if (part === undefined) continue;
    if (!isObject(part)) throw invalid(`${PREFIX} the field '${name}' must be an object`);
    checkFields(part, fields, `${name}.`);
    for (const [field, kind] of Object.entries(fields)) {
      const value = part[field];
      if (value === undefined || kind === "any") continue;
      if (kind === "object" ? isObject(value) : typeof value === kind) continue;
      throw invalid(
        `${PREFIX} the field '${name}.${field}' must be ${kind === "object" ? "an" : "a"} ${kind}`,
      );
    }
  }
  return context;
}

const PREFIX = "Invalid Context object provided:";

function checkFields(given: JsonObject, known: object, path: string): void {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw invalid(
    `${PREFIX} the field '${path}${unknown}' is not supported; supported: ${Object.keys(known).join(", ")}`,
  );
}
