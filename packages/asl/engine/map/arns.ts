import { isObject, type JsonObject } from "../json";
import type { Json } from "../types";

/** The names that a distributed Map gives to its run and its children, after the state machine's ARN. */
export interface MapRunNames {
  mapRunArn: string;
  executionArn: string;
  roleArn: string;
  stateMachineArn: string;
  stateMachineName: string;
  childArn(name: string, type: "STANDARD" | "EXPRESS"): string;
}

export function namesOf(context: JsonObject, label: string, uuid: string): MapRunNames {
  const execution = isObject(context.Execution) ? context.Execution : {};
  const machine = isObject(context.StateMachine) ? context.StateMachine : {};
  const machineArn = text(machine.Id);
  const [prefix, name] = split(machineArn);
  const labelled = `${name}/${label}`;
  return {
    mapRunArn: `${prefix}mapRun:${labelled}:${uuid}`,
    executionArn: text(execution.Id),
    roleArn: text(execution.RoleArn),
    stateMachineArn: `${machineArn}/${label}`,
    stateMachineName: `${text(machine.Name)}/${label}`,
    childArn: (child, type) =>
      type === "STANDARD"
        ? `${prefix}execution:${labelled}:${child}`
        : `${prefix}express:${labelled}:${child}:${child}`,
  };
}

/** `arn:aws:states:us-east-1:123456789012:` and the machine's name. */
function split(machineArn: string): [string, string] {
  const parts = machineArn.split(":");
  return [`${parts.slice(0, 5).join(":")}:`, parts.slice(6).join(":")];
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : "");
