import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Where Debian, Ubuntu, Fedora and macOS have a Chromium. */
const PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The machine's Chromium; `CHROMIUM` names another one. */
const executable = (): string | undefined =>
  [process.env.CHROMIUM, ...PATHS].find((path) => path !== undefined && existsSync(path));

/** Why there can be no tests in a browser on this machine; undefined if there can. */
export function missing(): string | undefined {
  try {
    createRequire(__filename).resolve("playwright-core");
  } catch {
    return "playwright-core is not installed: npm --prefix test/browser ci";
  }
  return executable() ? undefined : `there is no Chromium at ${PATHS.join(", ")} or in CHROMIUM`;
}

export async function launch(): Promise<Browser> {
  const { chromium } = require("playwright-core") as typeof import("playwright-core");
  return chromium.launch({
    executablePath: executable()!,
    // A container's root user has no sandbox.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}

/** What a page did that it must not do. */
export interface Watched {
  context: BrowserContext;
  page: Page;
  /** Requests of other origins, errors of scripts, refusals by the Content-Security-Policy. */
  faults: string[];
}

export async function openPage(
  browser: Browser,
  link: string,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const faults: string[] = [];
  const { origin } = new URL(link);
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:")) faults.push(`a request to ${url}`);
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`an error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`printed: ${message.text()}`);
  });
  await page.goto(link);
  return { context, page, faults };
}
