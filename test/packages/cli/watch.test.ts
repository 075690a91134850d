import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { SourceWatcher } from "../../../packages/cli/watch";

describe("watching the files that a program is made of", () => {
  let directory: string;
  let changes: string[][];
  let running: number;
  let watcher: SourceWatcher;

  beforeEach(() => {
    directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "watch-")));
    fs.mkdirSync(path.join(directory, "lib"));
    changes = [];
    running = 0;
    watcher = new SourceWatcher(async (changed) => {
      assert.equal(running++, 0, "one at a time");
      changes.push(changed.map((file) => path.relative(directory, file)).sort());
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    });
  });

  afterEach(() => {
    watcher.close();
    fs.rmSync(directory, { recursive: true });
  });

  const file = (name: string) => path.join(directory, name);
  const write = (name: string) => fs.writeFileSync(file(name), String(Math.random()));
  const watch = (...names: string[]) => watcher.watch(names.map(file), Date.now() + 60_000);

  async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
      assert.ok(Date.now() < deadline, `noticed: ${JSON.stringify(changes)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it("notices the files of any folder, once for simultaneous changes, and no others", async () => {
    for (const name of ["index.ts", "lib/price.ts", "lib/price.test.ts", "README.md"]) write(name);
    watch("index.ts", "lib/price.ts");
    for (const name of ["README.md", "lib/price.test.ts", "lib/price.ts", "index.ts", "index.ts"])
      write(name);
    await until(() => changes.length > 0);
    assert.deepEqual(changes, [["index.ts", "lib/price.ts"]]);
  });

  it("notices what an editor replaces by a new file", async () => {
    write("index.ts");
    watch("index.ts");
    write("index.ts.tmp");
    fs.renameSync(file("index.ts.tmp"), file("index.ts"));
    await until(() => changes.length === 1);
  });

  it("notices a module that was missing, in a folder that is new", async () => {
    watch("index.ts", "new/module");
    fs.mkdirSync(file("new"));
    await until(() => changes.length === 1);
    watch("index.ts", "new/module");
    write("new/module.ts");
    await until(() => changes.length === 2);
    assert.deepEqual(changes, [["new"], ["new/module.ts"]]);
  });

  it("notices everything in a folder of an archive, packages apart", async () => {
    for (const folder of ["code/node_modules", "code/deep"]) fs.mkdirSync(file(folder), { recursive: true });
    watch("code");
    write("code/node_modules/a.js");
    write("code/deep/a.js");
    await until(() => changes.length === 1);
    assert.deepEqual(changes, [["code/deep/a.js"]]);
  });

  it("notices a file that changed before it was watched", async () => {
    const since = Date.now() - 60_000;
    watcher.watch([file("index.ts")], since);
    write("lib/price.ts");
    watcher.watch([file("index.ts"), file("lib/price.ts")], since);
    await until(() => changes.length === 1);
    watcher.watch([file("index.ts"), file("lib/price.ts")], since);
    write("index.ts");
    await until(() => changes.length === 2);
    assert.deepEqual(changes, [["lib/price.ts"], ["index.ts"]], "once");
  });

  it("no longer notices what is not part of it any more", async () => {
    watch("index.ts", "lib/price.ts");
    watch("index.ts");
    write("lib/price.ts");
    write("index.ts");
    await until(() => changes.length === 1);
    assert.deepEqual(changes, [["index.ts"]]);
  });
});
