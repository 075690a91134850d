import { ApiError, BookingClient } from "../../../../checks/workflows/booking/client";
import type { Execution, Service } from "../../../../packages/local-cloud";
import type { Evaluation } from "../../../../packages/local-stack";
import { type Running, startStack } from "../../../packages/local-stack/stack";

/** The booking workflow alone in a local cloud, and its client. */
export class Bookings extends BookingClient {
  constructor(readonly running: Running) {
    super(running);
  }

  /** Starts a stack with the booking workflow alone, changed before it is deployed. */
  static async start(
    stack: "dev" | "prod",
    config: Record<string, string> = {},
    change: (evaluation: Evaluation) => Evaluation = (evaluation) => evaluation,
  ): Promise<Bookings> {
    return new Bookings(await startStack(stack, { workflows: '["booking"]', ...config }, change));
  }

  close(): Promise<void> {
    return this.running.close();
  }

  get services() {
    return this.running.services;
  }

  /** The first error that a request was rejected with. */
  async errorOf(request: Promise<unknown>): Promise<{ message: string; errorType?: string }> {
    const { message, errorType } = (await rejectionOf(request)).errors[0]!;
    return { message, ...(errorType !== undefined && { errorType }) };
  }

  /** The name before the colon in the message of that error. */
  async refusal(request: Promise<unknown>): Promise<string> {
    return (await rejectionOf(request)).reason;
  }
}

async function rejectionOf(request: Promise<unknown>): Promise<ApiError> {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiError && error.errors.length > 0) return error;
    throw error;
  }
  throw new Error("expected an error");
}

/** An evaluation with other inputs of one kind of resource, of those whose name matches. */
export function withInputs(
  evaluation: Evaluation,
  type: string,
  name: RegExp,
  inputs: Record<string, unknown>,
): Evaluation {
  return {
    ...evaluation,
    resources: evaluation.resources.map((resource) =>
      resource.type === type && name.test(resource.name)
        ? {
            ...resource,
            inputs: { ...resource.inputs, ...inputs },
            outputs: { ...resource.outputs, ...inputs },
          }
        : resource,
    ),
  };
}

/** A call of a service in flight. */
export interface Call {
  operation: string;
  /** Whether the state machine makes it, not a function. */
  byMachine: boolean;
  /** The field whose function makes it. */
  byField?: string;
  /** Carries it out. */
  next(): Promise<Record<string, unknown>>;
}

/** Lets `around` carry out every call of a service that a role makes. Returns a function that ends this. */
export function intercept(
  service: Service,
  around: (call: Call) => Promise<Record<string, unknown>>,
): () => void {
  const { invoke } = service;
  service.invoke = (call, caller, context) => {
    const next = () => invoke.call(service, call, caller, context);
    if (!caller.roleArn) return next();
    return around({
      operation: call.operation,
      byMachine: caller.arn.includes("role/booking-role-"),
      byField: /role\/booking-(\w+)-role-/.exec(caller.arn)?.[1],
      next,
    });
  };
  return () => {
    service.invoke = invoke;
  };
}

/** The states that an execution entered. */
export const statesOf = (execution: Execution): string[] =>
  execution.events.flatMap(({ stateEnteredEventDetails }) =>
    stateEnteredEventDetails ? [(stateEnteredEventDetails as { name: string }).name] : [],
  );

/** Polls until the value is as expected; fails after a minute. */
export async function until<T>(poll: () => Promise<T> | T, isExpected: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await poll();
    if (isExpected(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after a minute`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
