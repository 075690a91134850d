import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { EvaluationError, evaluate } from "../../../../packages/local-stack/program";

const REPOSITORY = dirname(require.resolve("@pulumi/pulumi/package.json"));

/**
 * A language host as those before 3.182: it asks for each feature by its name, does not say that it is at its end, and ends
 * when nothing is left to do.
 */
const OLD_HOST = `
const { createRequire } = require("node:module");
const pulumi = createRequire(${JSON.stringify(join(REPOSITORY, "package.json"))});
const grpc = pulumi("@grpc/grpc-js");
const { Struct } = pulumi("google-protobuf/google/protobuf/struct_pb");
const messages = pulumi("@pulumi/pulumi/proto/resource_pb");
const { ResourceMonitorClient } = pulumi("@pulumi/pulumi/proto/resource_grpc_pb");

const option = (name) => process.argv.find((arg) => arg.startsWith("--" + name + "=")).slice(name.length + 3);
const monitor = new ResourceMonitorClient(option("monitor"), grpc.credentials.createInsecure());
const call = (method, request) =>
  new Promise((resolve, reject) => monitor[method](request, (error, answer) => (error ? reject(error) : resolve(answer))));

(async () => {
  const features = {};
  for (const id of ["secrets", "resourceReferences", "outputValues", "deletedWith", "aliasSpecs", "transforms", "parameterization"]) {
    features[id] = (await call("supportsFeature", new messages.SupportsFeatureRequest().setId(id))).getHassupport();
  }
  const stack = new messages.RegisterResourceRequest().setType("pulumi:pulumi:Stack").setName("old-dev").setObject(new Struct());
  const urn = (await call("registerResource", stack)).getUrn();
  require(process.cwd() + "/index.js");
  const outputs = new messages.RegisterResourceOutputsRequest().setUrn(urn).setOutputs(Struct.fromJavaScript({ features }));
  await call("registerResourceOutputs", outputs);
  monitor.close();
})();
`;

describe("evaluate, with a Pulumi whose language host does not announce its end", () => {
  let directory: string;

  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "old-host-")));
    write("Pulumi.yaml", "name: old\nruntime: nodejs\n");
    write("index.js", "");
    write("node_modules/@pulumi/pulumi/cmd/run/index.js", OLD_HOST);
    install("3.181.0");
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  };
  const install = (version: string) =>
    write("node_modules/@pulumi/pulumi/package.json", JSON.stringify({ name: "@pulumi/pulumi", version }));
  const failure = async (): Promise<EvaluationError> => {
    let failed: unknown;
    await rejects(evaluate({ directory, stack: "dev" }), (error) => {
      failed = error;
      return error instanceof EvaluationError;
    });
    return failed as EvaluationError;
  };

  it("is through when the stack's outputs are registered, and answers for each feature", async () => {
    const { outputs, notes } = await evaluate({ directory, stack: "dev" });
    deepEqual(outputs.features, {
      secrets: true,
      resourceReferences: true,
      outputValues: true,
      deletedWith: true,
      aliasSpecs: false,
      transforms: true,
      parameterization: false,
    });
    equal(notes?.length, 1);
  });

  it("is not through when the process ends before", async () => {
    write("index.js", "process.exit(0);");
    const { kind, message } = await failure();
    equal(kind, "crash");
    match(
      message,
      /^the program's process ended before the program had finished: does it call process\.exit\?/,
    );
  });

  it("is not through without the announcement of a later version", async () => {
    install("3.182.0");
    equal((await failure()).kind, "crash");
  });

  it("refuses a version that is too old", async () => {
    install("3.79.1");
    const { kind, message } = await failure();
    equal(kind, "packages");
    match(message, /^@pulumi\/pulumi is 3\.79\.1 in .*; allowed: 3\.80 or later$/);
  });
});
