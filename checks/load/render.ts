import { bad, duration, faint, good, table } from "../../packages/terminal";
import type { Check } from "./promises";
import type { Recording } from "./recording";

/** What a phase of a workflow's load came to. */
export interface PhaseResult {
  workflow: string;
  door: string;
  phase: string;
  recording: Recording;
  /** From the first request to the end of the last execution. */
  durationMs: number;
  /** What the process held at most, in bytes. */
  peakBytes: number;
  /** How much more it held afterwards than before, garbage collected, in bytes. */
  growthBytes: number;
}

/** How many examples of what broke a promise are shown. */
const SHOWN = 5;

/** What clients saw, and what became of their executions. */
export function phasesTable(results: PhaseResult[]): string {
  return table(
    [
      { title: "workflow" },
      { title: "load" },
      { title: "door" },
      { title: "requests", align: "right" },
      { title: "p50", align: "right" },
      { title: "p95", align: "right" },
      { title: "p99", align: "right" },
      { title: "max", align: "right" },
      { title: "errors" },
    ],
    results.map(({ workflow, phase, door, recording: { requests, errors, askedAgain } }) => [
      workflow,
      phase,
      door,
      String(requests.count),
      ...[50, 95, 99, 100].map((percent) => latency(requests.percentile(percent))),
      [errors.total > 0 && errors, askedAgain.total > 0 && `asked again: ${askedAgain}`]
        .filter(Boolean)
        .join("; ") || "none",
    ]),
  );
}

/** What became of the executions. */
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
