import assert from "node:assert/strict";
import { eventually } from "../../testCloud";
import { createFunction, invoke, type LambdaSetup, startLambda } from "./lambdaTest";

interface Failure {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

describe("Lambda: Invoke", () => {
  let setup: LambdaSetup;
  before(async () => {
    setup = await startLambda();
  });
  after(() => setup.close());

  const failureOf = async (name: string, event?: unknown): Promise<Failure> => {
    const { FunctionError, result } = await invoke(setup, name, event);
    assert.equal(FunctionError, "Unhandled");
    return result as Failure;
  };

  it("returns what an async handler returns", async () => {
    await createFunction(setup, "echo", "exports.handler = async (event) => ({ got: event })");
    const answer = await invoke(setup, "echo", { a: [1, "ü", null] });
    assert.deepEqual(answer.result, { got: { a: [1, "ü", null] } });
    assert.equal(answer.StatusCode, 200);
    assert.equal(answer.ExecutedVersion, "$LATEST");
    assert.equal(answer.FunctionError, undefined);
  });

  const HANDLERS: [string, string, string | undefined, unknown][] = [
    ["a plain value", "exports.handler = () => 7", undefined, 7],
    ["nothing", "exports.handler = async () => {}", undefined, null],
    ["a thenable", "exports.handler = () => ({ then(resolve) { resolve('later') } })", undefined, "later"],
    [
      "a nested export",
      "exports.api = { get: { run: async () => 'nested' } }",
      "index.api.get.run",
      "nested",
    ],
  ];
  for (const [title, text, handler, expected] of HANDLERS) {
    it(`accepts a handler that returns ${title}`, async () => {
      const name = title.replaceAll(" ", "-");
      await createFunction(setup, name, text, handler === undefined ? {} : { Handler: handler });
      assert.deepEqual((await invoke(setup, name)).result, expected);
    });
  }

  it("resolves the host that SDKs prefix for StartSyncExecution, and no other", async () => {
    await createFunction(
      setup,
      "resolve",
      `const dns = require("node:dns");
       const { promisify } = require("node:util");
       exports.handler = async ({ host }) => (await promisify(dns.lookup)(host, { family: 4 })).address`,
    );
    assert.equal((await invoke(setup, "resolve", { host: "sync-127.0.0.1" })).result, "127.0.0.1");
    const failure = await failureOf("resolve", { host: "sync-127.0.0.1.invalid" });
    assert.match(failure.errorMessage, /^getaddrinfo E/);
  });

  it("gives the handler Lambda's context", async () => {
    await createFunction(
      setup,
      "context",
      "exports.handler = async (e, c) => ({ ...c, remaining: c.getRemainingTimeInMillis() })",
      { Timeout: 10, MemorySize: 256 },
    );
    const result = (await invoke(setup, "context")).result as Record<string, unknown>;
    assert.match(String(result.awsRequestId), /^[0-9a-f-]{36}$/);
    assert.match(String(result.logStreamName), /^2025\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.ok(Number(result.remaining) > 5_000 && Number(result.remaining) <= 10_000);
    const { awsRequestId: _, logStreamName: __, remaining: ___, ...rest } = result;
    assert.deepEqual(rest, {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: "$LATEST",
      functionName: "context",
      memoryLimitInMB: "256",
      logGroupName: "/aws/lambda/context",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:context",
    });
  });

  it("gives the process Lambda's environment and none of the host's", async () => {
    process.env.HOST_SECRET = "host";
    try {
      await createFunction(setup, "environment", "exports.handler = async () => process.env", {
        Environment: { Variables: { TABLE: "orders" } },
      });
      const env = (await invoke(setup, "environment")).result as Record<string, string>;
      assert.equal(env.HOST_SECRET, undefined);
      assert.equal(env.TABLE, "orders");
      assert.equal(env.AWS_REGION, "us-east-1");
      assert.equal(env.AWS_ACCESS_KEY_ID, "ASIAenvironment-role");
      assert.equal(env.AWS_ENDPOINT_URL, setup.cloud.endpoint);
      assert.equal(env._HANDLER, "index.handler");
      assert.match(
        String(env._X_AMZN_TRACE_ID),
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      );
      assert.deepEqual(
        Object.keys(env)
          .filter((name) => !/^(AWS_|LAMBDA_|_|NODE_COMPILE_CACHE$)/.test(name))
          .sort(),
        ["HOME", "LANG", "PATH", "TABLE", "TZ", "USERPROFILE"],
      );
    } finally {
      delete process.env.HOST_SECRET;
    }
  });

  it("has the AWS SDK as Lambda's runtime does, and no other package of this machine", async () => {
    await createFunction(
      setup,
      "sdk",
      `exports.handler = async () => {
        const found = {};
        for (const name of ["@aws-sdk/client-sqs", "jsonata", "mocha"]) {
          try { require.resolve(name); found[name] = true; } catch { found[name] = false; }
        }
        return found;
      }`,
    );
    const { result } = await invoke(setup, "sdk");
    assert.deepEqual(result, { "@aws-sdk/client-sqs": true, jsonata: false, mocha: false });
  });

  it("starts warm: the same process serves the next event", async () => {
    await createFunction(setup, "warm", "let n = 0; exports.handler = async () => [process.pid, ++n]");
    const [first, second] = [await invoke(setup, "warm"), await invoke(setup, "warm")];
    assert.deepEqual(second.result, [(first.result as number[])[0], 2]);
  });

  it("runs concurrent events in separate processes", async () => {
    await createFunction(
      setup,
      "parallel",
      "exports.handler = async () => { await new Promise((r) => setTimeout(r, 50)); return process.pid }",
    );
    const answers = await Promise.all([1, 2, 3].map(() => invoke(setup, "parallel")));
    assert.equal(new Set(answers.map(({ result }) => result)).size, 3);
  });

  it("reports an error with a trace that shows nothing of this machine", async () => {
    await createFunction(
      setup,
      "throws",
      "exports.handler = async () => { const e = new TypeError('no'); e.name = 'Bad.Order'; throw e }",
    );
    const { errorType, errorMessage, trace = [] } = await failureOf("throws");
    assert.equal(errorType, "Bad.Order");
    assert.equal(errorMessage, "no");
    assert.match(trace.join("\n"), /^Bad\.Order: no\n {4}at exports\.handler \(\/var\/task\/index\.js:1:/);
    assert.ok(!trace.join("\n").includes(process.cwd()), trace.join("\n"));
  });

  const THROWN: [string, Failure][] = [
    ["'text'", { errorType: "string", errorMessage: "text", trace: [] }],
    ["42", { errorType: "number", errorMessage: "42", trace: [] }],
    ["{ a: 1 }", { errorType: "object", errorMessage: "[object Object]", trace: [] }],
    [
      "null",
      {
        errorType: "handled",
        errorMessage:
          "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
        trace: [],
      },
    ],
  ];
  for (const [index, [value, expected]] of THROWN.entries()) {
    it(`reports ${value} thrown`, async () => {
      await createFunction(setup, `throws-${index}`, `exports.handler = async () => { throw ${value} }`);
      assert.deepEqual(await failureOf(`throws-${index}`), expected);
    });
  }

  const ENDED: [string, string, string, RegExp][] = [
    [
      "process.exit(1)",
      "process.exit(1)",
      "Runtime.ExitError",
      /^RequestId: \S{36} Error: Runtime exited with error: exit status 1$/,
    ],
    [
      "process.exit(0)",
      "process.exit(0)",
      "Runtime.ExitError",
      /^RequestId: \S{36} Error: Runtime exited without providing a reason$/,
    ],
    [
      "a signal",
      "process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => {}, 1e3))",
      "Runtime.ExitError",
      /Runtime exited with error: signal: killed$/,
    ],
    [
      "a promise nothing settles",
      "await new Promise(() => {})",
      "Runtime.NodeJsExit",
      /unexpected Node\.js exit$/,
    ],
    [
      "an unhandled rejection",
      "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1e3))",
      "Runtime.UnhandledPromiseRejection",
      /^Error: lost$/,
    ],
    [
      "an uncaught exception",
      "setTimeout(() => { throw new RangeError('late') }); await new Promise((r) => setTimeout(r, 1e3))",
      "RangeError",
      /^late$/,
    ],
    [
      "memory that ran out",
      "const all = []; for (;;) all.push(new Array(1e6).fill(all.length))",
      "Runtime.OutOfMemory",
      /Runtime exited with error: signal: killed$/,
    ],
  ];
  for (const [index, [title, text, type, message]] of ENDED.entries()) {
    it(`distinguishes ${title}, and starts a new process`, async () => {
      const name = `ended-${index}`;
      await createFunction(
        setup,
        name,
        `exports.handler = async (event) => { if (event.end) { ${text} } return process.pid }`,
      );
      const before = (await invoke(setup, name)).result;
      const failure = await failureOf(name, { end: true });
      assert.equal(failure.errorType, type);
      assert.match(failure.errorMessage, message);
      assert.notEqual((await invoke(setup, name)).result, before);
    });
  }

  for (const [title, text] of [
    ["an endless loop", "for (;;);"],
    ["a slow handler", "await new Promise((r) => setTimeout(r, 60000))"],
  ]) {
    it(`ends ${title} at the function's timeout`, async () => {
      const name = String(title).replaceAll(" ", "-");
      await createFunction(setup, name, `exports.handler = async () => { console.log('in'); ${text} }`, {
        Timeout: 1,
      });
      const { result, FunctionError, LogResult } = await invoke(setup, name, {}, { LogType: "Tail" });
      assert.equal(FunctionError, "Unhandled");
      assert.equal((result as Failure).errorType, "Sandbox.Timedout");
      assert.match(
        (result as Failure).errorMessage,
        /^RequestId: \S{36} Error: Task timed out after 1\.00 seconds$/,
      );
      const log = Buffer.from(LogResult!, "base64").toString();
      assert.match(log, /INFO\tin\n/);
      assert.match(log, /Task timed out after 1\.00 seconds/);
      assert.match(log, /Duration: 1000\.00 ms\t.*Status: timeout/);
    });
  }

  const UNSERIALIZABLE: [string, string][] = [
    ["circular", "const a = {}; a.a = a; return a"],
    ["bigint", "return 1n"],
  ];
  for (const [name, text] of UNSERIALIZABLE) {
    it(`rejects a ${name} result`, async () => {
      await createFunction(setup, name, `exports.handler = async () => { ${text} }`);
      const { errorType, errorMessage } = await failureOf(name);
      assert.deepEqual(
        [errorType, errorMessage],
        ["Runtime.JSONStringifyError", "Unable to stringify response body"],
      );
    });
  }

  it("rejects a response of more than 6 MB", async () => {
    await createFunction(setup, "large", "exports.handler = async (n) => 'x'.repeat(n)");
    assert.equal(((await invoke(setup, "large", 6_000_000)).result as string).length, 6_000_000);
    assert.deepEqual(await failureOf("large", 6_291_556), {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    });
  });

  const UNLOADABLE: [string, string, string, RegExp, string?][] = [
    [
      "a missing module",
      "require('nowhere')",
      "Runtime.ImportModuleError",
      /^Error: Cannot find module 'nowhere'\nRequire stack:\n- \/var\/task\/index\.js\n- \/var\/runtime\/index\.mjs$/,
    ],
    [
      "a missing file",
      "",
      "Runtime.ImportModuleError",
      /^Error: Cannot find module 'other'/,
      "other.handler",
    ],
    [
      "a syntax error",
      "exports.handler = async () => {",
      "Runtime.UserCodeSyntaxError",
      /^SyntaxError: Unexpected end of input$/,
    ],
    [
      "a missing export",
      "exports.other = 1",
      "Runtime.HandlerNotFound",
      /^index\.handler is undefined or not exported$/,
    ],
    [
      "an export that is not a function",
      "exports.handler = 1",
      "Runtime.HandlerNotFound",
      /^index\.handler is not a function$/,
    ],
    ["a handler's name without a dot", "", "Runtime.MalformedHandlerName", /^Bad handler$/, "index"],
    ["an error while loading", "throw new RangeError('early')", "RangeError", /^early$/],
    [
      "a callback",
      "exports.handler = (event, context, callback) => callback()",
      "Runtime.CallbackHandlerDeprecated",
      /starting with Node\.js 24/,
    ],
  ];
  for (const [index, [title, text, type, message, handler]] of UNLOADABLE.entries()) {
    it(`reports ${title}`, async () => {
      const name = `unloadable-${index}`;
      await createFunction(setup, name, text, handler === undefined ? {} : { Handler: handler });
      const failure = await failureOf(name);
      assert.equal(failure.errorType, type);
      assert.match(failure.errorMessage, message);
    });
  }

  it("loads ES modules, and modules in directories", async () => {
    const create = (name: string, files: Record<string, string>, Handler: string) =>
      setup.lambda.functions.createFunction({
        FunctionName: name,
        Role: setup.cloud.roleArn("r"),
        Handler,
        Code: Object.entries(files).map(([name, text]) => ({ name, text })),
      });
    await create(
      "esm",
      {
        "src/a.mjs": "import b from './b.mjs'; export const handler = async () => b",
        "src/b.mjs": "export default 'esm'",
      },
      "src/a.handler",
    );
    assert.equal((await invoke(setup, "esm")).result, "esm");
    await create(
      "typed",
      { "index.js": "await null; export const handler = () => 'typed'", "package.json": '{"type":"module"}' },
      "index.handler",
    );
    assert.equal((await invoke(setup, "typed")).result, "typed");
    await create("broken", { "index.mjs": "import './none.mjs'" }, "index.handler");
    const { errorType, errorMessage } = await failureOf("broken");
    assert.equal(errorType, "Runtime.ImportModuleError");
    assert.match(
      errorMessage,
      /Cannot find module '\/var\/task\/none\.mjs' imported from \/var\/task\/index\.mjs/,
    );
  });

  it("ends every process and every waiting invocation when it closes", async () => {
    const own = await startLambda();
    await createFunction(own, "slow", "exports.handler = () => new Promise((r) => setTimeout(r, 60000))", {
      Timeout: 60,
    });
    const all = Array.from({ length: 12 }, () => invoke(own, "slow").catch((error: Error) => error));
    await own.close();
    const ends = await Promise.all(all);
    for (const end of ends) {
      if (end instanceof Error) assert.match(end.message, /is closing/);
      else assert.equal((end.result as Failure).errorType, "Runtime.ExitError");
    }
  });

  it("ends idle processes, and queues events beyond the maximum number of processes", async () => {
    const own = await startLambda(undefined, { workers: { maxProcesses: 1, idleMs: 20 } });
    try {
      await createFunction(own, "f", "exports.handler = async () => process.pid");
      const pids = await Promise.all([1, 2, 3].map(async () => (await invoke(own, "f")).result));
      assert.equal(new Set(pids).size, 1);
      await eventually(() => !isRunning(Number(pids[0])));
      assert.notEqual((await invoke(own, "f")).result, pids[0]);
    } finally {
      await own.close();
    }
  });

  it("still takes callbacks for nodejs22", async () => {
    await createFunction(
      setup,
      "callback",
      "exports.handler = (event, context, callback) => callback(null, event)",
      {
        Runtime: "nodejs22.x",
      },
    );
    assert.equal((await invoke(setup, "callback", "called")).result, "called");
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
