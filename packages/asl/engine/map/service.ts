import { plain } from "../exact/plain";
import type { JsonObject } from "../json";
import type { Visit } from "../run/visit";
import type { Json, TaskRequest } from "../types";

/** Calls a service for the Map state itself, outside its history: an object to read, a result to write. */
export function callService(visit: Visit, resource: string, parameters: Json): Promise<Json> {
  const controller = new AbortController();
  return visit.frame.wait((resolve, reject) => {
    const request = serviceRequest(visit, resource, parameters, controller.signal);
    Promise.resolve()
      .then(() => visit.frame.run.surroundings.tasks.run(request))
      .then((result) => resolve(result ?? null), reject);
    return () => controller.abort();
  });
}

export function serviceRequest(
  visit: Visit,
  resource: string,
  parameters: Json,
  signal: AbortSignal,
): TaskRequest {
  return {
    resource,
    parameters: plain(parameters),
    exactParameters: parameters,
    stateName: visit.state.name,
    context: plain(visit.context) as JsonObject,
    signal,
    submitted: () => {},
    heartbeat: () => {},
    started: () => {},
  };
}
