import type { Execution } from "../../../packages/local-cloud";
import { type Credential, callApi } from "../apiClient";
import { callAws, type DeployedStack, executionArnOf, type Item, startExecution } from "../deployedStack";
import { resultOf } from "../executions";

/** A booking as the GraphQL API returns it. */
export interface Booking {
  id: string;
  apartmentId: string;
  status: string;
  error: string | null;
}

/** An apartment as the table has it. */
export interface ApartmentItem {
  status: string;
  reservationId?: string;
  reservedUntil?: number;
  taskToken?: string;
}

interface FieldError {
  message: string;
  errorType?: string;
}

/** A response of the GraphQL API with errors, or with an HTTP status other than 200. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly text: string,
    readonly errors: FieldError[],
  ) {
    super(errors[0]?.message ?? `HTTP ${status}: ${text}`);
  }

  /** The name before the colon in the first error's message; `HTTP 500` where there is no error. */
  get reason(): string {
    return this.errors[0]?.message.split(":")[0] ?? `HTTP ${this.status}`;
  }
}

/** The status that a request returned, or the reason of its error: `HELD`, `ApartmentTaken`. */
export async function statusOrError(request: Promise<{ status: string } | null>): Promise<string> {
  try {
    return String((await request)?.status);
  } catch (error) {
    if (error instanceof ApiError) return error.reason;
    throw error;
  }
}

const FIELDS = "{ id apartmentId status error }";
const BOOK = `mutation ($input: BookApartmentInput!) { bookApartment(input: $input) ${FIELDS} }`;
const PAY = `mutation ($bookingId: ID!, $apartmentId: ID) { payForApartment(bookingId: $bookingId, apartmentId: $apartmentId) ${FIELDS} }`;
const GET = `query ($id: ID!, $apartmentId: ID) { getBooking(id: $id, apartmentId: $apartmentId) ${FIELDS} }`;

/** The booking workflow: its GraphQL API, and its table and executions, which an operator sees. */
export class BookingClient {
  /** The executions that {@link book} started. */
  readonly executionArns: string[] = [];
  readonly url: string;
  readonly table: string;
  /** The ARN of the state machine or of its alias. */
  readonly arn: string;
  private readonly credential: Credential;

  constructor(private readonly stack: DeployedStack) {
    const { bookingUrl, bookingTable, bookingArn, apiKeys } = stack.outputs;
    const { booking: apiKey } = apiKeys as { booking?: string };
    this.url = String(bookingUrl);
    this.table = String(bookingTable);
    this.arn = String(bookingArn);
    this.credential = apiKey ? { apiKey } : { service: "appsync", region: stack.services.cloud.region };
  }

  /** @throws ApiError if the response has errors or an HTTP status other than 200. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const { status, text } = await callApi(this.credential, "POST", this.url, { query, variables });
    const { data, errors = [] } = parse<T>(text);
    if (status !== 200 || errors.length > 0) throw new ApiError(status, text, errors);
    return data as T;
  }

  async book(id: string, apartmentId: string): Promise<Booking> {
    this.executionArns.push(this.executionArn(id));
    const input = { id, apartmentId };
    return (await this.ask<{ bookApartment: Booking }>(BOOK, { input })).bookApartment;
  }

  async pay(bookingId: string, apartmentId?: string): Promise<Booking> {
    const variables = { bookingId, apartmentId };
    return (await this.ask<{ payForApartment: Booking }>(PAY, variables)).payForApartment;
  }

  async booking(id: string, apartmentId?: string): Promise<Booking | null> {
    return (await this.ask<{ getBooking: Booking | null }>(GET, { id, apartmentId })).getBooking;
  }

  async apartment(id: string): Promise<{ status: string } | null> {
    const query = "query ($id: ID!) { getApartment(id: $id) { status } }";
    return (await this.ask<{ getApartment: { status: string } | null }>(query, { id })).getApartment;
  }

  /** Puts an apartment into the table. Default: a vacant one. */
  async open(id: string, item: ApartmentItem = { status: "vacant" }): Promise<void> {
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

  async item(id: string): Promise<ApartmentItem | undefined> {
    const { Item: found } = await this.callTable("GetItem", { Key: { Id: { S: id } }, ConsistentRead: true });
    if (!found) return undefined;
    const { status, reservationId, reservedUntil, taskToken } = found as Item;
    return {
      status: status!.S!,
      ...(reservationId && { reservationId: reservationId.S! }),
      ...(reservedUntil && { reservedUntil: Number(reservedUntil.N) }),
      ...(taskToken && { taskToken: taskToken.S! }),
    };
  }

  callTable(operation: string, input: object): Promise<Record<string, unknown>> {
    return callAws(this.stack, "dynamodb", operation, { TableName: this.table, ...input });
  }

  /** Starts a booking's execution without the API. */
  start(id: string, apartmentId: string): Promise<Execution> {
    return startExecution(this.stack, this.arn, { name: id, input: JSON.stringify({ apartmentId }) });
  }

  executionArn(id: string): string {
    return executionArnOf(this.arn, id);
  }

  /** @throws Error if the booking has no execution. */
  execution(id: string): Execution {
    const arn = this.executionArn(id);
    const execution = this.stack.services.stepFunctions.execution(arn);
    if (!execution) throw new Error(`there is no execution ${arn}`);
    return execution;
  }

  /** Waits for a booking's execution to end, time skipped; returns `SUCCEEDED`, or its status and error. */
  async ended(id: string): Promise<string> {
    return resultOf(await this.endedExecution(id));
  }

  /** As {@link ended}, but returns its {@link outcome}. */
  async outcomeOf(id: string): Promise<string> {
    return outcome(await this.endedExecution(id));
  }

  private async endedExecution(id: string): Promise<Execution> {
    const execution = this.execution(id);
    await this.stack.services.clock.skipWhile(execution.ended);
    return execution;
  }
}

/** A response that is not JSON has no GraphQL errors. */
function parse<T>(text: string): { data?: T; errors?: FieldError[] } {
  try {
    return JSON.parse(text) as { data?: T; errors?: FieldError[] };
  } catch {
    return {};
  }
}

/** `paid`, `vacant`, or the error that an execution ended with. */
export function outcome({ result }: Execution): string {
  if (result?.status === "SUCCEEDED") return (result.output as { status: string }).status;
  return String(result && "error" in result ? result.error : undefined);
}
