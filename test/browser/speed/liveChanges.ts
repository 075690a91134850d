import type { CDPSession, Page } from "playwright-core";
import type { LocalStack } from "../../../packages/local-stack";
import { launch, openPage } from "../browser";
import { quantile, run, withStack } from "./measuring";

const RUNNING = 1_000;
/** Of these: how many end and are started again every second. */
const SHORT = 10;
const MINUTES = Number(process.env.MINUTES ?? 10);

/** In real time, as pages have it: `performance.now()` from the same start in every process. */
const now = (): number => performance.timeOrigin + performance.now();

/**
 * With 1,000 executions running in real time: how long after a change two pages show it, the list of executions and one of the
 * executions, and how much their heaps grow. `npm run console:live`, MINUTES=10 by default.
 */
async function main(): Promise<void> {
  await withStack(async (stack, { link }) => {
    const changes = new Map<string, number>();
    // Rounds of 4 to 8 seconds, so that about a thousand events a second are spread over the time.
    const waiting = await Promise.all(
      Array.from({ length: RUNNING - SHORT }, (_, index) =>
        stack.machine("waiting").start({ seconds: 4 + (index % 5), stop: false }),
      ),
    );
    let rounds = 0;
    const unsubscribes = [
      stack.events.subscribe(
        ({ executionArn }) => changes.set(`${executionArn} Running`, now()),
        ["executionStarted"],
      ),
      stack.events.subscribe(
        ({ executionArn }) => changes.set(`${executionArn} Succeeded`, now()),
        ["executionEnded"],
      ),
      stack.events.subscribe(
        ({ executionArn, event }) => {
          if (!executionArn.endsWith(":watched") || event.type !== "WaitStateEntered") return;
          rounds++;
          changes.set(`round ${rounds}`, now());
        },
        ["history"],
      ),
    ];
    const input = { seconds: 1, stop: false };
    const { arn: watched } = await stack.machine("waiting").start(input, { name: "watched" });
    const browser = await launch();
    const stopShort = keepStarting(stack);
    try {
      const list = await openPage(browser, link);
      await list.page.goto(new URL("#/executions", stack.endpoint).href);
      const execution = await openPage(browser, link);
      await execution.page.goto(new URL(`#/executions/${encodeURIComponent(watched)}`, stack.endpoint).href);
      await list.page.locator(".execution-row a").first().waitFor();
      await execution.page.locator("svg.live .state").first().waitFor();
      // What is shown from now on: the rows that are there are no changes.
      const begun = now();
      const latencies = { list: [] as number[], execution: [] as number[] };
      const note = (values: number[]) => (change: string, at: number) => {
        const since = changes.get(change);
        changes.delete(change);
        if (since !== undefined && since > begun) values.push(at - since);
      };
      await list.page.exposeFunction("noteChange", note(latencies.list));
      await execution.page.exposeFunction("noteChange", note(latencies.execution));
      await list.page.evaluate(noteRows);
      await execution.page.evaluate(noteRounds);
      const heaps = await Promise.all([heapOf(list.page), heapOf(execution.page)]);
      for (let minute = 0; minute <= MINUTES; minute++) {
        if (minute > 0) await new Promise((resolve) => setTimeout(resolve, 60_000));
        const sizes = await Promise.all(heaps.map((heap) => heap()));
        const [listHeap, executionHeap] = sizes.map((size) => `${(size / 1e6).toFixed(1)} MB`);
        console.log(`minute ${minute}: heap of the list ${listHeap}, of the execution ${executionHeap}`);
      }
      for (const [name, values] of Object.entries(latencies)) {
        const [p50, p95, most] = [0.5, 0.95, 1].map((part) => Math.round(quantile(values, part)));
        console.log(
          `${name}: ${values.length} changes shown after ${p50} ms (median), ${p95} ms (p95), ${most} ms (most)`,
        );
      }
      for (const { faults } of [list, execution]) for (const fault of faults) console.log(`fault: ${fault}`);
    } finally {
      stopShort();
      for (const unsubscribe of unsubscribes) unsubscribe();
      await browser.close();
      await Promise.all(
        waiting.map(({ arn }) => stack.services.stepFunctions.execution(arn)!.stop(undefined, undefined)),
      );
    }
  });
}

/** Keeps some executions running that last a second. Returns what ends that. */
function keepStarting(stack: LocalStack): () => void {
  const timer = setInterval(() => void stack.machine("short").start({ seconds: 1 }), 1000 / SHORT);
  return () => clearInterval(timer);
}

/** Measures the bytes of a page's heap that are in use. */
async function heapOf(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  return async () => {
    await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
}

/** What the pages call; nothing of it stays in their heaps. */
declare const noteChange: (change: string, at: number) => Promise<void>;

/** Runs in the page of the list: notes when each row first shows each status. */
function noteRows(): void {
  let shown = new Set<string>();
  new MutationObserver(() => {
    const at = performance.timeOrigin + performance.now();
    const present = new Set<string>();
    for (const row of document.querySelectorAll(".execution-row")) {
      const arn = decodeURIComponent(
        (row.querySelector("a")?.getAttribute("href") ?? "").slice("#/executions/".length),
      );
      present.add(`${arn} ${(row.querySelector(".badge")?.textContent ?? "").replace(/\W/g, "")}`);
    }
    for (const change of present) if (!shown.has(change)) void noteChange(change, at);
    shown = present;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** Runs in the page of the execution: notes when the state that waits first shows each number of visits. */
function noteRounds(): void {
  let last = 0;
  new MutationObserver(() => {
    const text = document.querySelector("svg.live .counted")?.textContent ?? "";
    const rounds = Number(text.replace(/\D/g, ""));
    if (rounds <= last) return;
    last = rounds;
    void noteChange(`round ${rounds}`, performance.timeOrigin + performance.now());
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}

run(main);
