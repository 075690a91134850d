import { deepEqual, equal, match, notDeepEqual, ok, rejects } from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fingerprint } from "../../../../packages/local-stack/deploy/fingerprint";
import { type Evaluation, EvaluationError, evaluate } from "../../../../packages/local-stack/program";

const REPOSITORY = join(__dirname, "../../../..");
const PACKAGES = join(REPOSITORY, "node_modules");

/** Closures of many kinds, and what else a program may notice of how it is evaluated. */
const ODD = {
  "index.ts": `
    import * as path from "node:path";
    import * as aws from "@pulumi/aws";
    import * as pulumi from "@pulumi/pulumi";
    import { fibonacci, Greeter } from "./odd";

    class Office extends pulumi.ComponentResource {
      constructor(name: string) {
        super("odd:index:Office", name);
        new aws.sqs.Queue(name, { tags: { a: pulumi.secret("s") } }, { parent: this, aliases: [{ name: "old" }] });
      }
    }
    new Office("office");
    const table = new aws.dynamodb.Table("t", { hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" });
    const greeter = new Greeter("me", /^a+$/i, new Map([["x", [1n]]]));
    const cyclic: { self?: unknown; when: Date } = { when: new Date(0) };
    cyclic.self = cyclic;
    function bound(this: { base: number }, more: number) { return this.base + more; }
    const add = bound.bind({ base: 2 });
    const callbacks: Record<string, (event: any) => Promise<unknown>> = {
      captured: async () => [greeter.greet(), cyclic.when, table.name.get(), path.sep],
      recursive: async ({ n }) => fibonacci(n),
      bound: async ({ n }) => add(n),
      generator: async () => [...(function* () { yield* greeter; })()],
    };
    for (const [name, callback] of Object.entries(callbacks)) new aws.lambda.CallbackFunction(name, { callback });
    new aws.lambda.CallbackFunction("factory", { callbackFactory: () => { const made = Greeter.make(); return async () => made.greet(); } });
    export const text = pulumi.runtime.serializeFunction(() => [greeter, table.arn]).then(({ text }) => text);
    export const automation = [typeof pulumi.automation.LocalWorkspace, pulumi.automation === require("@pulumi/pulumi/automation"), Object.keys(pulumi).length];
    export const scan = pulumi.runtime.computeCodePaths().then((paths) => [...paths.keys()].sort());
    export const place = new Error("here").stack!.split("\\n").slice(0, 3);
    export const isTsNode = typeof (process as any)[Symbol.for("ts-node.register.instance")]?.compile;
    pulumi.log.warn("a warning");
    pulumi.log.debug("a debug message");
  `,
  "odd.ts": `
    export const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
    export class Greeter<T> {
      static made = 0;
      static make() { Greeter.made++; return new Greeter("made", /x/, Symbol.iterator); }
      constructor(readonly name: string, private pattern: RegExp, private what: T) {}
      get upper() { return this.name.toUpperCase(); }
      greet() { return this.upper + this.pattern.source + String(this.what); }
      *[Symbol.iterator]() { yield this.name; }
    }
  `,
};

/** What of these is loaded in the program's process; Pulumi's `runtime/closure/v8.js` for the debugger. */
const LOADED = `["@npmcli/arborist/lib", "pulumi/automation/stack", "@opentelemetry", "typescript/lib", "ts-node/dist", "closure/v8.js"]
  .filter((name) => Object.keys(require.cache).some((file) => file.includes(name)))`;
const THREE = `
  import * as aws from "@pulumi/aws";
  const queue = new aws.sqs.Queue("q");
  const topic = new aws.sns.Topic("t");
  new aws.sns.TopicSubscription("s", { topic: topic.arn, protocol: "sqs", endpoint: queue.arn });
  export const loaded = ${LOADED};
`;

describe("the evaluation without what is not needed", function () {
  this.timeout(180_000);
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "fast-")));
    write({ "Pulumi.yaml": "name: fast\nruntime: nodejs\n" });
  });
  afterEach(() => {
    delete process.env.SFN_WORKFLOWS_PLAIN;
    rmSync(directory, { recursive: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), text);
    }
  };
  const usePackages = () => symlinkSync(PACKAGES, join(directory, "node_modules"), "junction");
  const fast = (program = directory, stack = "dev") =>
    evaluate({ directory: program, stack, deadlineMs: 120_000 });
  const plain = async (...args: Parameters<typeof fast>) => {
    process.env.SFN_WORKFLOWS_PLAIN = "1";
    try {
      return await fast(...args);
    } finally {
      delete process.env.SFN_WORKFLOWS_PLAIN;
    }
  };
  /** All of an evaluation but how long it took, with the texts and files of archives. What is logged and what is printed race. */
  const contents = async ({ durationMs: _, logs, ...evaluation }: Evaluation): Promise<unknown> => ({
    evaluation: await settled(evaluation),
    logs: logs.map(({ severity, message }) => `${severity}: ${message}`).sort(),
    fingerprints: await Promise.all(evaluation.resources.map(fingerprint)),
  });

  for (const stack of ["dev", "prod"]) {
    it(`gives what Pulumi gives by itself, byte by byte: this program's ${stack}`, async () => {
      deepEqual(
        await contents(await fast(REPOSITORY, stack)),
        await contents(await plain(REPOSITORY, stack)),
      );
    });
  }

  it("gives what Pulumi gives by itself, byte by byte: odd closures, new, again, and after an edit", async () => {
    usePackages();
    write({ ...ODD, "package.json": '{ "dependencies": { "yaml": "*" } }' });
    const expected = await contents(await plain());
    deepEqual(await contents(await fast()), expected);
    deepEqual(await contents(await fast()), expected);

    write({ "odd.ts": ODD["odd.ts"].replace("n < 2", "n <= 1") });
    const edited = await contents(await plain());
    notDeepEqual(edited, expected);
    deepEqual(await contents(await fast()), edited);
    deepEqual(await contents(await fast()), edited);
  });

  it("gives what Pulumi gives by itself: where a program fails, in a file that was compiled before, too", async () => {
    usePackages();
    write({
      "index.ts": `import { a } from "./a";\n\na(12);\n`,
      "a.ts": `interface Padding { a: 1 }\nexport function a(n: number): void {\n  if (n === 0) throw new TypeError("deep");\n  a(n - 1);\n}\n`,
    });
    const failure = async (evaluating: Promise<Evaluation>) => {
      let failed: unknown;
      await rejects(evaluating, (error) => {
        failed = error;
        return true;
      });
      ok(failed instanceof EvaluationError, String(failed));
      return {
        kind: failed.kind,
        message: failed.message,
        trace: failed.details.trace?.split("\n    [promise]")[0],
      };
    };
    const expected = await failure(plain());
    equal(expected.message, "TypeError: deep\n  at a.ts:3:22");
    deepEqual(await failure(fast()), expected);
    deepEqual(await failure(fast()), expected);
  });

  it("loads what is used only", async () => {
    usePackages();
    write({ "index.ts": THREE });
    await fast();
    deepEqual((await fast()).outputs.loaded, []);
    deepEqual(((await plain()).outputs.loaded as string[]).length, 5);
  });

  it("compiles anew with other settings of TypeScript", async () => {
    usePackages();
    const base = (removeComments: boolean) => JSON.stringify({ compilerOptions: { removeComments } });
    write({
      "tsconfig.json": '{ "extends": "./base.json" }',
      "base.json": base(false),
      "index.ts": "export const text = String(() => /* one */ 1);",
    });
    equal((await fast()).outputs.text, "() => /* one */ 1");
    equal((await fast()).outputs.text, "() => /* one */ 1");
    write({ "base.json": base(true) });
    equal((await fast()).outputs.text, "() => 1");
  });

  for (const [what, file, from, to] of [
    [
      "looks other than expected",
      "runtime/closure/v8Hooks.js",
      "exports.getScriptUrl =",
      "exports.getScript =",
    ],
    ["has another class of resources", "resource.js", "static stackTrace(", "static trace("],
  ] as const) {
    it(`evaluates as Pulumi does, with a warning, where its SDK ${what}`, async () => {
      const sdk = join(directory, "node_modules/@pulumi/pulumi");
      mkdirSync(dirname(sdk), { recursive: true });
      for (const name of readdirSync(PACKAGES))
        if (!name.startsWith(".") && name !== "@pulumi")
          symlinkSync(join(PACKAGES, name), join(directory, "node_modules", name), "junction");
      cpSync(join(PACKAGES, "@pulumi/pulumi"), sdk, { recursive: true });
      const text = readFileSync(join(sdk, file), "utf8").replaceAll(from, to);
      writeFileSync(join(sdk, file), text.replaceAll("Resource.stackTrace(4)", "[]"));
      write({
        "package.json": "{}",
        "index.ts":
          'import { ComponentResource } from "@pulumi/pulumi";\nexport const urn = new ComponentResource("a:b:C", "c").urn;\n',
      });

      const { outputs, logs } = await fast();
      equal(outputs.urn, "urn:pulumi:dev::fast::a:b:C::c");
      equal(logs.length, 1, JSON.stringify(logs));
      match(
        logs[0]!.message,
        /^@pulumi\/pulumi looks other than expected \(.+\): the program is evaluated as Pulumi does/,
      );
    });
  }
});

/** A value with the promises in it settled, as plain data. */
async function settled(value: unknown): Promise<unknown> {
  const now = await value;
  if (Array.isArray(now)) return Promise.all(now.map(settled));
  if (now === null || typeof now !== "object") return now;
  const entries = Object.entries(now).map(async ([key, each]) => [key, await settled(each)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
