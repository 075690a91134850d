import type { FaultRequest } from "../../api";
import { jsonOf } from "./json";

/** What a person enters to add a fault, as texts. */
export interface FaultForm {
  machine: string;
  state: string;
  attempts: string;
  kind: FaultKind;
  error: string;
  cause: string;
  seconds: string;
  output: string;
  when: "beforeEffect" | "afterEffect";
}

export const FAULT_KINDS = {
  error: "Fail with an error",
  result: "Return a result without calling",
  delay: "Delay",
  crash: "Crash the function",
  refusal: "Refuse access",
} as const;
export type FaultKind = keyof typeof FAULT_KINDS;

export const emptyFault = (machine: string, state: string, kind: FaultKind = "error"): FaultForm => ({
  machine,
  state,
  attempts: "",
  kind,
  error: "Lambda.TooManyRequestsException",
  cause: "",
  seconds: "60",
  output: "{}",
  when: "beforeEffect",
});

/** The request that a form makes. Throws an error that says what was entered and what is allowed. */
export function faultRequest(form: FaultForm): FaultRequest {
  const attempts = form.attempts.trim();
  if (attempts && !/^\d+(-\d+)?$/.test(attempts))
    throw new Error(
      `Attempts is '${attempts}'; allowed: a number from 0, a range such as 1-2, or nothing for all`,
    );
  if (!form.machine) throw new Error("State machine is empty; allowed: one of the stack's");
  if (!form.state.trim()) throw new Error("State is empty; allowed: the name of a Task");
  return {
    stateMachine: form.machine,
    state: form.state.trim(),
    ...(attempts && { attempts }),
    fault: faultOf(form),
  };
}

function faultOf({ kind, ...form }: FaultForm): FaultRequest["fault"] {
  switch (kind) {
    case "error": {
      if (!form.error.trim())
        throw new Error("Error is empty; allowed: an error name such as States.TaskFailed");
      return { kind, error: form.error.trim(), ...(form.cause && { cause: form.cause }) };
    }
    case "delay": {
      const seconds = Number(form.seconds);
      if (form.seconds.trim() === "" || !Number.isFinite(seconds) || seconds <= 0)
        throw new Error(`Seconds is '${form.seconds}'; allowed: a number above 0`);
      return { kind, seconds };
    }
    case "result":
      return { kind, output: jsonOf("Result", form.output) };
    case "crash":
      return { kind, when: form.when };
    case "refusal":
      return { kind };
  }
}
