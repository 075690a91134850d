import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { resolve } from "node:path";
import { type EvaluateOptions, EvaluationError, evaluate } from "../../../../packages/local-stack/program";

const directory = resolve(__dirname, "programs/faults");

describe("evaluate, with a program that fails", () => {
  const failure = async (fault: string, options: Partial<EvaluateOptions> = {}): Promise<EvaluationError> => {
    let error: unknown;
    await rejects(evaluate({ directory, stack: "dev", config: { fault }, ...options }), (thrown: unknown) => {
      error = thrown;
      return true;
    });
    ok(error instanceof EvaluationError, String(error));
    return error;
  };

  it("throws the program's own message, with its stack trace separately", async () => {
    const { kind, message, details } = await failure("throws");
    equal(kind, "program");
    equal(message, "the blocks A, X are unknown\nallowed: A, B, C\n  at index.ts:20:11");
    match(details.trace ?? "", /programs\/faults\/index\.ts:20:11/);
  });

  it("names missing configuration", async () => {
    const { kind, message, details } = await failure("missing config");
    equal(kind, "program");
    match(message, /^Missing required configuration variable 'faults:absent'/);
    equal(details.trace, undefined);
  });

  it("fails when the program logs an error", async () => {
    const { kind, message, details } = await failure("logged error");
    equal(kind, "program");
    equal(message, "the order is impossible");
    ok(details.logs?.some(({ severity }) => severity === "error"));
  });

  it("refuses two resources with the same URN", async () => {
    const { kind, message, details } = await failure("duplicate name");
    equal(kind, "resource");
    match(
      message,
      /^Duplicate resource URN .*::twin': two resources of type faults:index:Thing are named "twin"/,
    );
    equal(details.urn, "urn:pulumi:dev::faults::faults:index:Thing::twin");
  });

  it("refuses a physical name that AWS would not accept", async () => {
    const { kind, message } = await failure("bad name");
    equal(kind, "resource");
    match(message, /^jobs \(aws:sqs\/queue:Queue\): name "no spaces allowed" is not a name that AWS accepts/);
  });

  it("refuses transforms that change options or fail, and those of the stack", async () => {
    const refusals = {
      "transform of options": /^thing \(faults:index:Thing\): a transform changes its options/,
      "transform that throws": /^thing \(faults:index:Thing\): transform failed: Error: no such thing$/,
      "stack transform": /^Stack transforms need Pulumi's engine/,
    };
    for (const [fault, expected] of Object.entries(refusals)) {
      const { kind, message } = await failure(fault);
      equal(kind, "resource");
      match(message, expected);
    }
  });

  it("names a function that only AWS can answer", async () => {
    const { kind, message } = await failure("unknown function");
    equal(kind, "values");
    match(message, /Add them to Pulumi\.dev\.local\.yaml[^\n]*:\n\nfunctions:\n {2}aws\.ec2\.getAmi: /);
  });

  it("distinguishes an exit code from a crash", async () => {
    const exit = await failure("exit code");
    equal(exit.kind, "crash");
    equal(exit.message, "the program's process ended with exit code 7");
    const crash = await failure("abort");
    equal(crash.kind, "crash");
    match(crash.message, /^the program's process was ended by SIG[A-Z]+$/);
  });

  it("ends an endless loop at the deadline", async () => {
    const { kind, message } = await failure("endless loop", { deadlineMs: 1500 });
    equal(kind, "timeout");
    equal(message, "the program was still running after 1500 ms");
  });

  it("ends a hanging program when the caller aborts it", async () => {
    const controller = new AbortController();
    const { kind, details } = await failure("hangs", {
      signal: controller.signal,
      onLog: ({ message }) => {
        if (message.startsWith("waiting")) controller.abort();
      },
    });
    equal(kind, "aborted");
    ok(details.logs?.some(({ message }) => message.startsWith("waiting")));
  });

  it("does not start if the caller has already aborted it", async () => {
    const { kind, details } = await failure("none", { signal: AbortSignal.abort() });
    equal(kind, "aborted");
    deepEqual(details.logs, []);
  });
});
