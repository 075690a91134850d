import assert from "node:assert/strict";
import { createFunction, invoke, type LambdaSetup, startLambda } from "./lambdaTest";

const LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:shared:1";

describe("Lambda: runtimes and layers", () => {
  let setup: LambdaSetup;
  before(async () => {
    setup = await startLambda();
  });
  after(() => setup.close());

  for (const [name, settings, reason] of [
    ["java", { Runtime: "java21" }, "its runtime is java21; Node.js runtimes can run, and Python ones."],
    [
      "custom",
      { Runtime: "provided.al2023" },
      "its runtime is provided.al2023; Node.js runtimes can run, and Python ones.",
    ],
    ["image", { PackageType: "Image", Code: [] }, "it is a container image."],
    ["elsewhere", { Unavailable: "its code is in a bucket." }, "its code is in a bucket."],
  ] as const) {
    it(`are deployed, and fail when they are called: ${name}`, async () => {
      await createFunction(setup, name, "", settings);
      const { FunctionError, result, StatusCode } = await invoke(setup, name);
      const errorMessage = `Function ${name} cannot run on this machine: ${reason}`;
      assert.deepEqual([StatusCode, FunctionError], [200, "Unhandled"]);
      assert.deepEqual(result, { errorType: "LocalCloud.FunctionUnavailable", errorMessage });
      const logged = setup.logs.events(`/aws/lambda/${name}`).map(({ message }) => message);
      assert.ok(logged.includes(`${errorMessage}\n`), logged.join("|"));
    });
  }

  it("describe a container image without runtime and handler", async () => {
    const { Runtime, Handler, PackageType } = await setup.cloud.call(
      setup.cloud.administrator,
      "lambda",
      "GetFunctionConfiguration",
      { FunctionName: "image" },
    );
    assert.deepEqual([Runtime, Handler, PackageType], [undefined, undefined, "Image"]);
  });

  it("find modules of layers, of a later one first, and the new ones when a layer changes", async () => {
    const other = LAYER.replace("shared", "other");
    const module = (value: string) => `module.exports = ${JSON.stringify(value)}`;
    const { functions } = setup.lambda;
    await functions.putLayerVersion(LAYER, [
      { name: "nodejs/node_modules/first/index.js", text: module("shared") },
      { name: "nodejs/node24/node_modules/second/index.js", text: module("for 24") },
    ]);
    await functions.putLayerVersion(other, [
      { name: "nodejs/node_modules/first/index.js", text: module("other") },
    ]);
    const text = "exports.handler = async () => [require('first'), require('second')]";
    await createFunction(setup, "layered", text, {
      Layers: [LAYER, other, "arn:aws:lambda:us-east-1:1:layer:foreign:7"],
    });
    assert.deepEqual((await invoke(setup, "layered")).result, ["other", "for 24"]);
    await functions.putLayerVersion(other, [
      { name: "nodejs/node_modules/first/index.js", text: module("changed") },
    ]);
    assert.deepEqual((await invoke(setup, "layered")).result, ["changed", "for 24"]);
  });
});
