import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BookingLoad } from "../../../checks/load/booking";
import { Recording } from "../../../checks/load/recording";
import type { Target } from "../../../checks/load/workload";

const late = { data: null, errors: [{ message: "Execution timed out." }] };
const status = (field: string, value: string) => ({ data: { [field]: { status: value } } });
const error = (message: string) => ({ data: null, errors: [{ message }] });

/** A booking by a client whose API returns these responses, one after another. */
async function book(responses: object[]): Promise<{ end: unknown; recording: Recording; fields: string[] }> {
  const fields: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    fields.push(/(\w+)\(/.exec(JSON.parse(body).query.split("{")[1])?.[1] ?? "");
    const next = responses.shift();
    response.writeHead(next ? 200 : 500).end(JSON.stringify(next ?? "no response left"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const execution = { ended: Promise.resolve(), status: "SUCCEEDED" };
  // As much of a stack as a booking needs.
  const target = {
    services: { cloud: { region: "us-east-1" }, stepFunctions: { execution: () => execution } },
    evaluation: {
      outputs: {
        apiKeys: { booking: "key" },
        bookingUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
        bookingArn: "arn:aws:states:us-east-1:1:stateMachine:booking",
      },
    },
  } as unknown as Target;
  const recording = new Recording();
  const load = new BookingLoad(target);
  const end = await load.phases[1]!.run(0, recording);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { end, recording, fields };
}

describe("load: a client of the booking API", () => {
  const held = status("bookApartment", "HELD");
  const paid = status("payForApartment", "PAID");

  it("books and pays", async () => {
    const { end, fields } = await book([held, paid]);
    assert.equal(end, "PAID");
    assert.deepEqual(fields, ["bookApartment", "payForApartment"]);
  });

  it("retries where it got no response in time, also if the booking was made meanwhile", async () => {
    const { end, recording } = await book([late, held, late, error("AlreadyPaid: it is paid for")]);
    assert.equal(end, "PAID");
    assert.equal(String(recording.retries), "2 Execution timed out.");
    assert.equal(recording.errors.total, 0);
    assert.equal(recording.requests.count, 4);
  });

  it("polls until a pending booking is decided", async () => {
    const { end, fields } = await book([
      status("bookApartment", "PENDING"),
      { data: { getBooking: null } },
      { data: { getBooking: { status: "REFUSED", error: "ApartmentTaken" } } },
    ]);
    assert.equal(end, "ApartmentTaken");
    assert.deepEqual(fields, ["bookApartment", "getBooking", "getBooking"]);
  });

  it("does not treat an unexpected AlreadyPaid as paid", async () => {
    const { end } = await book([held, error("AlreadyPaid: it is paid for")]);
    assert.equal(end, "AlreadyPaid");
  });

  const unexpected: [what: string, responses: object[], kind: string][] = [
    ["an error that is not documented", [error("TypeError: x is not a function")], "TypeError"],
    ["an HTTP status", [], "HTTP 500"],
    ["an error of a poll", [status("bookApartment", "PENDING"), error("TypeError: no")], "GraphQL error"],
  ];
  for (const [what, responses, kind] of unexpected) {
    it(`records ${what}`, async () => {
      const { end, recording } = await book(responses);
      assert.equal(end, undefined);
      assert.equal(String(recording.errors), `1 ${kind}`);
    });
  }
});
