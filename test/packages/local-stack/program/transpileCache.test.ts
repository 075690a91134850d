import { deepEqual, equal, throws } from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { create, type Service } from "ts-node";

const ROOT = resolve(__dirname, "../../../..");
const FILE = join(ROOT, "packages/local-cloud/aws/clock.ts");
const CODE = "import { a } from './a';\nexport const b = async <T>(x: T) => (await import('c'))(x, a);\n";

describe("transpileCache", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "transpile-cache-"));
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const cached = (): Service => {
    const transpiler = join(ROOT, "packages/local-stack/program/transpileCache.js");
    return create({ cwd: ROOT, transpileOnly: true, transpiler: [transpiler, { directory }] });
  };

  it("returns the output of ts-node, the first time and from the cache", () => {
    const expected = create({ cwd: ROOT, transpileOnly: true }).compile(CODE, FILE);
    equal(cached().compile(CODE, FILE), expected);
    equal(readdirSync(directory).length, 1);
    equal(cached().compile(CODE, FILE), expected);
    equal(readdirSync(directory).length, 1);
  });

  it("keeps one entry per file, the newest", () => {
    const service = cached();
    service.compile(CODE, FILE);
    const changed = service.compile("export const other = 1;\n", FILE);
    equal(changed.includes("other"), true);
    equal(readdirSync(directory).length, 1);
    service.compile(CODE, join(ROOT, "local/other.ts"));
    equal(readdirSync(directory).length, 2);
  });

  it("ignores an entry that is broken", () => {
    const output = cached().compile(CODE, FILE);
    const [entry] = readdirSync(directory);
    writeFileSync(join(directory, entry!), "{");
    equal(cached().compile(CODE, FILE), output);
  });

  it("does not cache a file with a syntax error", () => {
    throws(() => cached().compile("const = 1;", FILE), /TS1134/);
    throws(() => cached().compile("const = 1;", FILE), /TS1134/);
    deepEqual(readdirSync(directory), []);
  });

  it("works without permission to write", () => {
    chmodSync(directory, 0o500);
    equal(cached().compile(CODE, FILE).length > 0, true);
    chmodSync(directory, 0o700);
  });
});
