import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { BundleCache } from "../../../components/shared/bundleCache";

describe("components: BundleCache", () => {
  const before = process.cwd();
  let root: string;

  beforeEach(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "bundle-cache-")));
    fs.mkdirSync(path.join(root, "node_modules"));
    fs.mkdirSync(path.join(root, "programs/one"), { recursive: true });
    fs.mkdirSync(path.join(root, "programs/two"), { recursive: true });
    install("1");
    process.chdir(path.join(root, "programs/one"));
  });
  afterEach(() => {
    process.chdir(before);
    fs.rmSync(root, { recursive: true });
  });

  const install = (record: string) =>
    fs.writeFileSync(path.join(root, "node_modules/.package-lock.json"), record);
  /** The bundle, and whether it was made. */
  const get = async (description = "what it is made from") => {
    let made = false;
    const bundle = await new BundleCache().get(description, async () => {
      made = true;
      return "the bundle";
    });
    return { bundle, made };
  };

  it("makes a bundle once, and names its file as the program sees it", async () => {
    const { bundle, made } = await get();
    assert.ok(made && "file" in bundle);
    assert.match(
      bundle.file,
      /^\.\.\/\.\.\/node_modules\/\.cache\/sfn-workflows\/bundles\/[0-9a-f]{64}\.js$/,
    );
    assert.equal(fs.readFileSync(bundle.file, "utf8"), "the bundle");
    assert.deepEqual(await get(), { bundle, made: false });
    assert.equal((await get("something else")).made, true);
  });

  it("makes it again for another installation, and for another program of the same installation", async () => {
    await get();
    install("2");
    assert.equal((await get()).made, true);
    process.chdir("../two");
    assert.equal((await get()).made, true);
  });

  it("returns the text if there is no record of what is installed", async () => {
    fs.rmSync(path.join(root, "node_modules"), { recursive: true });
    assert.deepEqual(await get(), { bundle: { text: "the bundle" }, made: true });
  });

  it("returns the text if it cannot be stored", async () => {
    fs.mkdirSync(path.join(root, "node_modules/.cache"));
    fs.chmodSync(path.join(root, "node_modules/.cache"), 0o500);
    const { bundle } = await get();
    // Root may write anywhere.
    assert.ok(process.getuid?.() === 0 ? "file" in bundle : "text" in bundle);
  });
});
