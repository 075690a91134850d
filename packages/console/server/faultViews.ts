import type { FaultRule, LocalStack } from "../../local-stack";
import type { FaultView } from "../api";
import { readBody } from "./query";

export const faultViews = ({ faults }: LocalStack): FaultView[] =>
  faults.list().map(({ stateMachine, state, attempts, fault }) => ({
    machine: stateMachine ?? "every state machine",
    state: state ?? "every Task",
    attempts: attempts ?? "every attempt",
    kind: fault.kind,
    text: JSON.stringify(fault),
  }));

/** @throws FaultPlanError that says what is allowed */
export function addFault({ faults }: LocalStack, body: Buffer): void {
  const rule = readBody(body, {
    stateMachine: "string",
    state: "string",
    attempts: "string?",
    fault: "object",
  });
  // The faults check its shape.
  faults.add(rule as unknown as FaultRule);
}
