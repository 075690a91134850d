import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ENVIRONMENT } from "./events";

const BOOKED = {
  Item: { Id: { S: "7" }, status: { S: "reserved" }, reservationId: { S: "b1" }, taskToken: { S: "t1" } },
};
const EXECUTION = {
  executionArn: `${ENVIRONMENT.STATE_MACHINE_ARN.replace("stateMachine", "execution")}:b1`,
  stateMachineArn: ENVIRONMENT.STATE_MACHINE_ARN,
  name: "b1",
  status: "RUNNING",
  startDate: 1_763_640_000,
  input: JSON.stringify({ apartmentId: "7" }),
};

/** Responses by operation; other operations have an empty response. */
const ANSWERS: Record<string, object> = {
  GetItem: BOOKED,
  StartExecution: EXECUTION,
  DescribeExecution: EXECUTION,
  ListExecutions: { executions: [] },
  Query: { Items: [], Count: 0 },
  Scan: { Items: [], Count: 0 },
};

/** An endpoint that responds immediately, so that only the function is measured. */
export async function fakeAws(): Promise<{ endpoint: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    request.resume();
    const operation = String(request.headers["x-amz-target"] ?? "")
      .split(".")
      .at(-1)!;
    const isJson = operation !== "";
    response.writeHead(200, { "content-type": isJson ? "application/x-amz-json-1.0" : "application/xml" });
    response.end(isJson ? JSON.stringify(ANSWERS[operation] ?? {}) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, close: () => server.close() };
}
