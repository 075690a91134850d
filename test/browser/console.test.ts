import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { newProgram } from "../packages/cli/running";
import { useConsole } from "./consoleFixture";

const VIEWS = [
  "#/",
  "#/executions",
  "#/tables",
  "#/queues",
  "#/buckets",
  "#/topics",
  "#/logs",
  "#/faults",
  "#/clock",
];

/** What axe-core finds against WCAG 2.1 AA in the page as it is shown. */
async function violations(page: Page): Promise<string[]> {
  const axe = require("axe-core") as { source: string };
  const results = await page.evaluate(async (source) => {
    // The page's own policy allows no script of a test but this way.
    new Function(source)();
    const run = (
      globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } }
    ).axe.run;
    return run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
      // An experimental rule of axe, which takes the tooltip of an SVG group for text that is seen.
      rules: { "label-content-name-mismatch": { enabled: false } },
    });
  }, axe.source);
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`,
  );
}

interface Violation {
  id: string;
  nodes: { html: string }[];
}

/** Runs in a page of another origin: what it gets of a console by all that a page can try. */
async function attack(endpoint: string) {
  const read: string[] = [];
  const advance = JSON.stringify({ advance: { seconds: 3600 } });
  const fault = JSON.stringify({
    stateMachine: "payment",
    state: "Charge",
    fault: { kind: "error", error: "E" },
  });
  for (const mode of ["cors", "no-cors"] as const)
    for (const [path, body] of [["stack"], ["clock", advance], ["faults/add", fault]] as [
      string,
      string?,
    ][]) {
      const init: RequestInit = { mode, credentials: "include", ...(body && { method: "POST", body }) };
      const text = await fetch(`${endpoint}/_console/${path}`, init).then(
        (answer) => answer.text(),
        () => "",
      );
      if (text) read.push(text);
    }
  const element = <Name extends "iframe" | "script">(name: Name, address: string) =>
    new Promise<HTMLElementTagNameMap[Name]>((resolve) => {
      const made = document.createElement(name);
      made.onload = () => resolve(made);
      made.onerror = () => resolve(made);
      made.src = address;
      document.body.append(made);
    });
  let ran = false;
  addEventListener("error", () => {
    ran = true;
  });
  await element("script", `${endpoint}/_console/script.js`);
  const frame = await element("iframe", `${endpoint}/`);
  let framed = false;
  try {
    framed = Boolean(frame.contentDocument?.querySelector("#app"));
  } catch {
    // Another origin's document cannot be reached: that is what is asserted.
  }
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: `${endpoint}/_console/faults/add`, enctype: "text/plain" });
  const field = document.createElement("input");
  Object.assign(field, { name: fault.slice(0, -1), value: "}" });
  form.append(field);
  form.target = "sent";
  const sent = document.createElement("iframe");
  sent.name = "sent";
  document.body.append(sent, form);
  const answered = new Promise((resolve) => {
    sent.onload = resolve;
  });
  form.submit();
  await answered;
  const heard = await new Promise<boolean>((resolve) => {
    const source = new EventSource(`${endpoint}/_console/events`, { withCredentials: true });
    source.onopen = () => resolve(true);
    source.onerror = () => resolve(false);
  });
  return { read, framed, heard, ran };
}

describe("the console in a browser", function () {
  this.timeout(120_000);
  let program: string;
  before(() => {
    program = newProgram();
  });
  after(() => fs.rmSync(program, { recursive: true }));
  const fixture = useConsole(() => ({ program, time: "skip" }));

  const ran = async (machine: string, input: object): Promise<string> => {
    const run = await fixture.stack.machine(machine).start(input);
    await run.end();
    return run.arn;
  };
  const show = (arn: string, query = "") => fixture.open(`#/executions/${encodeURIComponent(arn)}${query}`);

  it("finds an execution that failed, explains it, and redrives it", async () => {
    await ran("payment", { amount: 500 });
    const { page, faults } = await fixture.open("#/executions?status=FAILED");
    await page.getByRole("grid").getByRole("link").first().click();
    await page.getByRole("button", { name: /^Task Charge, failed/ }).click();
    const panel = page.getByRole("region", { name: "State Charge" });
    await panel.getByText("500 is more than the card allows").first().waitFor();
    await panel.getByText("charging 500").last().waitFor();
    await page
      .getByRole("button", { name: /^Redrive/ })
      .first()
      .click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Redrive/ })
      .click();
    await page.getByText("Redriven").first().waitFor();
    assert.deepEqual(faults, []);
  });

  it("starts an execution and shows it live to its end", async () => {
    const { page, faults } = await fixture.open();
    await page.getByRole("button", { name: "Start payment" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Input (JSON)").fill('{"amount": 7}');
    await dialog.getByRole("button", { name: "Start" }).click();
    await page.getByText("Succeeded").first().waitFor();
    await page.getByRole("button", { name: /^Task Charge, succeeded/ }).waitFor();
    assert.deepEqual(faults, []);
  });

  it("shows the statement that a role lacks", async () => {
    const { page } = await show(await ran("refused", { amount: 1 }));
    await page.getByRole("button", { name: /^Task Charge, failed/ }).click();
    await page.getByText('"lambda:InvokeFunction"').first().waitFor();
  });

  it("shows text of data as text", async () => {
    const attack =
      '<img src=x onerror="globalThis.attacked = true"><script>globalThis.attacked = true</script>';
    const arn = await ran("declined", { note: attack });
    const { page, faults } = await show(arn, "?tab=data");
    await page.getByText("onerror").first().waitFor();
    assert.equal(await page.evaluate("globalThis.attacked"), undefined);
    assert.deepEqual(faults, []);
  });

  it("lets a page of another origin read and do nothing, in a browser that is signed in", async () => {
    const { endpoint, clock } = fixture.stack;
    // Another port of the same host: the browser sends it the cookie, which is for the site.
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Elsewhere</title>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { context } = await fixture.open();
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const before = clock.now();
      const got = await page.evaluate(attack, endpoint);
      assert.deepEqual(got, { read: [], framed: false, heard: false, ran: false });
      assert.deepEqual([fixture.stack.faults.list(), clock.now() - before < 600_000], [[], true]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it("moves time: a wait ends when the clock is moved to the next timer", async () => {
    const { stack } = fixture;
    stack.clock.setMode({ kind: "manual" });
    try {
      const run = await stack.machine("slow").start({});
      const { page, faults } = await fixture.open("#/clock");
      await page.getByRole("button", { name: /next timer/i }).click();
      await fixture.stack.services.stepFunctions.execution(run.arn)!.ended;
      assert.equal(run.status, "FAILED");
      await page.getByLabel(/^skip/i).first().check();
      await page.waitForFunction(() => document.body.innerText.includes("skips waits"));
      assert.equal(stack.clock.mode.kind, "skip");
      assert.deepEqual(faults, []);
    } finally {
      stack.clock.setMode({ kind: "skip" });
    }
  });

  it("adds a fault from a state's menu, by keyboard alone, and clears it", async () => {
    const { page, faults } = await show(await ran("payment", { amount: 7 }));
    await page.getByRole("button", { name: /^Task Charge/ }).focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await dialog.getByLabel("Error", { exact: true }).fill("Injected");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Added a fault for Charge").waitFor();
    assert.deepEqual(
      fixture.stack.faults.list().map(({ state, fault }) => [state, fault]),
      [["Charge", { kind: "error", error: "Injected" }]],
    );
    await ran("payment", { amount: 7 });
    const { page: list } = await fixture.open("#/executions");
    await list.getByText("Injected").first().waitFor();
    await list.goto(new URL("#/faults", fixture.stack.endpoint).href);
    await list.getByRole("button", { name: /Clear/ }).click();
    await list.waitForFunction(() => !document.body.innerText.includes("Injected"));
    assert.deepEqual(fixture.stack.faults.list(), []);
    assert.deepEqual(faults, []);
  });

  it("is used by keyboard alone: start, find, open a state", async () => {
    const { page } = await fixture.open();
    await page.getByRole("button", { name: "Start payment" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.getByLabel("Input (JSON)").fill('{"amount": 3}');
    await page.getByRole("dialog").getByRole("button", { name: "Start" }).press("Enter");
    await page.getByText("Succeeded").first().waitFor();
    const stroke = () =>
      page
        .getByRole("button", { name: /^Task Charge/ })
        .locator("rect")
        .evaluate((rect) => getComputedStyle(rect).stroke);
    const before = await stroke();
    await page.getByRole("button", { name: /^Pass Check/ }).focus();
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await stroke(), before, "the focus is seen");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "State Charge" }).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no violation of WCAG AA in ${colorScheme} colors`, async () => {
      const arn = await ran("payment", { amount: 500 });
      const { page } = await fixture.open("", { colorScheme, bypassCSP: true });
      const execution = `#/executions/${encodeURIComponent(arn)}`;
      const views = [
        ...VIEWS,
        execution,
        `${execution}?state=${encodeURIComponent("/States/Charge")}`,
        `${execution}?tab=timeline`,
        `${execution}?tab=events`,
        `${execution}?tab=data`,
      ];
      for (const view of views) {
        await page.goto(new URL(view, fixture.stack.endpoint).href);
        await page.waitForLoadState("networkidle").catch(() => {});
        await page.locator("main").waitFor();
        assert.deepEqual(await violations(page), [], view);
      }
    });
  }

  it("fits 1,024 pixels", async () => {
    const arn = await ran("payment", { amount: 500 });
    const { page } = await fixture.open("", { viewport: { width: 1024, height: 768 } });
    for (const view of [...VIEWS, `#/executions/${encodeURIComponent(arn)}`]) {
      await page.goto(new URL(view, fixture.stack.endpoint).href);
      await page.locator("main").waitFor();
      const [inner, outer] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      assert.ok(inner! <= outer!, `${view} is ${inner} pixels wide`);
    }
  });

  it("says that the stack is gone, and comes back with it", async () => {
    const { page } = await fixture.open();
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await page.getByRole("heading", { name: "State machines" }).waitFor();
  });
});
