import { iterationsText, pageQuery, queryOf, type Route, visitsQuery } from "../logic/routes";
import type { Answers } from "./requests";

/** What a view asks the server for as it opens, by path and query. */
export function requestsOf(route: Route): [path: keyof Answers, query: string][] {
  if (route.view === "executions")
    return [
      ["stack", ""],
      ["executions", pageQuery({ ...route.filter }, 0)],
    ];
  if (route.view !== "execution") return [["stack", ""]];
  const { arn, tab, state } = route;
  const shown = queryOf({ arn, iterations: iterationsText(route) });
  const requests: [keyof Answers, string][] = [
    ["stack", ""],
    ["execution", shown],
  ];
  if (tab === "timeline") requests.push(["timeline", shown]);
  if (tab === "events") requests.push(["history", pageQuery({ arn }, 0)]);
  if (state) requests.push(["visits", visitsQuery(route, state)]);
  return requests;
}
