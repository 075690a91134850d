import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { LOCAL_CREDENTIALS } from "../../../packages/local-stack";
import { type Launched, launch, until, useDev } from "./running";

const NO_FAULTS = '{ "rules": [] }';

/** What the program has in addition: an output that its configuration determines, and a queue with a dead-letter queue. */
const ADDED = `
import * as pulumi from "@pulumi/pulumi";

export const note = new pulumi.Config().get("note") ?? "no note";
const dead = new aws.sqs.Queue("dead");
export const queueUrl = new aws.sqs.Queue("parcels", {
  redrivePolicy: dead.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })),
}).url;
`;

describe("workflows dev, while it runs", function () {
  this.timeout(120_000);
  let source: string;
  const fixture = useDev((program) => {
    const index = path.join(program, "index.ts");
    fs.appendFileSync(index, ADDED);
    source = fs.readFileSync(index, "utf8");
    fs.writeFileSync(path.join(program, "faults.json"), NO_FAULTS);
    fs.writeFileSync(path.join(program, "README.md"), "1");
    return ["--mocks", path.join(program, "faults.json")];
  });
  /** How much had been printed when the current test began. */
  let from = { printed: 0, complained: 0 };
  const fileOf = (name: string) => path.join(fixture.program, name);
  const changeProgram = (text: string) => fs.writeFileSync(fileOf("index.ts"), text);
  const changeFaults = (text: string) => fs.writeFileSync(fileOf("faults.json"), text);

  const mark = () => {
    from = { printed: fixture.dev.printed().length, complained: fixture.dev.complained().length };
  };
  beforeEach(mark);

  // Undoes what a test that failed has left behind.
  afterEach(async () => {
    mark();
    if (fs.readFileSync(fileOf("index.ts"), "utf8") !== source) {
      changeProgram(source);
      await printed(/evaluated stack dev/);
    }
    fs.rmSync(fileOf("lib"), { recursive: true, force: true });
    if (fs.readFileSync(fileOf("faults.json"), "utf8") !== NO_FAULTS) {
      changeFaults(NO_FAULTS);
      await printed(/read faults\.json again: 0 rules/);
    }
  });

  const run = (...args: string[]) => launch([...args, "--local"], fixture.env, fixture.program).ended;
  const pay = (amount: number, ...args: string[]) =>
    run("start", "payment", "--wait", "--input", JSON.stringify({ amount }), ...args);
  const printedSince = () => fixture.dev.printed().slice(from.printed);
  const complainedSince = () => fixture.dev.complained().slice(from.complained);
  const printed = (pattern: RegExp) =>
    until(
      () => pattern.test(printedSince()),
      String(pattern),
      () => printedSince() + complainedSince(),
    );
  const complained = (pattern: RegExp) =>
    until(() => pattern.test(complainedSince()), String(pattern), complainedSince);

  /** Runs the program once more, on another port, until `use` is done with it. */
  async function another(
    args: string[],
    isReady: RegExp,
    use: (launched: Launched) => Promise<void>,
  ): Promise<{ stdout: string; stderr: string }> {
    const launched = launch(["dev", "--port", "0", "--time", "skip", ...args], fixture.env, fixture.program);
    try {
      await until(
        () => isReady.test(launched.printed()),
        "the start",
        () => launched.printed() + launched.complained(),
      );
      await use(launched);
    } finally {
      launched.child.kill("SIGINT");
    }
    const { code, stdout, stderr } = await launched.ended;
    assert.equal(code, 130);
    return { stdout, stderr };
  }

  it("tells executions, what functions print, and states that fail", async () => {
    await pay(7, "--name", "small");
    await printed(/^payment small started\ncharge \| charging 7\npayment small SUCCEEDED after .+\n/m);
    await pay(500, "--name", "big");
    await printed(
      /\ncharge \| charging 500\ncharge \| threw RangeError: 500 is more than the card allows\npayment big Charge failed: RangeError: 500 is more than the card allows\n(.*\n)*payment big FAILED after .+: RangeError: 500 is more than the card allows\n/,
    );
    await run("start", "refused", "--wait");
    await printed(/\nrefused: User: \S+role-without-policy\S+ is not authorized/);
  });

  it("tells of a message that a dead-letter queue gets", async () => {
    const sqs = new SQSClient({
      endpoint: fixture.dev.endpoint,
      region: "eu-west-1",
      credentials: LOCAL_CREDENTIALS,
    });
    try {
      const { stdout } = await run("outputs", "--json");
      const { queueUrl: QueueUrl } = JSON.parse(stdout);
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a parcel" }));
      const receive = () => sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
      assert.equal((await receive()).Messages?.[0]?.Body, "a parcel");
      assert.equal((await receive()).Messages, undefined, "it was received as often as it may be");
    } finally {
      sqs.destroy();
    }
    await printed(/^dead letter of parcels-\w+ in dead-\w+$/m);
  });

  it("reads the file of faults again when it changes, and no README", async () => {
    const fault = { kind: "error", error: "Injected", cause: "from the file" };
    const rules = [{ stateMachine: "payment", state: "Charge", fault }];
    fs.writeFileSync(fileOf("README.md"), "2");
    changeFaults(JSON.stringify({ rules }));
    await printed(/^read faults\.json again: 1 rules\n/m);
    const { code, stderr } = await pay(7);
    assert.equal(code, 1);
    assert.match(stderr, /FAILED after .*: Injected: from the file\n$/);
    changeFaults("{");
    await complained(/faults\.json is not JSON/);
    changeFaults(NO_FAULTS);
    await printed(/\nread faults\.json again: 0 rules\n/);
    assert.doesNotMatch(printedSince(), /evaluated stack/, "nothing was deployed");
  });

  it("deploys again when a module changes that is imported since, and says what changed", async () => {
    changeProgram(`${source}\nexport { added } from "./lib/added";\n`);
    await complained(/error: .*lib\/added/);
    fs.mkdirSync(fileOf("lib"));
    fs.writeFileSync(fileOf("lib/added.ts"), 'export const added = "first";\n');
    await printed(/^evaluated stack dev in .*\n {2}output added: first\n/m);
    fs.writeFileSync(
      fileOf("lib/added.ts"),
      'import * as aws from "@pulumi/aws";\nnew aws.sqs.Queue("fresh");\nexport const added = "second";\n',
    );
    await printed(/\nevaluated stack dev in .*: 1 created.*\n {2}\+ Queue fresh\n {2}output added: second\n/);
    changeProgram(source);
    await printed(/\n {2}- Queue fresh\n {2}output added is gone\n/);
  });

  it("prints JSON if it is asked for, one object a line", async () => {
    const linesOf = (text: string) =>
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    const args = ["--json", "--inspect", "charge", "--inspect-port", "0"];
    const { stdout, stderr } = await another(args, /"type":"ready"/, async (launched) => {
      const [opened, deployed, ready] = linesOf(launched.printed());
      assert.deepEqual([opened.type, opened.functionName], ["debugger", "charge-5d4862f"]);
      assert.match(opened.url, /^ws:\/\/127\.0\.0\.1:\d+\//);
      assert.deepEqual([deployed.type, deployed.created.length > 5], ["deployed", true]);
      await pay(500, "--endpoint", ready.endpoint);
      await until(() => launched.printed().includes('"executionEnded"'), "the end", launched.printed);
    });
    assert.equal(stderr, "");
    const types = linesOf(stdout).map(({ type }) => type);
    for (const type of ["executionStarted", "functionLog", "stateFailed", "executionEnded"])
      assert.ok(types.includes(type), `${type}: ${types}`);
  });

  it("takes configuration from its command line, and is quiet if it is asked to be", async () => {
    const args = ["--quiet", "--config", "note=from the command line", "--config", "aws:region=eu-north-1"];
    const { stdout, stderr } = await another(args, /Ctrl-C ends it\./, async (launched) => {
      assert.match(launched.printed(), /^ {2}note: from the command line$/m);
      assert.match(launched.printed(), /, region eu-north-1, /);
      const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(launched.printed())!;
      const { code } = await pay(500, "--endpoint", endpoint!);
      assert.equal(code, 1);
    });
    assert.deepEqual([stdout.trimEnd().split("\n").at(-1)!.endsWith("Ctrl-C ends it."), stderr], [true, ""]);
  });
});
