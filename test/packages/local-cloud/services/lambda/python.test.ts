import assert from "node:assert/strict";
import type { CreateFunctionInput } from "../../../../../packages/local-cloud/services/lambda/function";
import { findRuntime } from "../../../../../packages/local-cloud/services/lambda/worker/runtime";
import { code, createFunction, invoke, type LambdaSetup, startLambda } from "./lambdaTest";

interface Failure {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
  requestId?: string;
}

describe("Lambda: Python", function () {
  this.timeout(20_000);
  let setup: LambdaSetup;
  before(async function () {
    if (!findRuntime("python3.13")) {
      console.log("      (skipped: this machine has no python3)");
      this.skip();
    }
    setup = await startLambda();
  });
  after(() => setup?.close());

  const create = (name: string, text: string, settings: Partial<CreateFunctionInput> = {}) =>
    createFunction(setup, name, "", {
      Code: code(text, "app.py"),
      Runtime: "python3.13",
      Handler: "app.handler",
      ...settings,
    });

  async function failureOf(name: string, event?: unknown): Promise<Failure> {
    const { FunctionError, result } = await invoke(setup, name, event);
    assert.equal(FunctionError, "Unhandled");
    return result as Failure;
  }

  const linesOf = (name: string) =>
    setup.logs.events(`/aws/lambda/${name}`).map(({ message }) => message.replace(/\n$/, ""));

  it("gets the event, and returns what the handler returns", async () => {
    await create("echo", "def handler(event, context):\n    return {'got': event, 'none': None}\n");
    const { result, FunctionError } = await invoke(setup, "echo", { a: [1, "ü☕", null, true] });
    assert.equal(FunctionError, undefined);
    assert.deepEqual(result, { got: { a: [1, "ü☕", null, true] }, none: null });
  });

  it("keeps its globals from one invocation to the next", async () => {
    await create(
      "counter",
      "count = 0\ndef handler(event, context):\n    global count\n    count += 1\n    return count\n",
    );
    assert.deepEqual(
      [(await invoke(setup, "counter")).result, (await invoke(setup, "counter")).result],
      [1, 2],
    );
  });

  it("gets Lambda's context and environment", async () => {
    await create(
      "context",
      `import os
def handler(event, context):
    return {
        "id": context.aws_request_id, "arn": context.invoked_function_arn, "name": context.function_name,
        "version": context.function_version, "memory": context.memory_limit_in_mb, "group": context.log_group_name,
        "remaining": context.get_remaining_time_in_millis(), "own": os.environ["OWN"],
        "key": os.environ["AWS_ACCESS_KEY_ID"], "custom": context.client_context.custom["a"],
        "channel": [name for name in os.environ if name.startswith("NODE_CHANNEL")],
        "root": os.getcwd() == os.environ["LAMBDA_TASK_ROOT"],
    }
`,
      { Timeout: 10, MemorySize: 256, Environment: { Variables: { OWN: "value" } } },
    );
    const ClientContext = Buffer.from('{"custom":{"a":"b"}}').toString("base64");
    const { id, remaining, ...rest } = (await invoke(setup, "context", {}, { ClientContext }))
      .result as Record<string, unknown>;
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.ok(Number(remaining) > 8000 && Number(remaining) <= 10_000, String(remaining));
    assert.deepEqual(rest, {
      arn: "arn:aws:lambda:us-east-1:123456789012:function:context",
      name: "context",
      version: "$LATEST",
      memory: "256",
      group: "/aws/lambda/context",
      own: "value",
      key: "ASIAcontext-role",
      custom: "b",
      channel: [],
      root: true,
    });
  });

  it("fails with the exception's name, message and trace", async () => {
    await create(
      "raise",
      `class Rejected(Exception):
    pass
def check(value):
    raise Rejected(f"not {value}")
def handler(event, context):
    print("before")
    check(event["value"])
`,
    );
    const failure = await failureOf("raise", { value: "this" });
    assert.equal(failure.errorType, "Rejected");
    assert.equal(failure.errorMessage, "not this");
    assert.match(failure.requestId!, /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      failure.stackTrace?.map((line) => line.split("\n")[0]),
      ['  File "/var/task/app.py", line 7, in handler', '  File "/var/task/app.py", line 4, in check'],
    );
    const lines = linesOf("raise");
    assert.equal(lines[1], "before");
    assert.match(
      lines[2]!,
      /^\[ERROR\] Rejected: not this\nTraceback \(most recent call last\):\n {2}File "\/var\/task\/app\.py"/,
    );
  });

  for (const [title, text, handler, errorType, message] of [
    [
      "no such module",
      "",
      "none.handler",
      "Runtime.ImportModuleError",
      /^Unable to import module 'none': No module named 'none'$/,
    ],
    [
      "no such function",
      "x = 1",
      "app.none",
      "Runtime.HandlerNotFound",
      /^Handler 'none' missing on module 'app'$/,
    ],
    ["a handler without a dot", "", "app", "Runtime.MalformedHandlerName", /^Bad handler 'app'/],
    [
      "a syntax error",
      "def handler(:",
      "app.handler",
      "Runtime.UserCodeSyntaxError",
      /^Syntax error in module 'app'/,
    ],
    [
      "a missing import",
      "import boto4",
      "app.handler",
      "Runtime.ImportModuleError",
      /No module named 'boto4'/,
    ],
    ["an error while loading", "raise ValueError('early')", "app.handler", "ValueError", /^early$/],
    [
      "a result that is not JSON",
      "def handler(event, context):\n    return {1, 2}",
      "app.handler",
      "Runtime.MarshalError",
      /^Unable to marshal response: Object of type set is not JSON serializable$/,
    ],
    [
      "exit",
      "import sys\ndef handler(event, context):\n    sys.exit(3)",
      "app.handler",
      "Runtime.ExitError",
      /exit status 3$/,
    ],
    [
      "a signal",
      "import os, signal\ndef handler(event, context):\n    os.kill(os.getpid(), signal.SIGSEGV)",
      "app.handler",
      "Runtime.ExitError",
      /signal: segmentation fault$/,
    ],
    [
      "a time-out",
      "import time\ndef handler(event, context):\n    time.sleep(60)",
      "app.handler",
      "Sandbox.Timedout",
      /Task timed out after 1\.00 seconds$/,
    ],
  ] as const) {
    it(`fails after ${title}`, async () => {
      const name = title.replaceAll(" ", "-");
      await create(name, text, { Handler: handler, Timeout: 1 });
      const failure = await failureOf(name);
      assert.equal(failure.errorType, errorType, failure.errorMessage);
      assert.match(failure.errorMessage, message);
    });
  }

  it("works again after it has crashed", async () => {
    await create(
      "crash",
      "import os\ndef handler(event, context):\n    return os._exit(1) if event.get('crash') else 'fine'",
    );
    assert.equal((await failureOf("crash", { crash: true })).errorType, "Runtime.ExitError");
    assert.equal((await invoke(setup, "crash")).result, "fine");
  });

  it("logs what it prints, and records of logging as AWS writes them", async () => {
    await create(
      "logging",
      `import logging, sys
logging.getLogger().setLevel("INFO")
def handler(event, context):
    print("Grüße")
    print("to stderr", file=sys.stderr)
    logging.info("two\\nlines")
    logging.debug("not this")
`,
    );
    await invoke(setup, "logging");
    const lines = linesOf("logging");
    assert.ok(lines.includes("Grüße") && lines.includes("to stderr"), lines.join("|"));
    const record = lines.find((line) => line.startsWith("[INFO]"));
    assert.match(record!, /^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\ttwo\nlines$/);
    assert.ok(!lines.some((line) => line.includes("not this")));
  });

  it("logs records as JSON where the function does", async () => {
    const text = "import logging\ndef handler(event, context):\n    logging.warning('careful')";
    await create("json", text, { LoggingConfig: { LogFormat: "JSON" } });
    await invoke(setup, "json");
    const record = linesOf("json")
      .map((line) => JSON.parse(line))
      .find(({ level }) => level === "WARNING");
    assert.deepEqual([record.message, record.logger], ["careful", "root"]);
  });

  it("loads a handler in a folder, and modules beside it", async () => {
    await create("folder", "", {
      Code: [
        { name: "pkg/__init__.py", text: "" },
        {
          name: "pkg/entry.py",
          text: "from lib import answer\ndef handler(event, context):\n    return answer\n",
        },
        { name: "lib.py", text: "answer = 42\n" },
      ],
      Handler: "pkg/entry.handler",
    });
    assert.equal((await invoke(setup, "folder")).result, 42);
  });

  it("loads modules of layers", async () => {
    const layer = "arn:aws:lambda:us-east-1:123456789012:layer:shared:1";
    await setup.lambda.functions.putLayerVersion(layer, [
      { name: "python/shared.py", text: "name = 'layer'\n" },
    ]);
    await create("layered", "import shared\ndef handler(event, context):\n    return shared.name\n", {
      Layers: [layer],
    });
    assert.equal((await invoke(setup, "layered")).result, "layer");
  });

  it("resolves the host that SDKs prefix for StartSyncExecution", async () => {
    const text =
      "import socket\ndef handler(event, context):\n    return socket.getaddrinfo('sync-127.0.0.1', 80)[0][4][0]";
    await create("resolve", text);
    assert.equal((await invoke(setup, "resolve")).result, "127.0.0.1");
  });
});
