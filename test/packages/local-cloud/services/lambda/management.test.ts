import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { InvocationRecord } from "../../../../../packages/local-cloud/services/lambda/activity";
import type { CreateFunctionInput } from "../../../../../packages/local-cloud/services/lambda/function";
import { code, createFunction, invoke, type LambdaSetup, startLambda } from "./lambdaTest";

describe("Lambda: functions", () => {
  let setup: LambdaSetup;
  let random = 0;
  before(async () => {
    setup = await startLambda(undefined, { random: () => random });
  });
  after(() => setup.close());

  const call = (operation: string, input: object) =>
    setup.cloud.call(setup.cloud.administrator, "lambda", operation, input);

  it("describes a function", async () => {
    await createFunction(setup, "described", "", { Environment: { Variables: { AA: "1" } }, Timeout: 5 });
    const configuration = await call("GetFunctionConfiguration", { FunctionName: "described" });
    assert.equal(configuration.FunctionArn, "arn:aws:lambda:us-east-1:123456789012:function:described");
    assert.equal(configuration.Timeout, 5);
    assert.equal(configuration.Runtime, "nodejs24.x");
    assert.deepEqual(configuration.Environment, { Variables: { AA: "1" } });
    const { Configuration } = await call("GetFunction", { FunctionName: "described", Qualifier: "$LATEST" });
    assert.deepEqual(Configuration, configuration);
  });

  it("lists functions page by page", async () => {
    const own = await startLambda();
    try {
      for (const name of ["a", "b", "c"]) await createFunction(own, name, "");
      const names: string[] = [];
      let Marker: unknown;
      do {
        const page: Record<string, unknown> = await own.cloud.call(
          own.cloud.administrator,
          "lambda",
          "ListFunctions",
          {
            MaxItems: "2",
            ...(Marker !== undefined && { Marker }),
          },
        );
        names.push(...(page.Functions as { FunctionName: string }[]).map(({ FunctionName }) => FunctionName));
        Marker = page.NextMarker;
      } while (Marker);
      assert.deepEqual(names, ["a", "b", "c"]);
    } finally {
      await own.close();
    }
  });

  for (const FunctionName of [
    "none",
    "none:7",
    "123456789012:function:none",
    "arn:aws:lambda:us-east-1:123456789012:function:none",
  ]) {
    it(`does not find ${FunctionName}`, async () => {
      const qualifier = FunctionName.endsWith(":7") ? ":7" : "";
      await assert.rejects(call("Invoke", { FunctionName }), {
        code: "ResourceNotFoundException",
        status: 404,
        message: `Function not found: arn:aws:lambda:us-east-1:123456789012:function:none${qualifier}`,
        details: { Type: "User" },
      });
    });
  }

  it("does not find a function of another account or region", async () => {
    await createFunction(setup, "here", "");
    const FunctionName = "arn:aws:lambda:eu-west-1:123456789012:function:here";
    await assert.rejects(call("Invoke", { FunctionName }), {
      message: `Function not found: ${FunctionName}`,
    });
  });

  it("requires the action on the function's qualified ARN", () => {
    const requirements = (operation: string, input: Record<string, unknown>) =>
      setup.lambda.requirements({ operation, input });
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert.deepEqual(requirements("Invoke", { FunctionName: "f" }), [
      { action: "lambda:InvokeFunction", resource: arn },
    ]);
    assert.deepEqual(requirements("Invoke", { FunctionName: `${arn}:live` }), [
      { action: "lambda:InvokeFunction", resource: `${arn}:live` },
    ]);
    assert.deepEqual(requirements("GetFunction", { FunctionName: "f", Qualifier: "2" }), [
      { action: "lambda:GetFunction", resource: `${arn}:2` },
    ]);
    assert.deepEqual(requirements("ListFunctions", {}), [{ action: "lambda:ListFunctions", resource: "*" }]);
  });

  it("runs the code and settings of the version asked for", async () => {
    const handler = (n: number) =>
      `exports.handler = async (e, c) => [${n}, c.functionVersion, c.invokedFunctionArn.split(':')[7]]`;
    const { functions } = setup.lambda;
    await createFunction(setup, "versions", handler(1));
    assert.equal(functions.publishVersion("versions").version, "1");
    assert.equal(functions.publishVersion("versions").version, "1", "nothing changed");
    await functions.updateFunctionCode("versions", code(handler(2)));
    assert.equal(functions.publishVersion("versions").version, "2");
    await functions.updateFunctionCode("versions", code(handler(3)));
    const results = await Promise.all(
      ["versions:1", "versions:2", "versions", "versions:$LATEST"].map((name) => invoke(setup, name)),
    );
    assert.deepEqual(
      results.map(({ result }) => result),
      [
        [1, "1", "1"],
        [2, "2", "2"],
        [3, "$LATEST", null],
        [3, "$LATEST", "$LATEST"],
      ],
    );
    assert.deepEqual(
      results.map(({ ExecutedVersion }) => ExecutedVersion),
      ["1", "2", "$LATEST", "$LATEST"],
    );
  });

  it("routes an alias by its weights", async () => {
    const { functions } = setup.lambda;
    await createFunction(setup, "weighted", "exports.handler = async (e, c) => c.functionVersion");
    functions.publishVersion("weighted");
    await functions.updateFunctionConfiguration("weighted", { Description: "second" });
    functions.publishVersion("weighted");
    const alias = { FunctionName: "weighted", Name: "live" };
    functions.createAlias({
      ...alias,
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } },
    });
    random = 0.05;
    assert.equal((await invoke(setup, "weighted:live")).result, "2");
    random = 0.1;
    assert.equal((await invoke(setup, "weighted", {}, { Qualifier: "live" })).ExecutedVersion, "1");
    functions.updateAlias({ ...alias, FunctionVersion: "2" });
    assert.equal((await invoke(setup, "weighted:live")).result, "2");
    assert.throws(() => functions.createAlias({ ...alias, FunctionVersion: "1" }), {
      code: "ResourceConflictException",
    });
    assert.throws(() => functions.updateAlias({ ...alias, FunctionVersion: "9" }), {
      code: "ResourceNotFoundException",
    });
    functions.deleteAlias("weighted", "live");
    await assert.rejects(invoke(setup, "weighted:live"), { code: "ResourceNotFoundException" });
    assert.throws(() => functions.deleteAlias("weighted", "live"), /Cannot find alias arn: .*:weighted:live/);
  });

  it("keeps processes warm when the same code is deployed again, but not when settings change", async () => {
    const text = "exports.handler = async () => process.pid";
    await createFunction(setup, "updated", text);
    const first = (await invoke(setup, "updated")).result;
    await setup.lambda.functions.updateFunctionCode("updated", code(text));
    await setup.lambda.functions.updateFunctionConfiguration("updated", { Timeout: 3, Description: "" });
    assert.equal((await invoke(setup, "updated")).result, first);
    await setup.lambda.functions.updateFunctionConfiguration("updated", { Timeout: 4 });
    assert.notEqual((await invoke(setup, "updated")).result, first);
  });

  it("finishes what runs when the code is replaced", async () => {
    await createFunction(
      setup,
      "replaced",
      "exports.handler = async () => { await new Promise((r) => setTimeout(r, 200)); return 'old' }",
    );
    const running = invoke(setup, "replaced");
    await setup.lambda.functions.updateFunctionCode("replaced", code("exports.handler = async () => 'new'"));
    assert.equal((await invoke(setup, "replaced")).result, "new");
    assert.equal((await running).result, "old");
  });

  it("deletes a function with its code", async () => {
    await createFunction(setup, "deleted", "exports.handler = async () => process.env.LAMBDA_TASK_ROOT");
    const directory = (await invoke(setup, "deleted")).result as string;
    assert.ok(existsSync(directory));
    await setup.lambda.functions.deleteFunction("deleted");
    assert.ok(!existsSync(directory));
    await assert.rejects(invoke(setup, "deleted"), { code: "ResourceNotFoundException" });
    await assert.rejects(setup.lambda.functions.deleteFunction("deleted"), {
      code: "ResourceNotFoundException",
    });
  });

  it("reports every invocation", async () => {
    await createFunction(
      setup,
      "reported",
      "exports.handler = async (e) => { if (e.bad) throw new Error('bad') }",
    );
    const events: InvocationRecord[] = [];
    const stop = setup.lambda.onInvocation((event) => events.push(event));
    await invoke(setup, "reported");
    await invoke(setup, "reported", { bad: true });
    stop();
    await invoke(setup, "reported");
    const [cold, warm, ...rest] = events;
    assert.deepEqual(rest, []);
    assert.equal(cold?.functionArn, "arn:aws:lambda:us-east-1:123456789012:function:reported");
    assert.equal(cold?.billedDurationMs, Math.ceil(cold!.durationMs + cold!.initDurationMs!));
    assert.equal(warm?.initDurationMs, undefined);
    assert.deepEqual([warm?.memorySize, warm?.error?.errorMessage], [128, "bad"]);
  });

  it("throttles at the reserved concurrency", async () => {
    await createFunction(
      setup,
      "reserved",
      "exports.handler = async () => new Promise((r) => setTimeout(r, 300))",
    );
    setup.lambda.functions.putFunctionConcurrency("reserved", 1);
    const running = invoke(setup, "reserved");
    await assert.rejects(invoke(setup, "reserved"), {
      code: "TooManyRequestsException",
      status: 429,
      message: "Rate Exceeded.",
      details: { Type: "User", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
    await running;
    await invoke(setup, "reserved");
    setup.lambda.functions.putFunctionConcurrency("reserved", 0);
    await assert.rejects(invoke(setup, "reserved"), { code: "TooManyRequestsException" });
  });

  const INVALID: [string, Partial<CreateFunctionInput>, string, RegExp][] = [
    [
      "a timeout of 901 s",
      { Timeout: 901 },
      "ValidationException",
      /^1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900$/,
    ],
    ["64 MB", { MemorySize: 64 }, "ValidationException", /'memorySize'.*greater than or equal to 128$/],
    ["a name with spaces", { FunctionName: "a b" }, "ValidationException", /'functionName'/],
    [
      "a reserved variable",
      { Environment: { Variables: { AWS_REGION: "x" } } },
      "InvalidParameterValueException",
      /Reserved keys used in this request: AWS_REGION$/,
    ],
    [
      "more than 4 KB of variables",
      { Environment: { Variables: { LONG: "x".repeat(4096) } } },
      "InvalidParameterValueException",
      /exceeded the 4KB limit/,
    ],
    [
      "a dead-letter target of another kind",
      { DeadLetterConfig: { TargetArn: "arn:aws:s3:::b" } },
      "InvalidParameterValueException",
      /arn:aws:s3:::b is invalid/,
    ],
  ];
  for (const [title, settings, errorCode, message] of INVALID) {
    it(`rejects ${title}`, async () => {
      await assert.rejects(createFunction(setup, "invalid", "", settings), { code: errorCode, message });
      await assert.rejects(invoke(setup, "invalid"), { code: "ResourceNotFoundException" });
    });
  }

  it("rejects a second function of the same name", async () => {
    await createFunction(setup, "twice", "");
    await assert.rejects(createFunction(setup, "twice", ""), {
      code: "ResourceConflictException",
      status: 409,
      message: "Function already exist: twice",
    });
  });

  it("rejects a role that Lambda cannot assume", async () => {
    setup.cloud.untrusted.add(setup.cloud.roleArn("closed-role"));
    await assert.rejects(createFunction(setup, "closed", ""), (error: Error & { code?: string }) => {
      assert.equal(error.code, "InvalidParameterValueException");
      assert.equal(error.message, "The role defined for the function cannot be assumed by Lambda.");
      assert.match(String(error.cause), /is not trusted/);
      return true;
    });
  });

  it("assumes the role as Lambda does", async () => {
    await createFunction(setup, "assumes", "");
    assert.deepEqual(setup.cloud.assumed.at(-1), {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: "assumes",
      sourceArn: "arn:aws:lambda:us-east-1:123456789012:function:assumes",
      sourceAccount: "123456789012",
    });
  });

  const ROLE_CHECKS: [string, Partial<CreateFunctionInput>, string][] = [
    ["xray:PutTraceSegments", { TracingConfig: { Mode: "Active" } }, "PutTraceSegments on XRAY"],
    ["xray:PutTelemetryRecords", { TracingConfig: { Mode: "Active" } }, "PutTelemetryRecords on XRAY"],
    [
      "sqs:SendMessage",
      { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:123456789012:q" } },
      "SendMessage on SQS",
    ],
    [
      "sns:Publish",
      { DeadLetterConfig: { TargetArn: "arn:aws:sns:us-east-1:123456789012:t" } },
      "Publish on SNS",
    ],
  ];
  for (const [action, settings, checked] of ROLE_CHECKS) {
    it(`checks that the role is allowed ${action} where the settings need it`, async () => {
      setup.cloud.denied.add(action);
      try {
        await assert.rejects(createFunction(setup, "unchecked", "", settings), {
          code: "InvalidParameterValueException",
          message: `The provided execution role does not have permissions to call ${checked}`,
        });
      } finally {
        setup.cloud.denied.clear();
      }
    });
  }

  it("decrypts encrypted environment variables with the role's permission", async () => {
    const KMSKeyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    const Environment = { Variables: { SECRET: "s" } };
    await createFunction(setup, "sealed", "exports.handler = async () => process.env.SECRET", {
      KMSKeyArn,
      Environment,
    });
    setup.cloud.denied.add("kms:Decrypt");
    try {
      await assert.rejects(invoke(setup, "sealed"), { code: "KMSAccessDeniedException", status: 502 });
      assert.equal(setup.cloud.refusals.at(-1), `kms:Decrypt ${KMSKeyArn}`);
    } finally {
      setup.cloud.denied.clear();
    }
    assert.equal((await invoke(setup, "sealed")).result, "s");
  });

  it("removes a function's key if it is set to an empty ARN", async () => {
    const KMSKeyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    const Environment = { Variables: { SECRET: "s" } };
    await createFunction(setup, "unsealed", "exports.handler = async () => process.env.SECRET", {
      KMSKeyArn,
      Environment,
    });
    await setup.lambda.functions.updateFunctionConfiguration("unsealed", { KMSKeyArn: "" });
    setup.cloud.denied.add("kms:Decrypt");
    try {
      assert.equal((await invoke(setup, "unsealed")).result, "s");
    } finally {
      setup.cloud.denied.clear();
    }
  });
});
