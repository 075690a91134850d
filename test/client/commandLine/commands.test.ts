import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { CloudClock, controlApi } from "../../../packages/local-cloud";
import type { NamedResource } from "../../../packages/names";
import { type TestCloud, testCloud, WAIT } from "../../packages/local-cloud/services/stepFunctions/support";
import { type Ended, launch, run } from "./run";

const ECHO = { StartAt: "Echo", States: { Echo: { Type: "Pass", End: true } } };
const NO = { StartAt: "No", States: { No: { Type: "Fail", Error: "Refused", Cause: "no reason" } } };

/** One line, and no stack trace. */
function assertComplaint({ code, stdout, stderr }: Ended, expectedCode: number, message: RegExp): void {
  assert.match(stderr, message);
  assert.equal(stderr.trimEnd().split("\n").at(-1)!.startsWith("error: "), true, stderr);
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.equal(stdout, "");
  assert.equal(code, expectedCode);
}

describe("the command line", function () {
  this.timeout(60_000);
  let test: TestCloud;
  let outputs: Record<string, unknown>;
  let here: string[];

  before(async () => {
    test = await testCloud({ clock: new CloudClock() });
    outputs = {
      pipelineArn: await test.create("echo", ECHO),
      ordersArn: await test.create("no", NO),
      bookingArn: await test.create("waits", WAIT),
      key: "a secret",
    };
    const open = { name: "dev", evaluation: { outputs, secretOutputs: ["key"] }, deploy: async () => {} };
    const resources: NamedResource[] = [
      {
        type: "stateMachine",
        name: "the-echo",
        physicalName: "echo",
        arn: String(outputs.pipelineArn),
        components: ["echoes"],
      },
    ];
    test.cloud.addRoute(
      controlApi({
        iam: {},
        ...open,
        program: "/program",
        now: Date.now,
        resources,
      }),
    );
    here = ["--local", "--endpoint", test.cloud.endpoint];
  });
  after(() => test.close());

  const wrong: [args: string[], message: RegExp][] = [
    [[], /^the command is missing; allowed: dev, .*start, list, describe, /],
    [
      ["strat", "pipeline"],
      /^there is no command 'strat'; did you mean start\?; allowed: dev, .*start, list, /,
    ],
    [["start"], /^MACHINE is missing: a state machine, by .* Usage: workflows start MACHINE /],
    [["list", "a", "b", "--local"], /^'b' is not expected here\. Usage: workflows list MACHINE /],
    [["list", "pipeline", "--local", "--limit", "0"], /^--limit is '0'; allowed: a whole number from 1$/],
    [["start", "pipeline", "--timeout", "soon"], /^--timeout is 'soon'; allowed: a number above 0$/],
    [
      ["start", "pipeline", "--wiat"],
      /^there is no option --wiat; did you mean --wait\?; allowed: --input, /,
    ],
    [["start", "pipeline"], /^say where: --local .* or --stack NAME/],
    [["start", "pipeline", "--stack"], /^--stack needs a value$/],
    [
      ["start", "pipeline", "--endpoint", "here", "--local"],
      /^--endpoint is 'here'; allowed: a URL such as http/,
    ],
    [["start", "pipeline", "--local", "--stack", "dev"], /^--stack and --local exclude each other$/],
    [["start", "pipeline", "--local", "--input", "{"], /^--input is not JSON: /],
    [["list", "pipeline", "--local", "--status", "GONE"], /^--status is 'GONE'; allowed: RUNNING, /],
    [
      ["list", "pipeline", "--local", "--endpoint", "http://127.0.0.1:2"],
      /^no stack of workflows dev answers at http/,
    ],
  ];
  for (const [args, message] of wrong) {
    it(`says in a line what is wrong with: ${args.join(" ")}`, async () => {
      const ended = await run(args);
      assertComplaint(ended, 2, new RegExp(message.source.replace("^", "^error: ").replace("$", "\n$")));
    });
  }

  it("names a state machine that there is not, with those that there are", async () => {
    const [machine, arn] = await Promise.all([
      run(["start", "pipline", ...here]),
      run(["watch", "arn:aws:states:x", ...here]),
    ]);
    assertComplaint(machine, 2, /^error: state machine is 'pipline'; allowed: booking, orders, pipeline\n$/);
    assertComplaint(
      arn,
      2,
      /^error: execution is 'arn:aws:states:x'; allowed: the name or ARN of one, or a state machine: booking, /,
    );
  });

  it("finds a state machine by its output, its resource, its name in AWS, its component, and its ARN", async () => {
    const names = ["pipeline", "pipelineArn", "the-echo", "echo", "echoes", String(outputs.pipelineArn)];
    const listed = await Promise.all(names.map((name) => run(["list", name, "--json", ...here])));
    for (const { code, stderr } of listed) assert.deepEqual([code, stderr], [0, ""]);
  });

  it("finds an execution by its name, in whichever state machine it is", async () => {
    await test.call("StartExecution", { stateMachineArn: outputs.ordersArn, name: "order-9" });
    const [found, lacking] = await Promise.all([
      run(["history", "order-9", ...here]),
      run(["history", "order-10", ...here]),
    ]);
    assert.match(found.stdout, /ExecutionFailed +Refused\n$/);
    assertComplaint(
      lacking,
      2,
      /^error: execution is 'order-10'; allowed: the name or ARN of one, or a state machine: booking, orders, pipeline\n$/,
    );
  });

  it("says that the Pulumi CLI is not there", async () => {
    const withoutPulumi = await run(["messenger", "destroy", "--stack", "dev"], { PATH: "" });
    assertComplaint(withoutPulumi, 2, /error: the Pulumi CLI is not on the PATH/);
  });

  it("starts, waits for the output, and says what went wrong in the exit code", async () => {
    const [started, waited, failed] = await Promise.all([
      run(["start", "pipeline", "--name", "one", "--json", ...here]),
      run(["start", "pipeline", "--wait", "--input", "-", ...here], {}, '{"a":[1]}'),
      run(["start", "orders", "--wait", ...here]),
    ]);
    const arn = "arn:aws:states:us-east-1:123456789012:execution:echo:one";
    assert.deepEqual(JSON.parse(started.stdout), { executionArn: arn });
    assert.deepEqual(JSON.parse(waited.stdout), { a: [1] });
    assert.match(waited.stderr, /^started arn:\S+\nSUCCEEDED after \d+ ms\n$/);
    assert.deepEqual([failed.code, failed.stdout], [1, ""]);
    assert.match(failed.stderr, /FAILED after \d+ ms: Refused: no reason\n$/);
  });

  it("shows states, events, executions and outputs, as text and as JSON", async () => {
    const { executionArn } = await test.call("StartExecution", { stateMachineArn: outputs.ordersArn });
    const [watch, history, list, text, json] = await Promise.all([
      run(["watch", String(executionArn), ...here]),
      run(["history", String(executionArn), "--json", ...here]),
      run(["list", "orders", "--status", "FAILED", "--limit", "1", ...here]),
      run(["outputs", ...here]),
      run(["outputs", "--json", "--show-secrets", ...here]),
    ]);
    assert.match(
      watch.stdout,
      /^No +FAILED +\d+ ms {2}Refused\nexecution FAILED {2}\d+ ms {2}Refused: no reason\n$/,
    );
    assert.equal(watch.code, 1);
    const events = history.stdout.trim().split("\n");
    assert.deepEqual(
      events.map((line) => JSON.parse(line).type),
      ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"],
    );
    assert.match(list.stdout, /^STATUS +STARTED +DURATION +ARN\nFAILED .*\n$/);
    assert.match(text.stdout, /^key: \[secret\]$/m);
    assert.deepEqual(JSON.parse(json.stdout), outputs);
  });

  it("stops the execution that runs, and watches until then", async () => {
    const { executionArn } = await test.call("StartExecution", { stateMachineArn: outputs.bookingArn });
    const watching = run(["watch", "booking", "--json", ...here]);
    const stopped = await run(["stop", "booking", "--cause", "enough", ...here]);
    assert.equal(stopped.stdout, `${executionArn} ABORTED\n`);
    const [state, end] = (await watching).stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual([state.state, state.status], ["Hold", "ABORTED"]);
    assert.deepEqual([end.status, end.cause], ["ABORTED", "enough"]);
    assertComplaint(
      await run(["stop", "booking", ...here]),
      1,
      /no execution of booking is running at the local stack dev/,
    );
  });

  it("does not stop what has ended", async () => {
    const { executionArn } = await test.call("StartExecution", { stateMachineArn: outputs.ordersArn });
    await run(["watch", String(executionArn), ...here]);
    assertComplaint(
      await run(["stop", String(executionArn), ...here]),
      1,
      /^error: arn:\S+ has ended already: it is FAILED\n$/,
    );
  });

  it("ends with 0 and says nothing when no one reads its results any more", async () => {
    await test.call("StartExecution", { stateMachineArn: outputs.ordersArn, name: "unread" });
    const commands = [
      ["list", "orders", "--json"],
      ["history", "unread", "--json"],
      ["describe", "unread"],
      ["why", "unread", "--json"],
      ["watch", "unread"],
      ["outputs"],
      ["start", "pipeline", "--wait", "--json"],
      ["--help"],
    ];
    const ended = commands.map((args) => {
      const { child, ended } = launch(args[0] === "--help" ? args : [...args, ...here]);
      child.stdout!.destroy();
      return ended;
    });
    for (const [index, { code, stderr }] of (await Promise.all(ended)).entries()) {
      assert.equal(code, 0, `${commands[index]}: ${stderr}`);
      assert.doesNotMatch(stderr, /error|EPIPE/, String(commands[index]));
    }
  });

  it("ends with 130 on Ctrl-C; the execution continues", async () => {
    const { child, ended, progress } = launch(["start", "booking", "--wait", ...here]);
    const deadline = Date.now() + 20_000;
    while (!progress().includes("started")) {
      assert.ok(Date.now() < deadline, progress());
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    const executionArn = /started (\S+)/.exec(stderr)![1]!;
    assert.equal((await test.call("DescribeExecution", { executionArn })).status, "RUNNING");
    await test.call("StopExecution", { executionArn });
  });

  it("says that a stack lacks a workflow, and that another program answers", async () => {
    const other = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const [lacking, foreign] = await Promise.all([
      run(["messenger", "demo", ...here]),
      run(["outputs", "--local", "--endpoint", endpoint]),
    ]);
    other.close();
    assertComplaint(
      lacking,
      2,
      /^error: the local stack dev at .* has no output messengerArn; it has bookingArn, key, /,
    );
    assertComplaint(foreign, 2, /^error: no stack of workflows dev answers at http/);
  });

  it("has help for every command", async () => {
    const commands = [
      [],
      ["start"],
      ["watch"],
      ["history"],
      ["stop"],
      ["list"],
      ["outputs"],
      ["messenger"],
      ["dev"],
    ];
    for (const { code, stdout } of await Promise.all(commands.map((words) => run([...words, "--help"])))) {
      assert.equal(code, 0);
      assert.match(stdout, /workflows .*\n/);
      assert.ok(stdout.split("\n").every((line) => line.length <= 100));
    }
  });

  it("completes commands", async () => {
    const complete = ["--get-yargs-completions", "workflows"];
    const [commands, script] = await Promise.all([
      run([...complete, "st"]),
      run(["completion"], { SHELL: "/bin/bash" }),
    ]);
    assert.match(commands.stdout, /^start\n(.*\n)*stop$/m);
    assert.match(script.stdout, /complete .* workflows$/m);
  });
});

const EXPORTED = [
  { urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", type: "pulumi:pulumi:Stack" },
  {
    urn: "urn:pulumi:dev::p::my:Checkout::checkout",
    type: "my:Checkout",
    parent: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
  },
  {
    urn: "urn:pulumi:dev::p::aws:sfn/stateMachine:StateMachine::pay",
    type: "aws:sfn/stateMachine:StateMachine",
    parent: "urn:pulumi:dev::p::my:Checkout::checkout",
    outputs: { arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:pay-1a2b3c4", name: "pay-1a2b3c4" },
  },
];

describe("the command line with a stack of Pulumi", function () {
  this.timeout(60_000);
  let directory: string;

  /** Answers what the Automation API asks of Pulumi's own command line. */
  const pulumi = (outputs: object) => `#!${process.execPath}
const args = process.argv.slice(2).join(" ");
if (args.startsWith("version")) console.log("v3.270.0");
else if (args.startsWith("stack select") && args.includes("--stack gone")) {
  console.error("error: no stack named 'gone' found");
  process.exit(255);
} else if (args.startsWith("stack export")) {
  const file = process.argv[process.argv.indexOf("--file") + 1];
  const text = JSON.stringify(${JSON.stringify({ version: 3, deployment: { resources: Object.keys(outputs).length > 0 ? EXPORTED : [] } })});
  if (args.includes("--file")) require("node:fs").writeFileSync(file, text);
  else console.log(text);
} else if (args.startsWith("up ")) {
  console.error("error: updated with " + args.match(/--policy-pack \\S+/));
  process.exit(255);
} else if (args.startsWith("stack output")) console.log(JSON.stringify(${JSON.stringify(outputs)}));
`;
  const withPulumi = async (outputs: object): Promise<NodeJS.ProcessEnv> => {
    const file = path.join(directory, "pulumi");
    await writeFile(file, pulumi(outputs));
    await chmod(file, 0o755);
    return {
      PATH: directory,
      HOME: directory,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_PROFILE: undefined,
    };
  };

  before(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "pulumi-"));
  });
  after(() => rm(directory, { recursive: true }));

  it("reads its outputs, and says what is missing", async () => {
    const env = await withPulumi({ pipelineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:p" });
    const [outputs, gone, lacking, found, credentials, unsure] = await Promise.all([
      run(["outputs", "--stack", "dev"], env),
      run(["outputs", "--stack", "gone"], env),
      run(["list", "orders", "--stack", "dev"], env),
      run(["list", "checkout", "--stack", "dev"], env),
      run(["list", "pipeline", "--stack", "dev"], env),
      run(["messenger", "deploy", "--stack", "dev"], env),
    ]);
    assert.equal(outputs.stdout, "pipelineArn: arn:aws:states:eu-west-1:123456789012:stateMachine:p\n");
    assertComplaint(gone, 2, /error: there is no stack "gone"; list them: pulumi stack ls\n$/);
    assertComplaint(lacking, 2, /error: state machine is 'orders'; allowed: pay, pipeline\n$/);
    assertComplaint(found, 2, /error: CredentialsProviderError: /);
    assertComplaint(credentials, 2, /error: CredentialsProviderError: .* Sign in \(aws sso login\)/);
    assertComplaint(unsure, 2, /error: This deploys stack dev\. Say so with --yes\n$/);
  });

  it("deploys under the program's policies", async () => {
    const env = await withPulumi({ pipelineArn: "arn:aws:states:eu-west-1:123456789012:stateMachine:p" });
    const { stderr, code } = await run(["messenger", "deploy", "--stack", "dev", "--yes"], env);
    assert.equal(code, 1, stderr);
    assert.ok(
      stderr.endsWith(
        `error: Pulumi: error: updated with --policy-pack ${path.join(__dirname, "../../../policies")}\n`,
      ),
      stderr,
    );
  });

  it("says that a stack without outputs is to be deployed", async () => {
    const env = await withPulumi({});
    const [started, shown] = await Promise.all([
      run(["start", "pipeline", "--stack", "dev"], env),
      run(["outputs", "--stack", "dev"], env),
    ]);
    assertComplaint(started, 2, /error: stack dev has no outputs; deploy it: pulumi up --stack dev\n$/);
    assertComplaint(shown, 2, /error: stack dev has no outputs/);
  });
});
