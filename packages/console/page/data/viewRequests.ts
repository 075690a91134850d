import { iterationsText, pageQuery, queryOf, type Route, visitsQuery } from "../logic/routes";
import type { Answers } from "./requests";

type Request = [path: keyof Answers, query: string];

/** What a view asks the server for as it opens, and the view that was open before, if there was one, did not. */
export function newRequests(route: Route, before: Route | undefined): Request[] {
  const open = new Set(before && requestsOf(before).map(([path, query]) => path + query));
  return requestsOf(route).filter(([path, query]) => !open.has(path + query));
}

function requestsOf(route: Route): Request[] {
  if (route.view === "executions")
    return [
      ["stack", ""],
      ["executions", pageQuery({ ...route.filter }, 0)],
    ];
  if (route.view !== "execution") return [["stack", ""]];
  const { arn, tab, state } = route;
  const shown = queryOf({ arn, iterations: iterationsText(route) });
  const requests: Request[] = [
    ["stack", ""],
    ["execution", shown],
  ];
  if (tab === "timeline") requests.push(["timeline", shown]);
  if (tab === "events") requests.push(["history", pageQuery({ arn }, 0)]);
  if (state) requests.push(["visits", visitsQuery(route, state)]);
  return requests;
}
