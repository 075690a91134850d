import type { Route } from "./aws/route";
import type { HttpRequest, HttpResponse } from "./aws/service";

/** The running stack, as the control API needs it. */
export interface OpenStack {
  readonly name: string;
  /** Absolute path of the program's folder. */
  readonly program: string;
  /** Milliseconds since the epoch, on the clock of the stack. */
  now(): number;
  /** Its state machines and functions with what they are called, as JSON. */
  readonly resources: readonly object[];
  /** What its roles were used for so far, as JSON. */
  readonly iam: object;
  /** Undefined before the first deployment. */
  readonly evaluation: { outputs: Record<string, unknown>; secretOutputs: string[] } | undefined;
  /** Evaluates and deploys with these values in addition to the configuration that is set. Rejects if either step fails. */
  deploy(config: Record<string, string>): Promise<void>;
}

/**
 * The control API, with which programs on this machine, such as the command line, read and change the running stack. Web pages of
 * other origins may not use it.
 *
 * - `GET /_local/stack`: `{program, stack, pid, now}`, which stack this is, also before it is deployed
 * - `GET /_local/resources`: `{stack, resources: [{type, name, physicalName, arn, components}]}`, its state machines and functions
 * - `GET /_local/outputs`: `{stack, outputs: {NAME: {value, secret}}}`, secrets in plain text
 * - `GET /_local/iam`: `{stack, iam}`, which statements of its roles allowed calls so far, and which calls were refused
 * - `POST /_local/deploy` with `{config: {"KEY": "TEXT"}}`: deploys with it until the cloud ends; the same response
 *
 * An error is `{message}`.
 */
export function controlApi(stack: OpenStack): Route {
  return { prefix: "/_local", handle: (request) => answer(stack, request) };
}

async function answer(stack: OpenStack, request: HttpRequest): Promise<HttpResponse> {
  // A browser sends this header where a page of another site loads this as an image or a script, for which it sends no origin.
  const site = request.headers["sec-fetch-site"] ?? "none";
  if (site !== "none" && site !== "same-origin")
    return json(403, { message: "Not for web pages of other origins." });
  switch (`${request.method} ${request.path}`) {
    case "GET /_local/stack":
      return json(200, { program: stack.program, stack: stack.name, pid: process.pid, now: stack.now() });
    case "GET /_local/resources":
      return stack.evaluation
        ? json(200, { stack: stack.name, resources: stack.resources })
        : notDeployed(stack);
    case "GET /_local/iam":
      return stack.evaluation ? json(200, { stack: stack.name, iam: stack.iam }) : notDeployed(stack);
    case "GET /_local/outputs":
      return outputs(stack);
    case "POST /_local/deploy": {
      const config = readConfig(request);
      if (!config) {
        return json(400, {
          message: 'The body must be {"config":{"KEY":"TEXT"}} as application/json.',
        });
      }
      try {
        await stack.deploy(config);
      } catch (error) {
        return json(400, { message: (error as Error).message });
      }
      return outputs(stack);
    }
    default:
      return json(404, {
        message:
          "There are GET /_local/stack, /_local/resources, /_local/iam and /_local/outputs, and POST /_local/deploy.",
      });
  }
}

const notDeployed = ({ name }: OpenStack) => json(503, { message: `Stack ${name} is not deployed yet.` });

function outputs(stack: OpenStack): HttpResponse {
  const { name, evaluation } = stack;
  if (!evaluation) return notDeployed(stack);
  const entries = Object.entries(evaluation.outputs).map(
    ([output, value]) => [output, { value, secret: evaluation.secretOutputs.includes(output) }] as const,
  );
  return json(200, { stack: name, outputs: Object.fromEntries(entries) });
}

function readConfig({ headers, body }: HttpRequest): Record<string, string> | undefined {
  if (!/^application\/json\b/.test(headers["content-type"] ?? "")) return undefined;
  let given: unknown;
  try {
    given = JSON.parse(body.toString());
  } catch {
    return undefined;
  }
  const { config } = (given ?? {}) as { config?: unknown };
  const isConfig = (value: unknown): value is Record<string, string> =>
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => typeof each === "string");
  return isConfig(config) ? config : undefined;
}

const json = (status: number, value: object): HttpResponse => ({
  status,
  headers: {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-sfn-workflows": "local",
  },
  body: JSON.stringify(value),
});
