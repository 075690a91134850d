import { bad, duration, faint, good, table } from "../../packages/terminal";
import type { Check } from "../workflows/check";
import type { Recording } from "./recording";

/** The result of a phase of a workflow's load. */
export interface PhaseResult {
  workflow: string;
  api: string;
  phase: string;
  recording: Recording;
  /** From the first request to the end of the last execution. */
  durationMs: number;
  /** The peak memory of the process, in bytes. */
  peakBytes: number;
  /** How much its memory grew, after garbage collection, in bytes. */
  growthBytes: number;
}

/** How many breaches of a promise are shown. */
const SHOWN = 5;

/** What clients saw. */
export function phasesTable(results: PhaseResult[]): string {
  return table(
    [
      { title: "workflow" },
      { title: "load" },
      { title: "API" },
      { title: "requests", align: "right" },
      { title: "p50", align: "right" },
      { title: "p95", align: "right" },
      { title: "p99", align: "right" },
      { title: "max", align: "right" },
      { title: "errors" },
    ],
    results.map(({ workflow, phase, api, recording: { requests, errors, retries } }) => [
      workflow,
      phase,
      api,
      String(requests.count),
      ...[50, 95, 99, 100].map((percent) => latency(requests.percentile(percent))),
      [errors.total > 0 && errors, retries.total > 0 && `retried: ${retries}`].filter(Boolean).join("; ") ||
        "none",
    ]),
  );
}

/** The outcomes of the executions. */
export function executionsTable(results: PhaseResult[]): string {
  return table(
    [
      { title: "workflow" },
      { title: "load" },
      { title: "executions", align: "right" },
      { title: "a second", align: "right" },
      { title: "p50", align: "right" },
      { title: "p99", align: "right" },
      { title: "max", align: "right" },
      { title: "memory", align: "right" },
      { title: "growth", align: "right" },
      { title: "ended" },
    ],
    results.map(({ workflow, phase, recording, durationMs, peakBytes, growthBytes }) => [
      workflow,
      phase,
      String(recording.executions.count),
      ((recording.executions.count / durationMs) * 1000).toFixed(0),
      ...[50, 99, 100].map((percent) => latency(recording.executions.percentile(percent))),
      megabytes(peakBytes),
      `${growthBytes < 0 ? "-" : "+"}${megabytes(Math.abs(growthBytes))}`,
      String(recording.ends),
    ]),
  );
}

/** A line for each promise, with what broke it. */
export function checksText(workflow: string, checks: Check[]): string {
  return checks
    .flatMap(({ promise, of, broken }) => {
      const mark = broken.length === 0 ? good("✓") : bad("✗");
      const more = broken.length > SHOWN ? [`and ${broken.length - SHOWN} more`] : [];
      return [
        `  ${mark} ${workflow}: ${promise} ${faint(`(${of})`)}`,
        ...[...broken.slice(0, SHOWN), ...more].map((each) => `      ${bad(each)}`),
      ];
    })
    .join("\n");
}

const latency = (milliseconds: number | undefined) =>
  milliseconds === undefined ? "–" : duration(milliseconds);

const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
