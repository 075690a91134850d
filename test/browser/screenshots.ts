import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { PROGRAM_DIRECTORY } from "../../checks/program";
import { order } from "../../checks/workflows/orders/client";
import { serveConsole } from "../../packages/console";
import { type LocalStack, startLocalStack } from "../../packages/local-stack";
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
  const booking = await stack.machine("booking-machine").start({ id: "b1", apartmentId: "7" });
  await booking.end();
  const placed = await stack.machine("orders-machine").start(order("anna", "Oslo"));
  await placed.end();
  stack.faults.add({
    stateMachine: "orders-machine",
    state: "Write Invoice",
    fault: { kind: "error", error: "S3.SlowDown" },
  });
  const failed = await stack.machine("orders-machine").start(order("ben", "Oslo"));
  await failed.end();

  const places = await resourcesOf(stack);
  const browser = await launch();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await openPage(browser, opened.link, {
        colorScheme,
        viewport: { width: 1200, height: 760 },
      });
      const take = async (name: string, hash: string, prepare?: () => Promise<void>) => {
        await page.goto(new URL(hash, stack.endpoint).href);
        await page.waitForLoadState("networkidle", { timeout: 3000 }).catch((error: Error) => {
          // The stream of events stays open.
          if (error.name !== "TimeoutError") throw error;
        });
        await prepare?.();
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
        await take("machine", `#/machines/${encodeURIComponent(stack.machine("orders-machine").arn)}`);
        await take("buckets", `#/buckets/${places.bucket}`);
        await take("topics", `#/topics/${places.topic}`);
        await take("logs", `#/logs/${encodeURIComponent(places.function)}`);
        await take("queues", `#/queues/${places.deadLetters}`, async () => {
          await page.getByRole("button", { name: "Peek" }).click();
          await page.getByText("smtp.example").first().waitFor();
        });
      }
    }
  } finally {
    await browser.close();
    opened.close();
  }
}

/** The names of resources that have something to show; a queue of dead letters gets some. */
async function resourcesOf({ services }: LocalStack) {
  const call = (service: string, operation: string, input: Record<string, unknown>) =>
    services.cloud.call(services.cloud.administrator, service, operation, input);
  const { QueueUrls } = (await call("sqs", "ListQueues", { MaxResults: 100 })) as { QueueUrls: string[] };
  const QueueUrl = QueueUrls.find((url) => /messenger.*dead/i.test(url))!;
  for (const [user, error] of [
    ["anna", "no route to smtp.example"],
    ["ben", "smtp.example answered 550"],
  ])
    await call("sqs", "SendMessage", {
      QueueUrl,
      MessageBody: JSON.stringify({ user, text: "hello", error }),
      MessageGroupId: user,
      MessageDeduplicationId: user,
    });
  const { Buckets } = (await call("s3", "ListBuckets", {})) as { Buckets: { Name: string }[] };
  const objects = await Promise.all(
    Buckets.map(async ({ Name }) => {
      const { Contents = [] } = (await call("s3", "ListObjectsV2", { Bucket: Name })) as {
        Contents?: unknown[];
      };
      return { name: Name, count: Contents.length };
    }),
  );
  // It prints the error that it throws.
  const printing = services.lambda.functions.list().find(({ name }) => /pay/i.test(name))!;
  await call("lambda", "Invoke", { FunctionName: printing.name, Payload: "{}" });
  const topics = services.sns.publications.map(({ topicArn }) => topicArn.split(":").at(-1)!);
  return {
    deadLetters: QueueUrl.split("/").at(-1)!,
    bucket: objects.sort((a, b) => b.count - a.count)[0]!.name,
    topic: topics[0]!,
    function: printing.arn,
  };
}

main().catch((error: Error) => {
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
});
