import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { watchProgram } from "../../../packages/cli/watch";

describe("local: watching the program", () => {
  let directory: string;
  let changes: number;
  let running: number;
  let stop: () => void;

  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "watch-"));
    fs.mkdirSync(path.join(directory, "components"));
    changes = 0;
    running = 0;
    stop = () => {};
  });

  afterEach(() => {
    stop();
    fs.rmSync(directory, { recursive: true });
  });

  function watch(): void {
    stop = watchProgram(directory, "dev", async () => {
      assert.equal(running++, 0, "one at a time");
      changes++;
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
  }

  async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
      assert.ok(Date.now() < deadline, `${changes} changes were noticed`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  for (const file of ["index.ts", "Pulumi.dev.yaml", path.join("components", "a.ts")]) {
    it(`notices ${file}, once for simultaneous changes`, async () => {
      watch();
      for (const text of ["1", "2", "3"]) fs.writeFileSync(path.join(directory, file), text);
      await until(() => changes === 1);
    });
  }

  it("watches everything of another program, except for packages, build output and other stacks", async () => {
    for (const folder of ["node_modules", "dist", ".git", "lib"]) fs.mkdirSync(path.join(directory, folder));
    watch();
    fs.writeFileSync(path.join(directory, "Pulumi.prod.yaml"), "1");
    for (const folder of ["node_modules", "dist", ".git"])
      fs.writeFileSync(path.join(directory, folder, "a.ts"), "1");
    fs.writeFileSync(path.join(directory, "lib", "a.ts"), "1");
    await until(() => changes === 1);
    fs.writeFileSync(path.join(directory, "main.ts"), "1");
    await until(() => changes === 2);
  });
});
