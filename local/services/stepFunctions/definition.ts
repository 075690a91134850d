import type { StateMachineType } from "@aws-sdk/client-sfn";
import { validate } from "../../../states/validate";
import type { Diagnostic } from "../../../states/validate/diagnostic";
import { compile, type Machine } from "../../engine";
import { errors } from "./errors";

/** Compiles a definition. Throws `InvalidDefinition` with every error that validation finds. */
export function compileDefinition(definition: string, type: StateMachineType): Machine {
  const found = validate(definition, { type }).filter(({ severity }) => severity === "ERROR");
  if (found.length > 0) throw errors.invalidDefinition(found.map(describe).join(", "));
  return compile(JSON.parse(definition), { type });
}

const describe = ({ code, message, location }: Diagnostic) =>
  location?.startsWith("/") ? `${code}: ${message} at ${location}` : `${code}: ${message}`;
