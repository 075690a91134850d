import type { Fields } from "../compile/fields";
import { Aborted, asStateFailure, dataLimitExceeded, runtimeFailure, StateFailure } from "../errors";
import { isObject } from "../json";
import { exceedsError, exceedsPayload } from "../limits";
import { compileFlow } from "../query/flow";
import type { Expression } from "../query/scope";
import type { CompiledState, Visit } from "../run/visit";
import { type Json, TaskFailure } from "../types";
import { type AttemptOptions, runAttempt } from "./attempt";
import { checkParameters } from "./parameters";
import { type RecordedResource, recordedResource, type TaskEvents, taskEvents } from "./taskEvents";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html} */
export function compileTask(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  const next = fields.string("Next");
  const resource = recordedResource(fields.requiredString("Resource"));
  const events = taskEvents(resource);
  const timeout = fields.integer("TimeoutSeconds");
  const heartbeat = fields.integer("HeartbeatSeconds");
  const credentials = compileCredentials(fields);
  const callback = resource.action.endsWith(".waitForTaskToken");
  /** AWS gives a token to Tasks that wait for a job too, though nothing waits for it. */
  const job = /\.sync(:2)?$/.test(resource.action);
  return async (visit) => {
    const before = visit.submittedBefore;
    const hasToken = callback || resource.kind === "activity";
    const taskToken = hasToken ? (before?.token ?? visit.scope.sources.uuid()) : undefined;
    if ((callback || job) && visit.context.Task === undefined) {
      visit.context = { ...visit.context, Task: { Token: taskToken ?? visit.scope.sources.uuid() } };
    }
    const raw = visit.scope;
    const scope = { ...raw, input: flow.select(raw) };
    const parameters = await flow.argument(scope);
    checkParameters(resource, parameters);
    if (taskToken !== undefined && !before) visit.frame.noteSubmitted({ token: taskToken });
    const result = await perform(visit, resource, events, {
      resource: resource.arn,
      parameters,
      taskToken,
      ...(before?.output !== undefined && { submittedBefore: before.output }),
      timeoutSeconds: timeout && (await timeout(scope)),
      heartbeatSeconds: heartbeat && (await heartbeat(scope)),
      credentials: credentials && (await credentials(scope)),
    });
    raw.sources.inspect?.("result", result);
    return { ...(await flow.exit(raw, result)), next };
  };
}

function compileCredentials(fields: Fields): Expression<{ RoleArn: string }> | undefined {
  const template = fields.template("Credentials");
  if (!template) return undefined;
  return async (scope) => {
    const value = await template(scope);
    const roleArn = isObject(value) ? value.RoleArn : undefined;
    if (typeof roleArn === "string") return { RoleArn: roleArn };
    throw runtimeFailure(
      `The Credentials field must have a RoleArn that is a string, but was ${JSON.stringify(value)}`,
    );
  };
}

type Limited = Omit<AttemptOptions, "waitsForWorker" | "onSubmitted" | "onStarted">;

/** Runs the task and records its outcome. */
async function perform(
  visit: Visit,
  resource: RecordedResource,
  events: TaskEvents,
  options: Limited,
): Promise<Json> {
  const activity = resource.kind === "activity";
  const { timeoutSeconds, heartbeatSeconds, credentials } = options;
  const parameters = visit.text(options.parameters);
  if (exceedsPayload(parameters)) throw dataLimitExceeded(visit.state.name);
  visit.record(
    ...events.scheduled({
      parameters,
      region: regionOf(visit),
      timeoutSeconds,
      heartbeatSeconds,
      roleArn: credentials?.RoleArn,
    }),
  );
  let started = false;
  const onStarted = (workerName?: string) => {
    if (!started) visit.record(...events.started(workerName));
    started = true;
  };
  const onSubmitted = (output: Json) => {
    const { taskToken: token } = options;
    visit.frame.noteSubmitted({ output, ...(token !== undefined && { token }) });
    visit.record(...events.submitted(output));
  };
  if (!activity) onStarted();
  try {
    const result = await runAttempt(visit, { ...options, waitsForWorker: activity, onStarted, onSubmitted });
    const text = visit.text(result);
    if (exceedsPayload(text)) throw tooLarge(resource);
    onStarted();
    visit.record(...events.succeeded(text));
    return result;
  } catch (thrown) {
    if (thrown instanceof Aborted) throw thrown;
    const thrownFailure = asTaskFailure(thrown);
    const failure = exceedsError(thrownFailure) ? tooLarge(resource) : thrownFailure;
    failure.ofTask = true;
    if (!failure.gaveUp) onStarted();
    visit.record(...(failure.gaveUp ? events.timedOut(failure) : events.failed(failure)));
    throw failure;
  }
}

const tooLarge = ({ kind, resourceType, arn }: RecordedResource) =>
  dataLimitExceeded(kind === "service" ? resourceType : arn);

/** A defect of the task runner is the task's failure, not the engine's. */
function asTaskFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure || thrown instanceof TaskFailure) return asStateFailure(thrown);
  return new StateFailure("States.TaskFailed", thrown instanceof Error ? thrown.message : String(thrown));
}

/** The region is the fourth part of the execution's ARN. */
function regionOf({ context: { Execution: execution } }: Visit): string {
  const id = isObject(execution) ? execution.Id : undefined;
  return typeof id === "string" ? (id.split(":")[3] ?? "") : "";
}
