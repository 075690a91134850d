import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startLocalStack } from "../../../../packages/local-stack/testing";

const PACKAGES = path.join(__dirname, "../../../../node_modules");

const FILES = {
  "package.json": '{ "name": "shop", "private": true, "workspaces": ["packages/*"] }',
  "node_modules/pad/package.json":
    '{ "name": "pad", "version": "1.0.0", "main": "lib/index.js", "dependencies": { "fill": "1.0.0" } }',
  "node_modules/pad/lib/index.js": 'exports.pad = (text) => require("fill").fill + text;',
  "node_modules/fill/package.json": '{ "name": "fill", "version": "1.0.0", "main": "index.js" }',
  "node_modules/fill/index.js": 'exports.fill = "-";',
  "packages/names/package.json": '{ "name": "names", "version": "1.0.0", "main": "index.js" }',
  "packages/names/index.js": "exports.greet = (name) => 'Hello '.concat(name);",
  "packages/program/package.json":
    '{ "name": "program", "dependencies": { "pad": "1.0.0", "names": "1.0.0" } }',
  "packages/program/Pulumi.yaml": "name: shop\nruntime: nodejs\n",
  "packages/program/index.ts": `import * as aws from "@pulumi/aws";
import { greet } from "names";
import { pad } from "pad";
new aws.lambda.CallbackFunction("greeting", {
  callback: async (event: { name: string }) => pad(greet(event.name)),
});
`,
};

describe("a program in a workspace", function () {
  this.timeout(90_000);
  let folder: string;

  before(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "workspace-")));
    for (const [file, text] of Object.entries(FILES)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    const link = (target: string, name: string) =>
      fs.symlinkSync(target, path.join(folder, "node_modules", name), "junction");
    link(path.join(folder, "packages/names"), "names");
    for (const name of ["@pulumi", "typescript", "ts-node"]) link(path.join(PACKAGES, name), name);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it("has functions that require what is hoisted above its folder, and packages of the workspace", async () => {
    await using stack = await startLocalStack({ program: path.join(folder, "packages/program") });
    const [greeting] = stack.services.lambda.functions.list();
    const { cloud } = stack.services;
    const input = { FunctionName: greeting!.arn, Payload: '{ "name": "Ann" }' };
    const { Payload } = await cloud.call(cloud.administrator, "lambda", "Invoke", input);
    assert.equal(JSON.parse(String(Payload)), "-Hello Ann");
  });
});
