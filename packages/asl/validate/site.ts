import type { QueryLanguage } from "../walk";
import type { Code, Diagnostic } from "./diagnostic";

/** Receives what the rules find, and knows which values are not known yet. */
export class Report {
  readonly diagnostics: Diagnostic[] = [];
  /** The errors that the machine's own Fail states raise by name. */
  readonly raised = new Set<unknown>();

  constructor(
    /** Whether a value is not known yet: it satisfies every rule. */
    readonly unknown: (value: unknown) => boolean,
  ) {}

  add(severity: Diagnostic["severity"], code: Code, message: string, location?: string): void {
    this.diagnostics.push({ severity, code, message, ...(location === undefined ? {} : { location }) });
  }
}

/** Where in the definition a rule looks, and what holds there. */
export interface Site {
  readonly location: string;
  /** The query language of this state, or of the machine outside of states. */
  readonly language: QueryLanguage;
  /** The query language of the machine: states in a Map or Parallel inherit this, not their parent's. */
  readonly machineLanguage: QueryLanguage;
  /** The type of the workflow that runs this: in a distributed Map, that of its child executions. */
  readonly workflowType: "STANDARD" | "EXPRESS";
  readonly report: Report;
}

/** The location below `site`: `at(site, "/Retry[0]")`. */
export function at(site: Site, below: string): Site {
  return { ...site, location: `${site.location === "/" ? "" : site.location}${below}` };
}

/** Reports an error with AWS's general code. */
export function fail(site: Site, message: string): void {
  site.report.add("ERROR", "SCHEMA_VALIDATION_FAILED", message, site.location);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as it can be quoted in a message, cut at 60 characters. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (isObject(value)) return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
