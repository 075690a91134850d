import type { Browser } from "playwright-core";
import { type Console, serveConsole } from "../../packages/console";
import { type LocalStack, type LocalStackOptions, startLocalStack } from "../../packages/local-stack";
import { launch, missing, openPage, type Watched } from "./browser";

/** A stack with its console, and a browser, for the tests of a file. The properties are there once the tests run. */
export interface ConsoleFixture {
  stack: LocalStack;
  console: Console;
  browser: Browser;
  /** Opens the console in a page of its own, at a fragment of its address. */
  open(hash?: string, options?: Parameters<typeof openPage>[2]): Promise<Watched>;
}

/** Skips the tests of the current `describe` where there is no browser, and says why. */
export function useConsole(options: () => LocalStackOptions): ConsoleFixture {
  const fixture = {} as ConsoleFixture;
  const pages: Watched[] = [];
  before(async function () {
    const why = missing();
    if (why !== undefined) {
      process.stderr.write(`tests in a browser are skipped: ${why}\n`);
      this.skip();
    }
    const given = options();
    const stack = await startLocalStack(given);
    fixture.stack = stack;
    fixture.console = serveConsole(stack, {
      program: String(given.program),
      costOf: ({ billedTransitions }) => billedTransitions * 0.000025,
    });
    fixture.browser = await launch();
    fixture.open = async (hash = "", context = {}) => {
      const watched = await openPage(fixture.browser, fixture.console.link, context);
      pages.push(watched);
      if (hash) await watched.page.goto(new URL(hash, stack.endpoint).href);
      return watched;
    };
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      for (const { page } of pages)
        process.stderr.write(`${page.url()} showed:\n${await page.innerText("body")}\n`);
    for (const { context } of pages.splice(0)) await context.close();
  });
  after(async () => {
    await fixture.browser?.close();
    fixture.console?.close();
    await fixture.stack?.close();
  });
  return fixture;
}
