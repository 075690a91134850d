import {
  definitionOf,
  type Execution,
  type HttpRequest,
  type HttpResponse,
  type LocalStack,
  type RouteContext,
  type StateMachine,
  type StreamedResponse,
  type Titles,
} from "../../local-stack";
import { assets } from "./assets";
import { changeClock, clockView } from "./clockView";
import { copiesOf } from "./copies";
import { lastInputs, pageOf } from "./executionRows";
import { type ExecutionContext, executionView, timelineView } from "./executionView";
import { addFault, faultViews } from "./faultViews";
import { historyPage } from "./historyPage";
import { bucketObjects, publications, queueMessages, redriveQueue, tableItems } from "./items";
import type { Journal } from "./journal";
import type { LiveUpdates } from "./live";
import { RequestError, readBody, required } from "./query";
import { callsOf, stackView } from "./resources";
import { json, KEPT, respond } from "./responses";
import type { Traces } from "./traces";
import { visitViews } from "./visitViews";

export interface ConsoleContext extends ExecutionContext {
  stack: LocalStack;
  program: string;
  traces: Traces;
  journal: Journal;
  live: LiveUpdates;
  title: Titles;
}

type Handler = (
  request: HttpRequest,
  context: ConsoleContext,
  route: RouteContext,
) => Promise<HttpResponse | StreamedResponse>;

/** By method and path below `/_console/`. */
export const REQUESTS: Readonly<Record<string, Handler>> = {
  "GET script.js": ({ query }) => asset("text/javascript; charset=utf-8", "script", query),
  "GET style.css": ({ query }) => asset("text/css; charset=utf-8", "style", query),
  "GET events": async (_request, { live }, { signal, idle }) => {
    // Nothing waits for a page: it must not hold the clock.
    void idle(
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    );
    return respond("text/event-stream", live.open(signal));
  },
  "GET stack": async (_request, { stack, journal, title, program }) =>
    json(await stackView(stack, journal, title, program)),
  "GET executions": async ({ query }, { stack, title }) =>
    json(pageOf(stack.services.stepFunctions.executions(), query, title)),
  "GET execution": async ({ query }, context) =>
    json(executionView(executionOf(query, context), query, context)),
  "GET timeline": async ({ query }, context) =>
    json(timelineView(executionOf(query, context), query, context)),
  "GET copies": async ({ query }, context) => {
    const execution = executionOf(query, context);
    const { visits } = context.traces.of(execution);
    return json(copiesOf(execution, visits, context.title(execution.machine.arn)));
  },
  "GET visits": async ({ query }, context) =>
    json(visitViews(executionOf(query, context), query, context, context.journal)),
  "GET history": async ({ query }, context) => json(historyPage(executionOf(query, context), query)),
  "GET drawing": async ({ query }, context) => {
    const machine = machineOf(query, context);
    const definition = definitionOf({ machine, revision: machine.revision, mapRunArn: undefined });
    return json(context.traces.drawingOf(definition));
  },
  "GET inputs": async ({ query }, context) =>
    json(lastInputs(machineOf(query, context), context.stack.services.stepFunctions.executions())),
  "GET logs": async ({ query }, { journal }) => json(journal.linesOf(required(query, "function"))),
  "GET table": async ({ query }, { stack }) => json(await tableItems(stack, query)),
  "GET queue": async ({ query }, { stack }) => json(await queueMessages(stack, query)),
  "GET bucket": async ({ query }, { stack }) => json(await bucketObjects(stack, query)),
  "GET topic": async ({ query }, { stack }) => json(await publications(stack, query)),
  "GET clock": async ({ query }, { stack, traces, title }) =>
    json(clockView(stack, traces, title, query.has("waiting"))),
  "GET faults": async (_request, { stack }) => json(faultViews(stack)),
  "POST start": async ({ body }, { stack }) => {
    const { machine, input, name } = readBody(body, { machine: "string", input: "string", name: "string?" });
    const { executionArn } = await callsOf(stack)("states", "StartExecution", {
      stateMachineArn: machine,
      input,
      ...(name !== undefined && name !== "" && { name }),
    });
    return json({ arn: executionArn });
  },
  "POST stop": async ({ body }, { stack }) => {
    const { arn } = readBody(body, { arn: "string" });
    await callsOf(stack)("states", "StopExecution", { executionArn: arn });
    return json({ arn });
  },
  "POST redrive": async ({ body }, { stack }) => {
    const { arn } = readBody(body, { arn: "string" });
    await callsOf(stack)("states", "RedriveExecution", { executionArn: arn });
    return json({ arn });
  },
  "POST clock": async ({ body }, { stack, traces, title }, { idle }) => {
    // The clock waits until nothing is in flight: this request must not be.
    await idle(changeClock(stack, body));
    return json(clockView(stack, traces, title, true));
  },
  "POST faults/add": async ({ body }, { stack }) => {
    addFault(stack, body);
    return json(faultViews(stack));
  },
  "POST faults/clear": async (_request, { stack }) => {
    stack.faults.clear();
    return json(faultViews(stack));
  },
  "POST queue/redrive": async ({ body }, { stack, live }) => {
    const moved = await redriveQueue(stack, readBody(body, { name: "string" }).name);
    live.noteStack();
    return json({ moved });
  },
};

/** Says nothing of the stack; under another address there is another one. */
async function asset(type: string, name: "script" | "style", query: URLSearchParams): Promise<HttpResponse> {
  const made = await assets();
  return respond(type, made[name], 200, query.get("digest") === made.digest ? KEPT : {});
}

function machineOf(query: URLSearchParams, { stack }: ConsoleContext): StateMachine {
  const arn = required(query, "machine");
  const machine = stack.services.stepFunctions.stateMachines().find((each) => each.arn === arn);
  if (!machine) throw new RequestError(`there is no state machine ${arn}`, 404);
  return machine;
}

function executionOf(query: URLSearchParams, { stack }: ConsoleContext): Execution {
  const arn = required(query, "arn");
  const execution = stack.services.stepFunctions.execution(arn);
  if (!execution) throw new RequestError(`there is no execution ${arn}; the latest that ended are kept`, 404);
  return execution;
}
