import assert from "node:assert/strict";
import { launch, useDev } from "./running";

describe("workflows why, redrive, describe and logs", function () {
  this.timeout(120_000);
  const fixture = useDev();

  const run = (...args: string[]) => launch([...args, "--local"], fixture.env, fixture.program).ended;

  /** Runs an execution that fails, and has it explained. */
  async function explained(machine: string): Promise<string> {
    const started = await run("start", machine, "--wait", "--input", '{"amount":500}');
    assert.equal(started.code, 1, started.stderr);
    const { code, stdout, stderr } = await run("why", machine);
    assert.deepEqual([code, stderr], [0, ""]);
    const arn = /started (\S+)/.exec(started.stderr)![1]!;
    assert.equal(stdout.split("\n")[0], `FAILED ${arn}`);
    assert.match(stdout, /\ninput of the state:\n {2}\{\n {4}"amount": 500\n {2}\}\n/);
    assert.ok(stdout.endsWith(`this state: workflows redrive ${arn} --local\n`), stdout);
    return stdout;
  }

  it("explain what a function threw, with its trace and what it had logged", async () => {
    const text = await explained("payment");
    assert.match(text, /\nstate: Charge \(Task state\)\nattempt: 2, the last one\nerror: RangeError\n/);
    assert.match(text, /\ncause:\n {2}RangeError: 500 is more than the card allows\n {6}at /);
    assert.match(
      text,
      /\nlog of charge-\w+:\n {2}START RequestId: (\S+) .*\n.*\1\tINFO\tcharging 500\n.*\1\tERROR\t.*\n.*\1\n.*REPORT/,
    );
  });

  it("explain what IAM refused, with the statement that is missing", async () => {
    const text = await explained("refused");
    assert.match(text, /\nstate: Charge \(Task state\)\nattempt: 1\nerror: Lambda\.AWSLambdaException\n/);
    const [, statement] = /\nthe role role-without-policy-\w+ lacks: (.*)\n/.exec(text)!;
    const { Resource, ...rest } = JSON.parse(statement!);
    assert.deepEqual(rest, { Effect: "Allow", Action: "lambda:InvokeFunction" });
    assert.match(Resource, /^arn:aws:lambda:eu-west-1:\d+:function:charge-\w+$/);
    assert.match(text, /\nlog of charge-\w+: no line in \/aws\/lambda\/charge-\w+ at that time\n/);
  });

  it("are explained by iam too: what was used, what was not, what is missing", async () => {
    const { code, stdout, stderr } = await run("iam");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^role, the role of (declined, large, )?payment/m);
    assert.match(stdout, /^ {2}allowed-\w+, statement × \d+\n {4}not used: arn:aws:lambda:\S+:\*$/m);
    assert.match(
      stdout,
      /^ {2}parent-allowed-\w+, statement × \d+\n(?: {4}not used: .*\n)* {4}not used: states:StopExecution$/m,
    );
    assert.match(
      stdout,
      /\nno policy allowed\n {2}lambda:InvokeFunction on arn:\S+ × 1: role-without-policy lacks \{"Effect":"Allow","Action":"lambda:InvokeFunction",/,
    );
  });

  it("explain a time-out, with what the function did meanwhile", async () => {
    const text = await explained("slow");
    assert.match(text, /\nstate: Charge \(Task state\)\nattempt: 1\nerror: States\.Timeout\n/);
    assert.match(text, /INFO\tcharging 1\n/);
  });

  it("explain data that is too large", async () => {
    const text = await explained("large");
    assert.match(
      text,
      /\nstate: Grow \(Pass state\)\nerror: States\.DataLimitExceeded\ncause: .*'Grow' returned a result with a size exceeding/,
    );
  });

  it("explain the definition's own Fail, with a cause in JSON laid out", async () => {
    const text = await explained("declined");
    assert.match(text, /\nstate: Declined \(the definition's Fail state\)\nerror: Declined\n/);
    assert.match(text, /\ncause:\n {2}\{\n {4}"code": 51,\n {4}"reason": "no funds"\n {2}\}\n/);
  });

  it("follow an execution to the one that it had started and waited for", async () => {
    const text = await explained("order");
    const [first, second] = text.split("It failed because this execution failed, which it had started:\n\n");
    assert.match(first!, /\nstate: Pay \(Task state\)\nattempt: 1\nerror: States\.TaskFailed\n/);
    assert.match(second!, /^FAILED \S+:execution:payment-\w+:\S+\n\nstate: Charge \(Task state\)\n/);
    assert.match(second!, /INFO\tcharging 500\n/);
  });

  it("say everything in JSON", async () => {
    await explained("declined");
    const { stdout } = await run("why", "declined", "--json");
    const { status, failure } = JSON.parse(stdout);
    assert.equal(status, "FAILED");
    assert.deepEqual(failure, {
      state: "Declined",
      stateType: "Fail",
      error: "Declined",
      cause: '{"code":51,"reason":"no funds"}',
      input: '{"amount":500}',
      caught: [],
    });
  });

  it("continue an execution that failed, and fail again", async () => {
    await explained("declined");
    const { code, stderr } = await run("redrive", "declined", "--wait");
    assert.equal(code, 1);
    assert.match(stderr, /^redrove arn:\S+:execution:declined-\S+\nFAILED after \d.*: Declined: \{"code":51/);
  });

  it("do not explain what succeeded, nor what there is not", async () => {
    assert.equal(
      (await run("start", "payment", "--name", "paid", "--wait", "--input", '{"amount":5}')).code,
      0,
    );
    const [succeeded, missing, notRedrivable] = await Promise.all([
      run("why", "paid"),
      run("why", "nothing"),
      run("redrive", "paid"),
    ]);
    assert.match(succeeded.stderr, /^error: arn:\S+:paid succeeded\n$/);
    assert.match(
      missing.stderr,
      /^error: execution is 'nothing'; allowed: the name or ARN of one, or a state machine: declined, /,
    );
    assert.match(notRedrivable.stderr, /^error: ExecutionNotRedrivable: /);
    assert.deepEqual([succeeded.code, missing.code, notRedrivable.code], [1, 2, 1]);
  });

  it("describe an execution, found by its name", async () => {
    await run("start", "payment", "--name", "described", "--wait", "--input", '{"amount":5}');
    const { stdout } = await run("describe", "described");
    assert.match(
      stdout,
      /\nname: described\nstartDate: \S+\ninput: \{\n {2}"amount": 5\n\}\nstopDate: \S+, after [\d.]+ m?s\nstatus: SUCCEEDED\noutput: \{\n {2}"charged": 5\n\}\n$/,
    );
  });

  it("print a function's log, and with -f what comes after it", async () => {
    await run("start", "payment", "--wait", "--input", '{"amount":41}');
    const following = launch(["logs", "charge", "-f", "--local"], fixture.env, fixture.program);
    const deadline = Date.now() + 30_000;
    const shown = async (line: string) => {
      while (!following.printed().includes(line)) {
        assert.ok(Date.now() < deadline, following.printed() + following.complained());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    await shown("INFO\tcharging 41");
    await run("start", "payment", "--wait", "--input", '{"amount":42}');
    await shown("INFO\tcharging 42");
    following.child.kill("SIGINT");
    const { code, stdout } = await following.ended;
    assert.equal(code, 130);
    assert.equal(stdout.split("charging 41").length, 2, "each line once");
    const { stdout: json } = await run("logs", "charge", "--json");
    for (const line of json.trim().split("\n"))
      assert.match(JSON.parse(line).timestamp, /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/);
    const { stderr } = await run("logs", "chrage");
    assert.match(stderr, /^error: function is 'chrage'; allowed: charge\n$/);
  });
});
