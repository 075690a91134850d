import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";

const PROGRAM = path.join(__dirname, "../../../../packages/local-stack/program");

/** What an expression gives in a process with Pulumi's SDK as `pulumi` and the loaded files as `loaded(name)`. */
async function evaluated(expression: string): Promise<unknown> {
  const script = `
    const loaded = (name) => Object.keys(require.cache).some((file) => file.includes(require("node:path").join(name)));
    const pulumi = require("@pulumi/pulumi");
    Promise.resolve(${expression}).then((value) => console.log(JSON.stringify(value)));`;
  const args = ["--require", path.join(PROGRAM, "postponedModules.js"), "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PROGRAM });
  return JSON.parse(stdout);
}

describe("modules that Pulumi's SDK loads at once", () => {
  it("are not loaded before something of them is used", async () => {
    assert.deepEqual(
      await evaluated(`["@npmcli/arborist/lib", "pulumi/automation/localWorkspace"].map(loaded)`),
      [false, false],
    );
  });

  it("are what they are once something is used", async () => {
    const expected = "require('@pulumi/pulumi/automation')";
    assert.deepEqual(
      await evaluated(`[
        pulumi.automation.LocalWorkspace === ${expected}.LocalWorkspace,
        "LocalWorkspace" in pulumi.automation,
        "None" in pulumi.automation,
        JSON.stringify(Object.keys({ ...pulumi.automation })) === JSON.stringify(Object.keys(${expected})),
        Object.getOwnPropertyDescriptor(pulumi.automation, "None") === undefined,
      ]`),
      [true, true, false, true, true],
    );
  });

  it("find the packages of a callback's archive", async () => {
    const archive =
      "pulumi.runtime.computeCodePaths().then((paths) => [paths.size > 0, loaded('@npmcli/arborist/lib')])";
    assert.deepEqual(await evaluated(archive), [true, true]);
  });
});
