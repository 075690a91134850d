import assert from "node:assert/strict";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import { readBooking } from "../../../handlers/booking/readBooking";

type Answer = Record<string, unknown> | Error;

const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:booking";

const execution = (status: string, more: object = {}): Answer => ({
  name: "b1",
  input: '{"apartmentId":"7"}',
  status,
  ...more,
});
const RUNNING = execution("RUNNING");
const PAID = execution("SUCCEEDED", { output: '{"status":"paid"}' });
const EXPIRED = execution("SUCCEEDED", { output: '{"status":"vacant"}' });
const TAKEN = execution("FAILED", { error: "ApartmentTaken" });
const STOPPED = execution("ABORTED");
const NOWHERE = Object.assign(new Error("no such execution"), { name: "ExecutionDoesNotExist" });

const item = (status: string, reservationId?: string): Answer => ({
  Item: {
    Id: { S: "7" },
    status: { S: status },
    ...(reservationId !== undefined && { reservationId: { S: reservationId } }),
  },
});

/** A client that returns these answers in turn, and records its calls. */
function scripted(name: string, answers: Answer[], asked: unknown[]) {
  const left = [...answers];
  return {
    async send({ input }: { input: unknown }) {
      asked.push([name, input]);
      const answer = left.shift();
      if (!answer) throw new Error(`${name} is called once too often`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const DESCRIBE = ["states", { executionArn: MACHINE.replace("stateMachine", "execution").concat(":b1") }];
const GET = ["dynamodb", { TableName: "apartments", Key: { Id: { S: "7" } }, ConsistentRead: true }];

describe("handlers: reading a booking", () => {
  before(() => {
    Object.assign(process.env, { STATE_MACHINE_ARN: MACHINE, TABLE_NAME: "apartments" });
  });
  after(() => {
    for (const name of ["STATE_MACHINE_ARN", "TABLE_NAME"]) delete process.env[name];
  });

  const read = async (apartmentId: string | undefined, executions: Answer[], items: Answer[]) => {
    const asked: unknown[] = [];
    const machines = scripted("states", executions, asked) as unknown as SFNClient;
    const tables = scripted("dynamodb", items, asked) as unknown as DynamoDBClient;
    const { status, error } = (await readBooking(machines, tables, "b1", apartmentId)) ?? {};
    return { result: error ?? status, asked };
  };

  interface Case {
    is: string;
    when: string;
    executions: Answer[];
    items: Answer[];
    calls: unknown[];
  }

  const byId: Case[] = [
    {
      is: "PENDING",
      when: "its execution runs and has not reserved",
      executions: [RUNNING, RUNNING],
      items: [item("vacant")],
      calls: [DESCRIBE, GET, DESCRIBE],
    },
    {
      is: "HELD",
      when: "its execution runs and the apartment is reserved for it",
      executions: [RUNNING],
      items: [item("reserved", "b1")],
      calls: [DESCRIBE, GET],
    },
    {
      is: "EXPIRED",
      when: "it is reverted between the two reads",
      executions: [RUNNING, EXPIRED],
      items: [item("vacant")],
      calls: [DESCRIBE, GET, DESCRIBE],
    },
    {
      is: "EXPIRED",
      when: "another booking has had the apartment since",
      executions: [EXPIRED],
      items: [],
      calls: [DESCRIBE],
    },
    {
      is: "PAID",
      when: "another booking has had the apartment since",
      executions: [PAID],
      items: [],
      calls: [DESCRIBE],
    },
    {
      is: "ApartmentTaken",
      when: "refused",
      executions: [TAKEN],
      items: [item("reserved", "b2")],
      calls: [DESCRIBE, GET],
    },
    {
      is: "ABORTED",
      when: "stopped, and the apartment taken over",
      executions: [STOPPED],
      items: [item("reserved", "b2")],
      calls: [DESCRIBE, GET],
    },
    {
      is: "HELD",
      when: "stopped, and the apartment still reserved for it",
      executions: [STOPPED],
      items: [item("reserved", "b1")],
      calls: [DESCRIBE, GET],
    },
    {
      is: "PAID",
      when: "paid for after it was stopped",
      executions: [STOPPED],
      items: [item("paid", "b1")],
      calls: [DESCRIBE, GET],
    },
    {
      is: "InvalidBooking",
      when: "started by hand without an apartment",
      executions: [execution("FAILED", { error: "InvalidBooking", input: "{}" })],
      items: [],
      calls: [DESCRIBE],
    },
  ];
  for (const { is, when, executions, items, calls } of byId) {
    it(`is ${is} when ${when}`, async () =>
      assert.deepEqual(await read(undefined, executions, items), { result: is, asked: calls }));
  }

  it("is undefined if there is no execution with that id", async () => {
    assert.deepEqual(await read(undefined, [NOWHERE], []), { result: undefined, asked: [DESCRIBE] });
    const known = await read("7", [NOWHERE], [item("reserved", "b2")]);
    assert.deepEqual(known, { result: undefined, asked: [GET, DESCRIBE] });
  });

  it("is read from the table alone if its apartment is known and the table shows it", async () => {
    const held = await read("7", [], [item("reserved", "b1")]);
    assert.deepEqual(held, { result: "HELD", asked: [GET] });
    const paid = await read("7", [], [item("paid", "b1")]);
    assert.deepEqual(paid, { result: "PAID", asked: [GET] });
  });

  it("follows its execution if its apartment is known and the table does not show it", async () => {
    const paid = await read("7", [PAID], [item("reserved", "b2")]);
    assert.deepEqual(paid, { result: "PAID", asked: [GET, DESCRIBE] });
    const expired = await read("7", [EXPIRED], [item("vacant")]);
    assert.deepEqual(expired, { result: "EXPIRED", asked: [GET, DESCRIBE] });
    const missing = await read("7", [RUNNING, RUNNING], [{}, {}]);
    assert.deepEqual(missing, { result: "PENDING", asked: [GET, DESCRIBE, GET, DESCRIBE] });
  });

  it("is reserved between a read of the table and one of the execution", async () => {
    const held = await read("7", [RUNNING], [item("vacant"), item("reserved", "b1")]);
    assert.deepEqual(held, { result: "HELD", asked: [GET, DESCRIBE, GET] });
  });

  it("fails by what AWS answers", async () => {
    const throttled = Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
    await assert.rejects(read(undefined, [throttled], []), throttled);
    await assert.rejects(read("7", [], [throttled]), throttled);
  });
});
