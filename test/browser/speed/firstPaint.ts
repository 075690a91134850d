import type { Browser } from "playwright-core";
import type { LocalStack } from "../../../packages/local-stack";
import { launch } from "../browser";
import { quantile, run, runAll, withStack } from "./measuring";

const ROUNDS = 9;

interface View {
  name: string;
  hash: string;
  /** What is in the page once the view's content is. */
  content: string;
  /** Whether it is what a browser gets without the link. */
  closed?: true;
}

/**
 * How long large views take to show their content: from the navigation in a new tab, which starts a process of the browser, from the
 * navigation when that tab is loaded again, and from the click that opens them in the open console: `npm run console:paint`.
 */
async function main(): Promise<void> {
  await withStack(async (stack, { link }) => {
    const views = await largeViews(stack);
    const browser = await launch();
    try {
      const cookies = await cookiesOf(browser, link);
      for (const view of views) {
        const times: Times[] = [];
        const again: Painted[] = [];
        const opened: number[] = [];
        // The first warms up what the server computes once.
        for (let round = -1; round < ROUNDS; round++) {
          const [time, reloaded] = await timesOf(browser, cookies, stack.endpoint, view);
          if (round >= 0) times.push(time);
          if (round >= 0) again.push(reloaded);
          if (round >= 0 && !view.closed)
            opened.push(await timeInConsole(browser, cookies, stack.endpoint, view));
        }
        const median = (values: number[]) => Math.round(quantile(values, 0.5));
        const painted = (all: Painted[]) =>
          `first paint ${median(all.map(({ first }) => first))} ms, content ${median(all.map(({ content }) => content))} ms`;
        console.log(
          [
            `${view.name}: in a new tab: ${painted(times)}`,
            `loaded again: ${painted(again)}`,
            ...(view.closed ? [] : [`in the open console: content ${median(opened)} ms`]),
            `processor in a new tab: page ${median(times.map(({ page }) => page))} ms, stack ${median(times.map(({ server }) => server))} ms`,
          ].join("; "),
        );
      }
    } finally {
      await browser.close();
    }
  });
}

async function largeViews(stack: LocalStack): Promise<View[]> {
  const [rounds] = await runAll(stack, "rounds", [{ round: 0, rounds: 6_240 }]);
  const [items] = await runAll(stack, "items", [Array.from({ length: 10_000 }, (_, index) => index)]);
  const [large] = await runAll(stack, "pass", [largeInput(256 * 1024)]);
  await runAll(
    stack,
    "pass",
    Array.from({ length: 10_000 }, (_, index) => ({ index })),
  );
  const of = (arn: string, query = "") => `#/executions/${encodeURIComponent(arn)}${query}`;
  const events = (arn: string) => stack.services.stepFunctions.execution(arn)!.events.length;
  const total = stack.services.stepFunctions.executions().length;
  return [
    // What the browser and the machine need for any page.
    { name: "a page of one line, for comparison", hash: "", content: "h1", closed: true },
    { name: `a list of ${total} executions`, hash: "#/executions", content: ".execution-row a" },
    {
      name: `the events of a history of ${events(rounds!)}`,
      hash: of(rounds!, "?tab=events"),
      content: ".event-row .quiet[title]",
    },
    { name: "its graph", hash: of(rounds!), content: "svg.live .state" },
    { name: "its timeline", hash: of(rounds!, "?tab=timeline"), content: ".timeline-row .bar" },
    { name: "a Map of 10,000 items", hash: of(items!), content: "svg.live .state.container" },
    { name: "its timeline", hash: of(items!, "?tab=timeline"), content: ".timeline-row .bar" },
    {
      name: "an iteration of it",
      hash: of(
        items!,
        `?iterations=${encodeURIComponent('{"/States/Each":9999}')}&state=${encodeURIComponent("/States/Each/ItemProcessor/States/Item")}`,
      ),
      content: ".state-panel .tree-row",
    },
    { name: "an input of 256 KiB", hash: of(large!, "?tab=data"), content: ".json-box .tree-row" },
    {
      name: "a state with an input of 256 KiB",
      hash: of(large!, `?state=${encodeURIComponent("/States/Done")}`),
      content: ".state-panel .tree-row",
    },
  ];
}

/** Orders with lines, as JSON of this many bytes at most: not one long text, which would be shown by its beginning. */
function largeInput(bytes: number): object {
  const order = (id: number) => ({ id, name: `order ${id}`, lines: [{ sku: "a-1", count: 2, price: 9.5 }] });
  const count = Math.floor((bytes - 200) / `${JSON.stringify(order(99_999))},`.length);
  return { orders: Array.from({ length: count }, (_, index) => order(index + 10_000)) };
}

type Cookies = Parameters<Awaited<ReturnType<Browser["newContext"]>>["addCookies"]>[0];

async function cookiesOf(browser: Browser, link: string): Promise<Cookies> {
  const context = await browser.newContext();
  await (await context.newPage()).goto(link);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}

/** Milliseconds. */
interface Times extends Painted {
  /** What the page's main thread, and the stack, took of the processor until then: other load does not change it. */
  page: number;
  server: number;
}

/** From the navigation to the end of the frame in which the content is, and to the first paint of anything. */
interface Painted {
  content: number;
  first: number;
}

async function timesOf(
  browser: Browser,
  cookies: Cookies,
  endpoint: string,
  view: View,
): Promise<[inNewTab: Times, again: Painted]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    if (!view.closed) await context.addCookies(cookies);
    const page = await context.newPage();
    await page.addInitScript(notePaint, view.content);
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = process.cpuUsage();
    await page.goto(new URL(view.hash, endpoint).href, { waitUntil: "commit" });
    const painted = await page.waitForFunction(() => (globalThis as { painted?: Painted }).painted);
    const { user, system } = process.cpuUsage(before);
    const { metrics } = await session.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "TaskDuration")!.value;
    const times = (await painted.jsonValue()) as Painted;
    await page.reload({ waitUntil: "commit" });
    const again = await page.waitForFunction(() => (globalThis as { painted?: Painted }).painted);
    return [
      { ...times, page: seconds * 1000, server: (user + system) / 1000 },
      (await again.jsonValue()) as Painted,
    ];
  } finally {
    await context.close();
  }
}

/** Milliseconds from the change of the address in the open console to the end of the frame in which the content is. */
async function timeInConsole(
  browser: Browser,
  cookies: Cookies,
  endpoint: string,
  { hash, content }: View,
): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    await context.addCookies(cookies);
    const page = await context.newPage();
    await page.goto(endpoint);
    await page
      .getByRole("button", { name: /^Start / })
      .first()
      .waitFor();
    await page.evaluate(notePaint, content);
    const start = await page.evaluate((to) => {
      const at = performance.now();
      (globalThis as unknown as { location: { hash: string } }).location.hash = to;
      return at;
    }, hash);
    const painted = await page.waitForFunction(() => (globalThis as { painted?: Painted }).painted);
    return ((await painted.jsonValue()) as Painted).content - start;
  } finally {
    await context.close();
  }
}

/** Runs in the page, before its own scripts where it is new: notes when an element has been painted. */
function notePaint(selector: string): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    observer.disconnect();
    // A frame's callbacks run before it is painted, a message that is sent in them arrives after that.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        const content = performance.now();
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        (globalThis as { painted?: Painted }).painted = { content, first: paint?.startTime ?? content };
      };
      port2.postMessage(undefined);
    });
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

run(main);
