import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DataDirectory, DataDirectoryError } from "../../../../packages/local-cloud/data/dataDirectory";
import { compositeKey, splitKey } from "../../../../packages/local-cloud/data/persistedValues";

const OWNER = { accountId: "123456789012", region: "us-east-1" };

describe("DataDirectory", () => {
  let root: string;
  let directory: string;
  const opened: DataDirectory[] = [];
  const open = (where = directory, owner = OWNER): DataDirectory => {
    const data = DataDirectory.open(where, owner);
    opened.push(data);
    return data;
  };
  const close = () => {
    for (const data of opened.splice(0)) data.close();
  };

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), "data-"));
    directory = path.join(root, "a/b");
  });
  afterEach(() => {
    close();
    rmSync(root, { recursive: true, force: true });
  });

  /** What a process that is killed now leaves behind. */
  function killed(): string {
    const left = path.join(root, "left");
    cpSync(directory, left, { recursive: true });
    return left;
  }

  it("is accessible only to its owner", () => {
    open().subdirectory("queues");
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    for (const name of readdirSync(directory)) {
      const { mode } = statSync(path.join(directory, name));
      assert.equal(mode & 0o077, 0, name);
    }
  });

  it("returns what was set, in the order of the keys", () => {
    const values = open().values<{ n: number }>("numbers");
    values.set("b", { n: 1 });
    values.set("a", { n: 2 });
    values.set("b", { n: 3 });
    values.set("c", { n: 4 });
    values.delete("c");
    close();
    assert.deepEqual(open().values("numbers").entries(), [
      ["a", { n: 2 }],
      ["b", { n: 3 }],
    ]);
  });

  it("deletes an owner's values, and nothing of an owner with a longer name", () => {
    const values = open().values<number>("numbers");
    values.set(compositeKey("table", "x"), 1);
    values.set(compositeKey("table", "y"), 2);
    values.set(compositeKey("table2", "x"), 3);
    values.set("table", 4);
    values.deleteBelow("table");
    assert.deepEqual(
      values.entries().map(([, value]) => value),
      [4, 3],
    );
    assert.deepEqual(splitKey(compositeKey("table", "x/y")), ["table", "x/y"]);
  });

  it("has all of a change that was completed before a kill, and nothing of a torn one", () => {
    const data = open();
    const values = data.values<string>("texts");
    values.set("before", "whole");
    const whole = statSync(path.join(directory, "cloud.db-wal")).size;
    data.atomically(() => {
      values.set("torn 1", "x".repeat(9000));
      values.set("torn 2", "y");
    });
    const left = killed();
    const log = path.join(left, "cloud.db-wal");
    for (const size of [statSync(log).size - 1, whole + 5000, whole + 1]) {
      truncateSync(log, size);
      const copy = path.join(root, `copy-${size}`);
      cpSync(left, copy, { recursive: true });
      assert.deepEqual(open(copy).values("texts").entries(), [["before", "whole"]], `torn at ${size}`);
    }
    assert.equal(values.entries().length, 3);
  });

  it("stores nothing of a change that failed", () => {
    const data = open();
    const values = data.values<string>("texts");
    assert.throws(
      () =>
        data.atomically(() => {
          values.set("a", "b");
          throw new Error("no");
        }),
      /^Error: no$/,
    );
    assert.deepEqual(values.entries(), []);
  });

  it("does not grow with what was overwritten", () => {
    const values = open().values<string>("texts");
    for (let round = 0; round < 2000; round++) values.set("same", `${round} ${"x".repeat(4000)}`);
    close();
    assert.ok(statSync(path.join(directory, "cloud.db")).size < 100_000);
  });

  it("is used by one process at a time, and released however that process ends", () => {
    open();
    assert.throws(
      () => open(),
      (error: Error) => {
        assert.ok(error instanceof DataDirectoryError);
        assert.match(
          error.message,
          new RegExp(`b is in use by another local cloud \\(process ${process.pid}\\)`),
        );
        return true;
      },
    );
    close();
    const script = `
      const { DataDirectory } = require("./packages/local-cloud/data/dataDirectory");
      DataDirectory.open(${JSON.stringify(directory)}, ${JSON.stringify(OWNER)}).values("x").set("k", "v");
      process.kill(process.pid, "SIGKILL");`;
    const child = spawnSync(process.execPath, ["-r", "./packages/local-stack/register.js", "-e", script], {
      cwd: path.join(__dirname, "../../../.."),
    });
    assert.equal(child.signal, "SIGKILL", String(child.stderr));
    assert.deepEqual(open().values("x").entries(), [["k", "v"]]);
  });

  const refused: [what: string, prepare: () => void, message: RegExp][] = [
    ["a file", () => writeFileSync(path.join(root, "a"), ""), /cannot store data: ENOTDIR/],
    [
      "a directory with other files",
      () => {
        open(path.join(root, "a")).subdirectory("b");
        close();
        writeFileSync(path.join(directory, "thesis.txt"), "");
      },
      /contains files that were not written by a local cloud/,
    ],
    [
      "another account's",
      () => void open(directory, { ...OWNER, accountId: "210987654321" }),
      /holds the data of account 210987654321 in us-east-1, and the stack is in account 123456789012/,
    ],
    [
      "another region's",
      () => void open(directory, { ...OWNER, region: "eu-west-1" }),
      /holds the data of account 123456789012 in eu-west-1, and the stack is in .* us-east-1/,
    ],
    [
      "another format",
      () => {
        open();
        close();
        const database = new DatabaseSync(path.join(directory, "cloud.db"));
        database.exec("UPDATE about SET format = 99");
        database.close();
      },
      /has the data format 99, and this version reads format 2/,
    ],
    [
      "no database",
      () => {
        open();
        close();
        writeFileSync(path.join(directory, "cloud.db"), "x".repeat(5000));
      },
      /cloud\.db cannot be read: file is not a database/,
    ],
  ];
  for (const [what, prepare, message] of refused) {
    it(`refuses ${what}`, () => {
      prepare();
      close();
      assert.throws(
        () => open(),
        (error: Error) => {
          assert.ok(error instanceof DataDirectoryError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
