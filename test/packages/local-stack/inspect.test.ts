import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createServer } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { type CloudEvent, type LocalStack, startLocalStack } from "../../../packages/local-stack/testing";
import { DebuggerClient } from "./debuggerClient";

const ROOT = path.join(__dirname, "../../..");

const FILES = {
  "Pulumi.yaml": "name: inspected\nruntime: nodejs\n",
  "package.json": '{ "name": "inspected", "private": true }',
  "index.ts": `import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { InlineFunction } from "${path.join(ROOT, "components")}";
import { fee } from "./fee";

interface Order {
  amount: number;
}

const trust = (Service: string) => JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
});
const role = new aws.iam.Role("functions", { assumeRolePolicy: trust("lambda.amazonaws.com") });
const charge = new aws.lambda.CallbackFunction("charge", {
  role,
  timeout: 1,
  callback: async (order: Order): Promise<object> => {
    const total: number = order.amount + fee(order.amount);
    console.log("charging");
    return { total }; // stop here
  },
});
const refund = new InlineFunction("refund", {
  timeoutSeconds: 1,
  callback: async (order: Order): Promise<object> => {
    const back: number = -order.amount;
    return { back }; // stop there
  },
});
const setting = { role: role.arn, runtime: "nodejs24.x", handler: "index.handler", timeout: 1 };
new aws.lambda.Function("plain", { ...setting, code: new pulumi.asset.FileArchive("./plain") });
new aws.lambda.Function("bundled", { ...setting, code: new pulumi.asset.FileArchive("./bundled") });
const machines = new aws.iam.Role("machines", {
  assumeRolePolicy: trust("states.amazonaws.com"),
  inlinePolicies: [{
    name: "invoke",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" }],
    }),
  }],
});
const payment = new aws.sfn.StateMachine("payment", {
  roleArn: machines.arn,
  definition: charge.arn.apply((Resource) => JSON.stringify({
    StartAt: "Charge",
    States: { Charge: { Type: "Task", Resource, End: true } },
  })),
});
export const paymentArn = payment.arn;
export const chargeArn = charge.arn;
`,
  "fee.ts": `export interface Fee {
  rate: number;
}
export const fee = (amount: number): number => {
  const rate: Fee["rate"] = 0.5;
  return amount * rate; // stop in between
};
`,
  "plain/index.js": `exports.handler = async ({ amount }) => {
  const twice = amount * 2;
  return { twice };
};
`,
  "src/bundled.ts": `interface Order { amount: number }

export const handler = async ({ amount }: Order): Promise<object> => {
  const thrice: number = amount * 3;
  return { thrice };
};
`,
};

function writeProgram(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "inspected ")));
  for (const [file, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "junction");
  buildSync({
    entryPoints: [path.join(folder, "src/bundled.ts")],
    outfile: path.join(folder, "bundled/index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    sourcemap: true,
    sourcesContent: false,
  });
  return folder;
}

/** The URL and the line that contains a text. */
function place(folder: string, file: keyof typeof FILES, text: string) {
  const line = FILES[file].split("\n").findIndex((each) => each.includes(text)) + 1;
  return { source: pathToFileURL(path.join(folder, file)).href, line };
}

describe("functions that are debugged", function () {
  this.timeout(90_000);
  let program: string;
  let stack: LocalStack;
  const opened: CloudEvent<"debugger">[] = [];

  before(async () => {
    program = writeProgram();
    stack = await startLocalStack({ program, inspect: { port: 0 }, iam: "audit", deploy: false });
    stack.events.subscribe((event) => opened.push(event), ["debugger"]);
    await stack.deploy();
  });
  after(async () => {
    await stack?.close();
    fs.rmSync(program, { recursive: true });
  });

  const attach = async (name: string) => {
    const found = opened.find(({ functionName }) => functionName.startsWith(`${name}-`));
    return DebuggerClient.attach(found!.url);
  };
  const invoke = async (name: string, payload: object) => {
    const found = stack.services.lambda.functions.list().find((each) => each.name.startsWith(`${name}-`));
    const { cloud } = stack.services;
    const input = { FunctionName: found!.arn, Payload: JSON.stringify(payload) };
    const { Payload } = await cloud.call(cloud.administrator, "lambda", "Invoke", input);
    return JSON.parse(String(Payload));
  };

  it("have a debugger each before they are invoked, on this machine only", () => {
    assert.deepEqual(opened.map(({ functionName }) => functionName.replace(/-\w+$/, "")).sort(), [
      "bundled",
      "charge",
      "plain",
      "refund-function",
    ]);
    for (const { url } of opened) assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+\/[\w-]+$/);
  });

  it("stop at a line of the program, for longer than their time limit, and an execution continues", async () => {
    const client = await attach("charge");
    const here = place(program, "index.ts", "// stop here");
    const between = place(program, "fee.ts", "// stop in between");
    await client.breakAt(here.source, here.line);
    await client.breakAt(between.source, between.line);
    const run = await stack.machine("payment").start({ amount: 40 });
    const first = await client.pause();
    assert.deepEqual([first.source, first.line], [between.source, between.line]);
    assert.equal(await first.evaluate("rate"), 0.5);
    // The limit is 1 second of real time: what this test is about.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await client.resume();
    const second = await client.pause();
    assert.deepEqual([second.source, second.line], [here.source, here.line]);
    assert.deepEqual(await second.evaluate("({ total, amount: order.amount })"), { total: 60, amount: 40 });
    await client.resume();
    const { status, output } = await run.end();
    assert.deepEqual([status, output], ["SUCCEEDED", { total: 60 }]);
    await client.close();
    // Node's own messages about the debugger are not the function's.
    assert.deepEqual(
      stack.logs("charge").map(({ message }) => message.split("\t").at(-1)),
      ["charging"],
    );
  });

  for (const [name, file, text, expression, result] of [
    ["refund", "index.ts", "// stop there", "back", { back: -7 }],
    ["plain", "plain/index.js", "return { twice }", "twice", { twice: 14 }],
    ["bundled", "src/bundled.ts", "return { thrice }", "thrice", { thrice: 21 }],
  ] as const) {
    it(`stop at a line of the source that ${name} is made from`, async () => {
      const client = await attach(name);
      const { source, line } = place(program, file, text);
      await client.breakAt(source, line);
      const answer = invoke(name, { amount: 7 });
      const paused = await client.pause();
      assert.deepEqual([paused.source, paused.line], [source, line]);
      assert.equal(await paused.evaluate(expression), Object.values(result)[0]);
      await client.resume();
      assert.deepEqual(await answer, result);
      await client.close();
    });
  }

  it("have a debugger again after a deployment that changed them, and only then", async () => {
    opened.length = 0;
    fs.appendFileSync(path.join(program, "plain/index.js"), "// changed\n");
    await stack.redeploy();
    assert.deepEqual(
      opened.map(({ functionName }) => functionName.split("-")[0]),
      ["plain"],
    );
    assert.deepEqual(await invoke("plain", { amount: 1 }), { twice: 2 });
  });

  /** Another stack of what the program was evaluated to. */
  const start = async (inspect: { functions: string[]; port: number; wait?: boolean }) => {
    const opened: CloudEvent<"debugger">[] = [];
    const other = await startLocalStack({ program: stack.evaluation!, inspect, iam: "audit", deploy: false });
    other.events.subscribe((event) => opened.push(event), ["debugger"]);
    return { other, opened };
  };

  it("take the first port that is free, and load their code when a client is attached, if they wait for one", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as { port: number };
    const { other, opened } = await start({ functions: ["chargeArn"], port, wait: true });
    try {
      await other.deploy();
      assert.equal(opened.length, 1);
      assert.ok(Number(new URL(opened[0]!.url).port) > port, opened[0]!.url);
      const run = await other.machine("payment").start({ amount: 40 });
      const client = await DebuggerClient.attach(opened[0]!.url);
      const { source, line } = place(program, "index.ts", "// stop here");
      const isSet = client.breakAt(source, line);
      await client.run();
      await isSet;
      const { status } = await run.end();
      assert.equal(status, "SUCCEEDED");
      await client.close();
    } finally {
      holder.close();
      await other.close();
    }
  });

  it("must exist", async () => {
    const { other } = await start({ functions: ["chrage"], port: 0 });
    try {
      await assert.rejects(other.deploy(), {
        name: "UsageError",
        message: /^function is 'chrage'; allowed: (?=.*charge)(?=.*refund)(?=.*plain)(?=.*bundled)/,
      });
    } finally {
      await other.close();
    }
  });
});
