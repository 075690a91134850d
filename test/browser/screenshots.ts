import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { PROGRAM_DIRECTORY } from "../../checks/program";
import { serveConsole } from "../../packages/console";
import { startLocalStack } from "../../packages/local-stack";
import { launch, missing, openPage } from "./browser";

const FOLDER = path.join(PROGRAM_DIRECTORY, "docs/console");

/** Takes the pictures of docs/console.md: `npm run screenshots`. */
async function main(): Promise<void> {
  const why = missing();
  if (why !== undefined) throw new Error(why);
  mkdirSync(FOLDER, { recursive: true });
  await using stack = await startLocalStack({ program: PROGRAM_DIRECTORY, time: "skip" });
  const opened = serveConsole(stack, {
    program: "/home/anna/shop",
    costOf: ({ billedTransitions }) => billedTransitions * 0.000025,
  });
  const order = { accountid: "anna", vendorid: "garden", city: "Oslo", invoicekey: "i-1" };
  const booking = await stack.machine("booking-machine").start({ id: "b1", apartmentId: "7" });
  await booking.end();
  const placed = await stack.machine("orders-machine").start(order);
  await placed.end();
  stack.faults.add({
    stateMachine: "orders-machine",
    state: "Write Invoice",
    fault: { kind: "error", error: "S3.SlowDown" },
  });
  const failed = await stack.machine("orders-machine").start({ ...order, vendorid: "market" });
  await failed.end();

  const browser = await launch();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await openPage(browser, opened.link, {
        colorScheme,
        viewport: { width: 1200, height: 760 },
      });
      const take = async (name: string, hash: string) => {
        await page.goto(new URL(hash, stack.endpoint).href);
        await page.waitForLoadState("networkidle", { timeout: 3000 }).catch((error: Error) => {
          // The stream of events stays open.
          if (error.name !== "TimeoutError") throw error;
        });
        await page.screenshot({ path: path.join(FOLDER, `${name}.png`) });
      };
      const execution = `#/executions/${encodeURIComponent(failed.arn)}`;
      if (colorScheme === "dark") await take("dark", execution);
      else {
        await take("overview", "#/");
        await take("executions", "#/executions");
        await take("execution", `${execution}?state=${encodeURIComponent("/States/Write Invoice")}`);
        await take("timeline", `#/executions/${encodeURIComponent(booking.arn)}?tab=timeline`);
        await take("events", `${execution}?tab=events`);
        await take("faults", "#/faults");
        await take("clock", "#/clock");
        await take("tables", "#/tables");
      }
    }
  } finally {
    await browser.close();
    opened.close();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
});
