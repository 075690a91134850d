import assert from "node:assert/strict";
import * as fs from "node:fs";
import { type Console, serveConsole } from "../../../packages/console";
import type {
  ClockView,
  CopiesView,
  ExecutionPage,
  ExecutionView,
  HistoryPage,
  Live,
  StackView,
  TimelineView,
  VisitView,
} from "../../../packages/console/api";
import { type LocalStack, startLocalStack } from "../../../packages/local-stack";
import { newProgram } from "../cli/running";

describe("the console's server", function () {
  this.timeout(120_000);
  const program = newProgram();
  let stack: LocalStack;
  let opened: Console;
  let cookie: string;

  before(async () => {
    stack = await startLocalStack({ program, time: "skip" });
    opened = serveConsole(stack, {
      program,
      costOf: ({ billedTransitions }) => billedTransitions,
    });
    const { headers, status } = await fetch(opened.link, { redirect: "manual" });
    assert.equal(status, 303);
    cookie = headers.get("set-cookie")!.split(";")[0]!;
  });
  after(async () => {
    opened?.close();
    await stack?.close();
    fs.rmSync(program, { recursive: true });
  });

  const request = (name: string, init: RequestInit = {}) =>
    fetch(new URL(name, `${stack.endpoint}/_console/`), { ...init, headers: { cookie, ...init.headers } });
  async function get<T>(name: string, query: Record<string, string> = {}): Promise<T> {
    const response = await request(`${name}?${new URLSearchParams(query)}`);
    const value = (await response.json()) as T;
    assert.equal(response.status, 200, JSON.stringify(value));
    return value;
  }
  const post = (name: string, body: unknown, headers = { "content-type": "application/json" }) =>
    request(name, { method: "POST", body: JSON.stringify(body), headers });
  const view = (arn: string) => get<ExecutionView>("execution", { arn });
  async function ran(machine: string, input: unknown): Promise<string> {
    const run = await stack.machine(machine).start(input as object);
    await run.end();
    return run.arn;
  }

  it("shows what the stack has", async () => {
    const { name, machines, functions, outputs, region } = await get<StackView>("stack");
    assert.deepEqual([name, region, functions.map(({ title }) => title)], ["dev", "eu-west-1", ["charge"]]);
    assert.deepEqual(machines.map(({ title }) => title).sort(), [
      "declined",
      "large",
      "order",
      "payment",
      "refused",
      "slow",
    ]);
    assert.match(String(outputs.find((each) => each.name === "paymentArn")?.value), /:stateMachine:payment-/);
  });

  it("lets a browser keep the script and the style of its page, and nothing else", async () => {
    const headers = { cookie };
    const document = await fetch(stack.endpoint, { headers });
    const addresses = [...(await document.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(
      (match) => match[1]!,
    );
    const caching = async (address: string) => {
      const response = await fetch(new URL(address, stack.endpoint), { headers });
      await response.body?.cancel();
      return [response.status, response.headers.get("cache-control")];
    };
    assert.match(
      addresses.join(" "),
      /^\/_console\/style\.css\?digest=\S{43} \/_console\/script\.js\?digest=\S{43}$/,
    );
    for (const address of addresses) {
      assert.deepEqual(await caching(address), [200, "private, max-age=31536000, immutable"]);
      assert.deepEqual(
        await caching(`${address}x`),
        [200, "no-store"],
        "another one may come under this address",
      );
    }
    for (const address of ["/", "/_console/stack", "/_console/script.js"])
      assert.deepEqual(await caching(address), [200, "no-store"], address);
  });

  it("shows an execution: states, the path, attempts, log lines, what was skipped, what to copy", async () => {
    const arn = await ran("payment", { amount: 500 });
    const { status, error, states, taken, perhaps, drawing, redrivable, billedTransitions, cost } =
      await view(arn);
    assert.deepEqual([status, error, redrivable, cost], ["FAILED", "RangeError", true, billedTransitions]);
    assert.deepEqual(states, {
      "/States/Check": { status: "succeeded", visits: 1 },
      "/States/Charge": { status: "failed", visits: 1, attempt: 2, maxAttempts: 2 },
    });
    assert.deepEqual([taken, perhaps], [{ "/StartAt": 1, "/States/Check/Next": 1 }, {}]);
    assert.ok(drawing.edges.every(({ id }) => id in taken || id.startsWith("/States/Charge/")));
    assert.deepEqual(
      drawing.nodes.map(({ id }) => id),
      ["#start", "/States/Check", "/States/Charge", "#end"],
    );
    const { rows, cut } = await get<TimelineView>("timeline", { arn });
    const [, charge] = rows;
    assert.equal(cut, false);
    assert.ok(charge!.skipped! > 500, "the second between the attempts is skipped");
    const copies = await get<CopiesView>("copies", { arn });
    assert.equal(copies.command, `npx workflows start payment --local --wait --input '{"amount":500}'`);
    assert.match(copies.test, /stack\.mock\("Charge", \(\) => answersOfCharge\.shift\(\)!\(\)\)/);

    const [visit] = await get<VisitView[]>("visits", { arn, state: "/States/Charge" });
    assert.deepEqual(
      visit!.attempts.map(({ error }) => error),
      ["RangeError", "RangeError"],
    );
    assert.deepEqual(JSON.parse(visit!.input), { amount: 500 });
    assert.deepEqual(visit!.attempts[0]!.logs.map(({ message }) => message.split("\t").at(-1)).slice(0, 1), [
      "charging 500",
    ]);
    const { total, events } = await get<HistoryPage>("history", { arn, offset: "1", limit: "2" });
    assert.deepEqual(
      [total > 8, events.map(({ type, state }) => [type, state])],
      [
        true,
        [
          ["PassStateEntered", "Check"],
          ["PassStateExited", "Check"],
        ],
      ],
    );
  });

  it("names the statement that a role lacks", async () => {
    const arn = await ran("refused", { amount: 5 });
    const [visit] = await get<VisitView[]>("visits", { arn, state: "/States/Charge" });
    assert.equal(JSON.parse(visit!.missingStatement!).Action, "lambda:InvokeFunction");
    const { refusals } = await get<StackView>("stack");
    assert.match(refusals.at(-1)!.statement!, /"Action": "lambda:InvokeFunction"/);
  });

  it("links an execution with those that it started", async () => {
    const arn = await ran("order", { amount: 5 });
    const { started } = await view(arn);
    assert.equal(started.length, 1);
    assert.match(started[0]!.title, /^payment /);
    assert.equal((await view(started[0]!.arn)).startedBy!.arn, arn);
  });

  it("lists executions by machine, status, name and time, a window of them", async () => {
    await ran("declined", {});
    const { arn: machine } = (await get<StackView>("stack")).machines.find(
      ({ title }) => title === "declined",
    )!;
    const all = await get<ExecutionPage>("executions", { machine, status: "FAILED" });
    assert.deepEqual([all.total, all.rows[0]!.title, all.rows[0]!.error], [1, "declined", "Declined"]);
    const later = String(all.rows[0]!.startedAt + 1);
    assert.equal((await get<ExecutionPage>("executions", { machine, from: later })).total, 0);
    assert.equal((await get<ExecutionPage>("executions", { name: all.rows[0]!.name.slice(3) })).total, 1);
    assert.deepEqual((await get<ExecutionPage>("executions", { machine, offset: "1" })).rows, []);
  });

  it("starts, stops and redrives executions", async () => {
    const { arn: machine } = (await get<StackView>("stack")).machines.find(
      ({ title }) => title === "payment",
    )!;
    const started = await post("start", { machine, input: '{"amount":700}', name: "by-hand" });
    const { arn } = (await started.json()) as { arn: string };
    await stack.services.stepFunctions.execution(arn)!.ended;
    assert.equal((await post("redrive", { arn })).status, 200);
    await stack.services.stepFunctions.execution(arn)!.ended;
    assert.equal((await view(arn)).redriveCount, 1);
    const refused = await post("start", { machine, input: "{", name: "broken" });
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { message: string }).message.split(":")[0]],
      [400, "InvalidExecutionInput"],
    );
  });

  it("moves the clock, and says what waits", async () => {
    const changed = await post("clock", { mode: "manual" });
    assert.equal(((await changed.json()) as ClockView).mode, "manual");
    const before = stack.clock.now();
    await post("clock", { advance: { seconds: 60 } });
    assert.equal(stack.clock.now() - before, 60_000);
    const wrong = await post("clock", { mode: "slow" });
    assert.deepEqual(await wrong.json(), { message: 'mode is "slow"; allowed: real, skip, manual, scaled' });
    await post("clock", { mode: "skip" });
  });

  it("adds and clears faults", async () => {
    const added = await post("faults/add", {
      stateMachine: "payment",
      state: "Charge",
      fault: { kind: "error", error: "Injected" },
    });
    assert.equal(((await added.json()) as { kind: string }[])[0]!.kind, "error");
    assert.equal((await view(await ran("payment", { amount: 5 }))).error, "Injected");
    const wrong = await post("faults/add", {
      stateMachine: "payment",
      state: "Nowhere",
      fault: { kind: "error", error: "X" },
    });
    assert.match(((await wrong.json()) as { message: string }).message, /Nowhere/);
    assert.deepEqual(await (await post("faults/clear", {})).json(), []);
  });

  it("sends what changes to pages that are open", async () => {
    const controller = new AbortController();
    const { body } = await request("events", { signal: controller.signal });
    const arn = await ran("payment", { amount: 9 });
    let text = "";
    let row: Live["executions"][number] | undefined;
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const events = text
        .split("\n")
        .filter((line) => line.startsWith("data: "))
        .map((line) => JSON.parse(line.slice(6)) as Live);
      row = events.flatMap(({ executions }) => executions).findLast((each) => each.arn === arn);
      if (row?.status === "SUCCEEDED") break;
    }
    controller.abort();
    assert.equal(row!.status, "SUCCEEDED");
  });

  it("does not hold the clock while a page is open", async () => {
    const controller = new AbortController();
    await request("events", { signal: controller.signal });
    const run = await stack.machine("slow").start({});
    assert.equal((await run.end()).status, "FAILED", "its minute is skipped");
    controller.abort();
  });

  it("answers only a browser that opened the link", async () => {
    const { endpoint } = stack;
    const status = async (url: string, init: RequestInit = {}) => (await fetch(url, init)).status;
    assert.equal(await status(endpoint), 401);
    assert.equal(await status(`${endpoint}/?token=${"a".repeat(43)}`), 401);
    assert.equal(await status(`${endpoint}/_console/stack`), 401);
    assert.equal(
      await status(`${endpoint}/_console/stack`, { headers: { cookie: `${cookie.split("=")[0]}=x` } }),
      401,
    );
    assert.equal(await status(endpoint, { headers: { cookie } }), 200);
    const foreign = { cookie, "sec-fetch-site": "cross-site" };
    assert.equal(await status(`${endpoint}/_console/stack`, { headers: foreign }), 403);
    assert.equal(
      await status(`${endpoint}/_console/stack`, { headers: { cookie, origin: "http://evil.example" } }),
      403,
    );
    assert.equal((await post("faults/clear", {}, { "content-type": "text/plain" })).status, 415);
  });

  it("sends headers with which a page of it loads nothing from elsewhere", async () => {
    const { headers } = await fetch(stack.endpoint, { headers: { cookie } });
    assert.match(
      headers.get("content-security-policy")!,
      /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/,
    );
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    const link = await fetch(opened.link, { redirect: "manual" });
    assert.match(link.headers.get("set-cookie")!, /; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it("says what is wrong with a request", async () => {
    const message = async (name: string) =>
      ((await (await request(name)).json()) as { message: string }).message;
    assert.equal(await message("execution"), "arn is null; allowed: a text");
    assert.match(await message("execution?arn=x"), /there is no execution x/);
    assert.match(await message("executions?status=DONE"), /status is "DONE"; allowed: RUNNING, SUCCEEDED/);
    assert.match(await message("executions?limit=-1"), /limit is "-1"; allowed: a whole number from 0/);
    assert.match(await message("nothing"), /there is no GET \/_console\/nothing/);
  });

  it("leaves the root of the port to S3 for signed requests", async () => {
    const { S3Client, ListBucketsCommand } = await import("@aws-sdk/client-s3");
    const { Buckets } = await stack.client(S3Client).send(new ListBucketsCommand({}));
    assert.deepEqual(Buckets ?? [], []);
  });
});
