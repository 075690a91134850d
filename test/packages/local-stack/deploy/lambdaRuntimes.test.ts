import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { findRuntime } from "../../../../packages/local-cloud";
import { resource, TestDeployment } from "./deploymentSupport";

const ROLE = "arn:aws:iam::123456789012:role/r";
const LAYER = "arn:aws:lambda:us-east-1:123456789012:layer:shared:1";

const role = resource(
  "aws:iam/role:Role",
  "r",
  {
    name: "r",
    assumeRolePolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    }),
  },
  { arn: ROLE },
);

const files = (text: string, name = "index.js") =>
  new asset.AssetArchive({ [name]: new asset.StringAsset(text) });

const lambda = (name: string, inputs: Record<string, unknown>) => ({
  ...resource(
    "aws:lambda/function:Function",
    name,
    { name, role: ROLE, ...inputs },
    { arn: `arn:aws:lambda:us-east-1:123456789012:function:${name}` },
  ),
  dependencies: [role.urn],
});

const layer = (text: string) =>
  resource(
    "aws:lambda/layerVersion:LayerVersion",
    "shared",
    { layerName: "shared", code: files(text, "nodejs/node_modules/shared/index.js") },
    { arn: LAYER },
  );

describe("local: functions of other runtimes, and layers", () => {
  let test: TestDeployment;
  beforeEach(async () => {
    test = await TestDeployment.start();
  });
  afterEach(() => test.close());

  async function invoke(FunctionName: string): Promise<unknown> {
    const { Payload } = await test.call("lambda", "Invoke", { FunctionName });
    return JSON.parse(String(Payload));
  }

  it("are named, and do not stop the others", async () => {
    const { unsupported } = await test.apply(
      role,
      lambda("node", {
        runtime: "nodejs22.x",
        handler: "index.h",
        code: files("exports.h = async () => 'node'"),
      }),
      lambda("image", { packageType: "Image", imageUri: "123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1" }),
      lambda("java", { runtime: "java21", handler: "A::b", code: files("x", "a.class") }),
      lambda("bucket", { runtime: "nodejs22.x", handler: "index.h", s3Bucket: "b", s3Key: "k" }),
      lambda("powertools", {
        runtime: "nodejs22.x",
        handler: "index.h",
        code: files("exports.h = async () => 'without'"),
        layers: ["arn:aws:lambda:us-east-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:1"],
      }),
    );
    assert.deepEqual(unsupported, [
      "aws:lambda/function:Function (code in a bucket)",
      "aws:lambda/function:Function (container image)",
      "aws:lambda/function:Function (java21)",
      "aws:lambda/function:Function (layer arn:aws:lambda:us-east-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:1)",
    ]);
    assert.deepEqual([await invoke("node"), await invoke("powertools")], ["node", "without"]);
    for (const [name, reason] of [
      ["image", "it is a container image."],
      ["bucket", "its code is in a bucket; code in the program can run (code)."],
    ]) {
      assert.deepEqual(await invoke(name!), {
        errorType: "LocalCloud.FunctionUnavailable",
        errorMessage: `Function ${name} cannot run on this machine: ${reason}`,
      });
    }
  });

  it("use a layer of the program, and what it becomes", async () => {
    const code = files("exports.handler = async () => require('shared')");
    const user = lambda("user", { runtime: "nodejs22.x", handler: "index.handler", code, layers: [LAYER] });
    const { unsupported } = await test.apply(role, layer("module.exports = 1"), user);
    assert.deepEqual(unsupported, []);
    assert.equal(await invoke("user"), 1);
    await test.apply(role, layer("module.exports = 2"), user);
    assert.equal(await invoke("user"), 2);
    await test.apply(role, { ...user, inputs: { ...user.inputs, layers: [] } });
    assert.equal(((await invoke("user")) as { errorType: string }).errorType, "Error");
  });

  it("run Python if there is an interpreter, and are named if not", async () => {
    const code = files("def handler(event, context):\n    return 'python'\n", "app.py");
    const { unsupported } = await test.apply(
      role,
      lambda("python", { runtime: "python3.13", handler: "app.handler", code }),
    );
    if (findRuntime("python3.13")) {
      assert.deepEqual([unsupported, await invoke("python")], [[], "python"]);
    } else {
      assert.deepEqual(unsupported, ["aws:lambda/function:Function (python3.13)"]);
      assert.equal(
        ((await invoke("python")) as { errorType: string }).errorType,
        "LocalCloud.FunctionUnavailable",
      );
    }
  });
});
