import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { serveConsole } from "../../packages/console";
import { type LocalStack, startLocalStack } from "../../packages/local-stack";
import { inTurn, median, medianRatio } from "../measure";

const PROGRAM = path.join(__dirname, "../firstResult/program");
const AT_ONCE = 50;
const EXECUTIONS = 30_000;
const ROUNDS = 9;

/** How much a console that is open slows executions: `npm run console`. Executions per second, in turn without and with one. */
async function main(): Promise<void> {
  await using stack = await startLocalStack({ program: PROGRAM, record: false });
  const opened = serveConsole(stack, { program: PROGRAM, costOf: () => 0 });
  try {
    const rates = await inTurn(ROUNDS, {
      without: () => rateOf(stack),
      with: async () => {
        const page = spawn(process.execPath, [path.join(__dirname, "page.mjs"), opened.link], {
          stdio: ["pipe", "pipe", "inherit"],
        });
        await once(page.stdout, "data");
        try {
          return await rateOf(stack);
        } finally {
          page.stdin.end();
          await once(page, "exit");
        }
      },
    });
    console.log(
      `executions a second: ${Math.round(median(rates.without))} without a console, ${Math.round(median(rates.with))} with one`,
    );
    console.log(`median of the ratios: ${medianRatio(rates.with, rates.without).toFixed(3)}`);
  } finally {
    opened.close();
  }
}

async function rateOf(stack: LocalStack): Promise<number> {
  const machine = stack.machine("machine");
  const begun = performance.now();
  let left = EXECUTIONS;
  const worker = async () => {
    while (left-- > 0) {
      const run = await machine.start({});
      await stack.services.stepFunctions.execution(run.arn)!.ended;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (EXECUTIONS * 1000) / (performance.now() - begun);
}

void main();
