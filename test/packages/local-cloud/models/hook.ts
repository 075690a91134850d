import type { RootHookObject } from "mocha";
import {
  AwsError,
  type HttpResponse,
  type Service,
  type ServiceCall,
} from "../../../../packages/local-cloud/aws/service";
import { Dispatcher } from "../../../../packages/local-cloud/gateway/dispatcher";
import { isCommonError } from "./commonErrors";
import { modelOf, operationOf, problemsOf } from "./model";

/** What answers of the services had that AWS's models do not have. */
const found = new Set<string>();

/** Checks every answer of a service from now on, for any client, unless the service is a test's own. */
export function observe(service: Service): void {
  if (!service.operationNames) return;
  const invoke = service.invoke.bind(service);
  service.invoke = async (call, caller, context) => {
    const note = (problem: string) => found.add(`${service.signingName}:${call.operation}: ${problem}`);
    try {
      const output = await invoke(call, caller, context);
      for (const problem of problemsOfAnswer(service, call, output)) note(problem);
      return output;
    } catch (error) {
      if (error instanceof AwsError && !isDeclared(service, call, error))
        note(`there is no error ${error.code} (${error.message})`);
      throw error;
    }
  };
}

export function problemsOfAnswer(
  service: Service,
  call: ServiceCall,
  output: Record<string, unknown>,
): string[] {
  const model = modelOf(service.signingName);
  if (!model) return [];
  const { protocol } = service;
  // What is text, bytes or a header on the wire is checked as the service gives it.
  if (protocol === "query" || protocol === "rest-xml" || output.Payload !== undefined)
    return problemsOf(model, call.operation, output, "members");
  const { body } = service.encode(output, call) as HttpResponse;
  return problemsOf(model, call.operation, body.length === 0 ? {} : JSON.parse(String(body)), "json");
}

function isDeclared({ signingName }: Service, { operation }: ServiceCall, error: AwsError): boolean {
  const { code, status } = error;
  // Nobody reads the answer to a request that was canceled.
  if (status === 499) return true;
  const model = modelOf(signingName);
  const known = model && operationOf(model, operation);
  return !known || known.errors.includes(code) || isCommonError(signingName, code);
}

const register = Dispatcher.prototype.register;
Dispatcher.prototype.register = function (this: Dispatcher, service) {
  observe(service);
  register.call(this, service);
};

export const mochaHooks: RootHookObject = {
  afterAll() {
    if (found.size === 0) return;
    const problems = [...found];
    found.clear();
    throw new Error(`Answers that AWS's models do not have:\n${problems.join("\n")}`);
  },
};
