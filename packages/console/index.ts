/** The console: what a running stack does, in a browser. */
import {
  type Execution,
  type HttpRequest,
  type HttpResponse,
  type LocalStack,
  type RouteContext,
  type StreamedResponse,
  titlesOf,
} from "../local-stack";
import { Access } from "./server/access";
import { assets, CLOSED_DOCUMENT, documentOf } from "./server/assets";
import { Journal } from "./server/journal";
import { LiveUpdates } from "./server/live";
import { RequestError } from "./server/query";
import { type ConsoleContext, REQUESTS } from "./server/requests";
import { problem, redirect, respond } from "./server/responses";
import { Traces } from "./server/traces";

export interface ConsoleOptions {
  /** Absolute path of the program's folder. */
  program: string;
  /** US dollars that AWS would bill for an execution so far. */
  costOf(execution: Execution): number;
}

/** The console of a running stack. */
export interface Console {
  /** What opens it in a browser: the only way to get the cookie that every request needs. */
  readonly link: string;
  /** Shows why a deployment failed, until the next one. */
  noteFailedDeployment(error: string): void;
  close(): void;
}

/**
 * Serves the console of a stack at the root of its port. It acts as the stack's administrator: it answers a browser that opened the
 * link, on this machine, and no page of another origin.
 */
export function serveConsole(stack: LocalStack, { program, costOf }: ConsoleOptions): Console {
  const access = new Access(stack.endpoint);
  const title = titlesOf(stack);
  const journal = new Journal(stack);
  const live = new LiveUpdates(stack, title);
  const context: ConsoleContext = {
    stack,
    program,
    title,
    costOf,
    journal,
    live,
    traces: new Traces(),
    skippedBetween: (from, to) => journal.skippedBetween(from, to),
  };
  const removeRoutes = [
    stack.services.cloud.addRoute({ prefix: "/", handle: (request) => openPage(request, access) }),
    stack.services.cloud.addRoute({
      prefix: "/_console",
      handle: (request, route) => answer(request, route, access, context),
    }),
  ];
  return {
    link: access.link,
    noteFailedDeployment(error) {
      journal.noteFailedDeployment(error, stack.clock.now());
      live.noteStack();
    },
    close() {
      for (const remove of removeRoutes) remove();
      live.close();
      journal.close();
    },
  };
}

async function openPage({ method, query, headers }: HttpRequest, access: Access): Promise<HttpResponse> {
  if (method !== "GET") return problem(405, `the method is ${method}; allowed: GET`);
  if (access.admits(query.get("token"))) return redirect("/", access.setCookie);
  const open = access.isOpen(headers.cookie);
  const document = open ? documentOf(await assets()) : CLOSED_DOCUMENT;
  return respond("text/html; charset=utf-8", document, open ? 200 : 401);
}

async function answer(
  request: HttpRequest,
  route: RouteContext,
  access: Access,
  context: ConsoleContext,
): Promise<HttpResponse | StreamedResponse> {
  const { method, path, headers } = request;
  if (!access.isOpen(headers.cookie))
    return problem(401, "open the link that `workflows dev` printed: each start has another one");
  const name = `${method} ${path.slice("/_console/".length)}`;
  const handler = Object.hasOwn(REQUESTS, name) ? REQUESTS[name] : undefined;
  if (!handler) return problem(404, `there is no ${method} ${path}`);
  // A form of another page cannot send this type, even if it could send the cookie.
  if (method === "POST" && !/^application\/json\b/.test(headers["content-type"] ?? ""))
    return problem(415, "the body must be application/json");
  try {
    return await handler(request, context, route);
  } catch (error) {
    if (error instanceof RequestError) return problem(error.status, error.message);
    const { name: kind, message, code } = error as Error & { code?: string };
    if (kind === "AwsError") return problem(400, `${code}: ${message}`);
    if (kind === "FaultPlanError" || kind === "UsageError") return problem(400, message);
    throw error;
  }
}
