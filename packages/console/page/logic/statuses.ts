import type { StateView, Status } from "../../api";

/** How a status is shown: a symbol and a word beside the color, so that none depends on color alone. */
export interface StatusLook {
  symbol: string;
  text: string;
  /** Of the stylesheet. */
  tone: "running" | "succeeded" | "warning" | "failed" | "idle";
}

const EXECUTIONS: Record<Status, StatusLook> = {
  RUNNING: { symbol: "▶", text: "Running", tone: "running" },
  SUCCEEDED: { symbol: "✓", text: "Succeeded", tone: "succeeded" },
  FAILED: { symbol: "✕", text: "Failed", tone: "failed" },
  TIMED_OUT: { symbol: "◷", text: "Timed out", tone: "failed" },
  ABORTED: { symbol: "■", text: "Aborted", tone: "idle" },
  PENDING_REDRIVE: { symbol: "↻", text: "Pending redrive", tone: "warning" },
};

export const STATUSES = Object.keys(EXECUTIONS) as Status[];

const STATES: Record<StateView["status"] | "pending", StatusLook> = {
  pending: { symbol: "·", text: "not entered", tone: "idle" },
  running: { symbol: "▶", text: "running", tone: "running" },
  succeeded: { symbol: "✓", text: "succeeded", tone: "succeeded" },
  caught: { symbol: "⚑", text: "caught", tone: "warning" },
  failed: { symbol: "✕", text: "failed", tone: "failed" },
  retrying: { symbol: "↻", text: "retrying", tone: "warning" },
  aborted: { symbol: "■", text: "aborted", tone: "idle" },
};

/** A Map Run has other statuses as well; one that is not known is shown by its own name. */
export const lookOfStatus = (status: string): StatusLook =>
  EXECUTIONS[status as Status] ?? { symbol: "·", text: status, tone: "idle" };

export function lookOfState(state: StateView | undefined): StatusLook {
  const look = STATES[state?.status ?? "pending"];
  return state?.status === "retrying" && state.attempt !== undefined
    ? { ...look, text: `attempt ${state.attempt} of ${state.maxAttempts ?? "?"}` }
    : look;
}

/** What a screen reader is told of a state. */
export function describeState(name: string, type: string, state: StateView | undefined): string {
  const visits = state && state.visits > 1 ? `, ${state.visits} visits` : "";
  return `${type} ${name}, ${lookOfState(state).text}${visits}`;
}
