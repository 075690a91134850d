import type { StateMachineType } from "@aws-sdk/client-sfn";
import { formatDiagnostics, validate } from "../../../asl";
import { compile, type Machine, parseExact } from "../../../asl/engine";
import { errors } from "./errors";

/** Compiles a definition. Throws `InvalidDefinition` with every error that validation finds. */
export function compileDefinition(definition: string, type: StateMachineType): Machine {
  const message = formatDiagnostics(validate(definition, { type }));
  if (message !== undefined) throw errors.invalidDefinition(message);
  return compile(parseExact(definition), { type });
}
