import { ClientError, GraphQLClient, type Variables } from "graphql-request";
import { type Credential, callApi } from "../../../../checks/workflows/apiClient";
import type { Execution, Service } from "../../../../packages/local-cloud";
import type { Evaluation } from "../../../../packages/local-stack";
import { type Running, startStack } from "../../../packages/local-stack/stack";

/** An apartment as the table has it. */
export interface Item {
  status: string;
  reservationId?: string;
  reservedUntil?: number;
  taskToken?: string;
}

export interface Booking {
  id: string;
  apartmentId: string;
  status: string;
  error: string | null;
}

type Attributes = Record<string, { S?: string; N?: string }>;

const BOOKING = "{ id apartmentId status error }";

/** The booking workflow alone in a local cloud, and clients of its API and its table. */
export class Bookings {
  readonly url: string;
  readonly table: string;
  /** The state machine's or its alias's. */
  readonly arn: string;
  readonly client: GraphQLClient;
  readonly credential: Credential;

  constructor(readonly running: Running) {
    const { outputs, services } = running;
    this.url = String(outputs.bookingUrl);
    this.table = String(outputs.bookingTable);
    this.arn = String(outputs.bookingArn);
    const { booking: apiKey } = outputs.apiKeys as { booking?: string };
    this.credential = apiKey ? { apiKey } : { service: "appsync", region: services.cloud.region };
    this.client = apiKey
      ? new GraphQLClient(this.url, { headers: { "x-api-key": apiKey } })
      : new GraphQLClient(this.url, { fetch: signed(this.credential) });
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

  /** Puts an apartment into the table; a vacant one unless said otherwise. */
  async open(id: string, item: Item = { status: "vacant" }): Promise<void> {
    const { status, reservationId, reservedUntil, taskToken } = item;
    await this.callTable("PutItem", {
      Item: {
        Id: { S: id },
        status: { S: status },
        ...(reservationId !== undefined && { reservationId: { S: reservationId } }),
        ...(reservedUntil !== undefined && { reservedUntil: { N: String(reservedUntil) } }),
        ...(taskToken !== undefined && { taskToken: { S: taskToken } }),
      },
    });
  }

  async remove(id: string): Promise<void> {
    await this.callTable("DeleteItem", { Key: { Id: { S: id } } });
  }

  async item(id: string): Promise<Item | undefined> {
    const { Item: found } = await this.callTable("GetItem", { Key: { Id: { S: id } }, ConsistentRead: true });
    if (!found) return undefined;
    const { status, reservationId, reservedUntil, taskToken } = found as Attributes;
    return {
      status: status!.S!,
      ...(reservationId && { reservationId: reservationId.S! }),
      ...(reservedUntil && { reservedUntil: Number(reservedUntil.N) }),
      ...(taskToken && { taskToken: taskToken.S! }),
    };
  }

  callTable(operation: string, input: object): Promise<Record<string, unknown>> {
    const { cloud } = this.services;
    return cloud.call(cloud.administrator, "dynamodb", operation, { TableName: this.table, ...input });
  }

  async book(id: string, apartmentId: string): Promise<Booking> {
    const query = `mutation ($input: BookApartmentInput!) { bookApartment(input: $input) ${BOOKING} }`;
    return (await this.ask<{ bookApartment: Booking }>(query, { input: { id, apartmentId } })).bookApartment;
  }

  async pay(id: string, apartmentId?: string): Promise<Booking> {
    const query = `mutation ($id: ID!, $apartmentId: ID) { payForApartment(bookingId: $id, apartmentId: $apartmentId) ${BOOKING} }`;
    return (await this.ask<{ payForApartment: Booking }>(query, { id, apartmentId })).payForApartment;
  }

  async booking(id: string, apartmentId?: string): Promise<Booking | null> {
    const query = `query ($id: ID!, $apartmentId: ID) { getBooking(id: $id, apartmentId: $apartmentId) ${BOOKING} }`;
    return (await this.ask<{ getBooking: Booking | null }>(query, { id, apartmentId })).getBooking;
  }

  /** Starts a booking's execution without the API. */
  async start(id: string, apartmentId: string): Promise<Execution> {
    const { cloud } = this.services;
    await cloud.call(cloud.administrator, "states", "StartExecution", {
      stateMachineArn: this.arn,
      name: id,
      input: JSON.stringify({ apartmentId }),
    });
    return this.execution(id);
  }

  execution(id: string): Execution {
    const [prefix, machine] = this.arn.split(":stateMachine:");
    const arn = `${prefix}:execution:${machine!.split(":")[0]}:${id}`;
    const execution = this.services.stepFunctions.execution(arn);
    if (!execution) throw new Error(`there is no execution ${arn}`);
    return execution;
  }

  /** Waits for a booking's execution to end, time skipped. */
  async ended(id: string): Promise<string> {
    const execution = this.execution(id);
    await this.services.clock.skipWhile(execution.ended);
    return outcome(execution);
  }

  ask<T>(query: string, variables: Variables = {}): Promise<T> {
    return this.client.request<T>(query, variables);
  }

  /** The first error of what `ask` rejected. */
  async errorOf(answer: Promise<unknown>): Promise<{ message: string; errorType?: string }> {
    try {
      await answer;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      const [first] = error.response.errors ?? [];
      if (!first) throw error;
      return { message: first.message, ...("errorType" in first && { errorType: String(first.errorType) }) };
    }
    throw new Error("expected an error");
  }

  /** The name before the colon in the first error's message. */
  async refusal(answer: Promise<unknown>): Promise<string> {
    return (await this.errorOf(answer)).message.split(":")[0]!;
  }
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

/** A call of a service under way. */
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

/** `paid`, `vacant`, or the error's name. */
export function outcome({ result }: Execution): string {
  if (result?.status !== "SUCCEEDED") return String(result?.error);
  return (result.output as { status: string }).status;
}

/** The states that an execution entered. */
export const statesOf = (execution: Execution): string[] =>
  execution.events.flatMap(({ stateEnteredEventDetails }) =>
    stateEnteredEventDetails ? [(stateEnteredEventDetails as { name: string }).name] : [],
  );

/** Asks until it is so; fails after 20 seconds. */
export async function until<T>(look: () => Promise<T> | T, isSo: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await look();
    if (isSo(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after 20 seconds`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const signed =
  (credential: Credential): typeof fetch =>
  async (url, init) => {
    const { status, text } = await callApi(credential, "POST", String(url), String(init?.body));
    return new Response(text, { status, headers: { "content-type": "application/json" } });
  };
