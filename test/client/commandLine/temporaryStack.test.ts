import assert from "node:assert/strict";
import * as path from "node:path";
import { startTemporaryStack } from "../../../client/commandLine/temporaryStack";

const PROGRAM = path.join(__dirname, "../../..");

describe("a local stack of the command's own", function () {
  this.timeout(60_000);

  it("has the stack when it is there, and is gone when it is ended", async () => {
    const { endpoint, end } = await startTemporaryStack(PROGRAM, new AbortController().signal);
    try {
      const { outputs } = (await (await fetch(`${endpoint}/_local/outputs`)).json()) as { outputs: object };
      assert.ok("pipelineArn" in outputs);
    } finally {
      await end();
    }
    await assert.rejects(fetch(endpoint));
  });

  it("does not outlive a command that is interrupted meanwhile", async () => {
    const controller = new AbortController();
    const reason = new Error("Ctrl-C");
    const started = startTemporaryStack(PROGRAM, controller.signal);
    controller.abort(reason);
    await assert.rejects(started, reason);
  });
});
