/** The views of the console, and their addresses in the fragment of the page's URL, so that reloading and going back work. */
import { nameOfArn } from "./format";
import { PAGE_ROWS } from "./pages";

/** Filters of executions; `from` and `to` are milliseconds since the epoch. */
export interface ExecutionFilter {
  machine?: string;
  status?: string;
  name?: string;
  from?: number;
  to?: number;
  /** The ARN of a Map Run: its children, which are not listed otherwise. */
  mapRun?: string;
}

export const EXECUTION_TABS = ["graph", "timeline", "events", "data"] as const;
export type ExecutionTab = (typeof EXECUTION_TABS)[number];

export const RESOURCE_KINDS = ["tables", "queues", "buckets", "topics", "logs"] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

export type Route =
  | { view: "overview" }
  | { view: "executions"; filter: ExecutionFilter }
  | { view: "execution"; arn: string; tab: ExecutionTab; state?: string; iterations: Record<string, number> }
  | { view: "machine"; arn: string }
  | { view: "clock" }
  | { view: "faults" }
  | { view: "resource"; kind: ResourceKind; name?: string }
  | { view: "unknown"; hash: string };

/** @param hash as `location.hash` has it: `#/executions?status=FAILED` */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const [view = "", ...rest] = path.split("/").filter(Boolean);
  const query = new URLSearchParams(search);
  const argument = decode(rest.join("/"));
  if (view === "") return { view: "overview" };
  if (view === "executions")
    return argument ? executionRoute(argument, query) : { view, filter: filterOf(query) };
  if (view === "machines" && argument) return { view: "machine", arn: argument };
  if (view === "clock" || view === "faults") return { view };
  if (isOneOf(RESOURCE_KINDS, view))
    return { view: "resource", kind: view, ...(argument && { name: argument }) };
  return { view: "unknown", hash };
}

export function formatRoute(route: Route): string {
  switch (route.view) {
    case "overview":
      return "#/";
    case "executions":
      return `#/executions${queryOf({ ...route.filter })}`;
    case "execution": {
      const { arn, tab, state } = route;
      const query = queryOf({
        tab: tab === "graph" ? undefined : tab,
        state,
        iterations: iterationsText(route),
      });
      return `#/executions/${encodeURIComponent(arn)}${query}`;
    }
    case "machine":
      return `#/machines/${encodeURIComponent(route.arn)}`;
    case "resource":
      return `#/${route.kind}${route.name ? `/${encodeURIComponent(route.name)}` : ""}`;
    case "unknown":
      return route.hash;
    default:
      return `#/${route.view}`;
  }
}

/** What a browser's tab and history call a view. */
export function titleOf(route: Route): string {
  switch (route.view) {
    case "overview":
    case "unknown":
      return "Overview";
    case "execution":
      return `Execution ${nameOfArn(route.arn)}`;
    case "machine":
      return `State machine ${nameOfArn(route.arn)}`;
    case "resource":
      return capitalized(route.kind);
    default:
      return capitalized(route.view);
  }
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type ExecutionRoute = Extract<Route, { view: "execution" }>;

/** The iterations that are asked for, as the server reads them. */
export const iterationsText = ({ iterations }: ExecutionRoute): string | undefined =>
  Object.keys(iterations).length > 0 ? JSON.stringify(iterations) : undefined;

export const visitsQuery = (route: ExecutionRoute, state: string): string =>
  queryOf({ arn: route.arn, state, iterations: iterationsText(route) });

/** A page of rows from an offset on. */
export const pageQuery = (query: Record<string, string | number | undefined>, offset: number): string =>
  queryOf({ ...query, offset, limit: PAGE_ROWS });

export const executionHref = (arn: string): string =>
  formatRoute({ view: "execution", arn, tab: "graph", iterations: {} });

/** `?a=1&b=2` of what is defined and not empty; empty if nothing is. */
export function queryOf(parameters: Record<string, string | number | undefined>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)])));
  return given.length > 0 ? `?${query}` : "";
}

function executionRoute(arn: string, query: URLSearchParams): Route {
  const tab = query.get("tab");
  const state = query.get("state");
  return {
    view: "execution",
    arn,
    tab: isOneOf(EXECUTION_TABS, tab) ? tab : "graph",
    ...(state && { state }),
    iterations: iterationsOf(query.get("iterations")),
  };
}

function filterOf(query: URLSearchParams): ExecutionFilter {
  const filter: ExecutionFilter = {};
  for (const name of ["machine", "status", "name", "mapRun"] as const) {
    const value = query.get(name);
    if (value) filter[name] = value;
  }
  for (const name of ["from", "to"] as const) {
    const value = query.get(name);
    if (value && Number.isFinite(Number(value))) filter[name] = Number(value);
  }
  return filter;
}

/** Only what can be an index is kept: an address may be edited by hand. */
function iterationsOf(text: string | null): Record<string, number> {
  try {
    const entries = Object.entries(JSON.parse(text || "{}") as Record<string, unknown>);
    return Object.fromEntries(
      entries.filter(
        (entry): entry is [string, number] => Number.isInteger(entry[1]) && Number(entry[1]) >= 0,
      ),
    );
  } catch {
    return {};
  }
}

/** An address with an incomplete `%` is taken as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const isOneOf = <T extends string>(list: readonly T[], value: unknown): value is T =>
  list.includes(value as T);
