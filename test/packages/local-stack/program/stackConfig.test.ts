import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EvaluationError, listStacks, loadStackConfig } from "../../../../packages/local-stack/program";

const PROJECT = `
name: shop
runtime: nodejs
config:
  currency: EUR
  size:
    type: integer
    description: How many
  open:
    type: boolean
    default: true
  zones:
    type: array
    items:
      type: string
    default: []
  token:
    type: string
    secret: true
    default: none
  aws:region:
    value: us-east-1
`;

describe("loadStackConfig", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "stack-config-"));
    write("Pulumi.yaml", PROJECT);
    write("Pulumi.dev.yaml", "config:\n  shop:size: 3\n");
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (file: string, text: string) => writeFileSync(join(directory, file), text);

  it("reads the repository's files as `pulumi config set` and `stack select --create` rewrite them", () => {
    const root = join(__dirname, "../../../..");
    write("Pulumi.yaml", readFileSync(join(root, "Pulumi.yaml"), "utf8"));
    write("index.ts", "");
    for (const stack of ["dev", "prod"]) {
      const original = readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8");
      const quoted = original.replace(/^( {2}[\w-]+:\w+): (true|false|\d+)$/gm, '$1: "$2"');
      ok(quoted !== original);
      write(`Pulumi.${stack}.yaml`, `encryptionsalt: v1:c2FsdA==:v1:bm9uY2U=:Y2hlY2s=\n${quoted}`);
      deepEqual(loadStackConfig(directory, stack).config, loadStackConfig(root, stack).config);
    }
  });

  const refuses = (pattern: RegExp, stack = "dev", overrides: Record<string, string> = {}) =>
    throws(
      () => loadStackConfig(directory, stack, overrides),
      (error: unknown) => {
        ok(error instanceof EvaluationError, String(error));
        equal(error.kind, "config");
        ok(pattern.test(error.message), `${error.message}\ndoes not match ${pattern}`);
        return true;
      },
    );

  it("merges defaults and the stack's values under full names, as text", () => {
    const { project, config, secretKeys } = loadStackConfig(directory, "dev");
    equal(project, "shop");
    deepEqual(config, {
      "shop:currency": "EUR",
      "shop:size": "3",
      "shop:open": "true",
      "shop:zones": "[]",
      "shop:token": "none",
      "aws:region": "us-east-1",
    });
    deepEqual(secretKeys, ["shop:token"]);
  });

  it("prefers the stack's values to defaults, and overrides to both", () => {
    write(
      "Pulumi.dev.yaml",
      "config:\n  size: 4\n  shop:open: false\n  aws:region: eu-west-1\n  zones: [a, b]\n",
    );
    const { config } = loadStackConfig(directory, "dev", { size: "5", "shop:currency": "USD" });
    equal(config["shop:size"], "5");
    equal(config["shop:open"], "false");
    equal(config["shop:currency"], "USD");
    equal(config["shop:zones"], '["a","b"]');
    equal(config["aws:region"], "eu-west-1");
  });

  it("accepts text for a value of any type, as `pulumi config set` writes it", () => {
    write("Pulumi.dev.yaml", 'config:\n  size: "4"\n  open: "false"\n  zones: \'["a"]\'\n');
    equal(loadStackConfig(directory, "dev").config["shop:size"], "4");
  });

  it("leaves dates and other namespaces alone", () => {
    write("Pulumi.dev.yaml", "config:\n  size: 1\n  currency: 2025-01-01\n  other:thing: { a: [1] }\n");
    const { config } = loadStackConfig(directory, "dev");
    equal(config["shop:currency"], "2025-01-01");
    equal(config["other:thing"], '{"a":[1]}');
  });

  it("accepts an empty stack file if nothing is missing", () => {
    write("Pulumi.dev.yaml", "");
    equal(loadStackConfig(directory, "dev", { size: "1" }).config["shop:size"], "1");
  });

  it("finds the program", () => {
    equal(loadStackConfig(directory, "dev").entryPoint, ".");
    mkdirSync(join(directory, "src"));
    writeFileSync(join(directory, "src/main.ts"), "");
    write("Pulumi.yaml", `${PROJECT}main: src/main.ts\n`);
    const file = loadStackConfig(directory, "dev");
    equal(file.entryPoint, "main.ts");
    equal(file.programDirectory, join(directory, "src"));
    write("Pulumi.yaml", `${PROJECT}main: src\n`);
    equal(loadStackConfig(directory, "dev").programDirectory, join(directory, "src"));
  });

  it("reads the runtime's options", () => {
    const runtime =
      "runtime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: --no-warnings --trace-uncaught";
    write("Pulumi.yaml", PROJECT.replace("runtime: nodejs", runtime));
    const { typescript, nodeArgs } = loadStackConfig(directory, "dev");
    equal(typescript, false);
    deepEqual(nodeArgs, ["--no-warnings", "--trace-uncaught"]);
  });

  it("lists the stacks of the folder", () => {
    write("Pulumi.prod.yaml", "config: {}");
    write("Pulumi.dev.local.yaml", "config: {}");
    deepEqual(listStacks(directory), ["dev", "prod"]);
  });

  it("accepts what the stack's file sets and the project does not declare, as Pulumi does, and notes it", () => {
    write("Pulumi.dev.yaml", "config:\n  size: 1\n  shop:sise: 2\n  other:key: 3\n");
    const { config, notes } = loadStackConfig(directory, "dev");
    equal(config["shop:sise"], "2");
    deepEqual(notes, ["Pulumi.dev.yaml: Pulumi.yaml declares no shop:sise"]);
  });

  it("has the project's defaults where there are no stack files, and notes it", () => {
    rmSync(join(directory, "Pulumi.dev.yaml"));
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    const { config, notes } = loadStackConfig(directory, "qa", { "shop:size": "2" });
    deepEqual(config, { "shop:size": "2" });
    deepEqual(notes, [
      "there is no Pulumi.qa.yaml: the stack has the defaults of Pulumi.yaml, in region us-east-1",
    ]);
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\nconfig:\n  aws:region: eu-west-1\n");
    ok(loadStackConfig(directory, "qa").notes[0]!.endsWith("in region eu-west-1"));
  });

  it("names the values that are encrypted, also inside of objects, unless they are given for this machine", () => {
    const secure = "{ secure: AAABADQXFlU0mxbTgNyl39UfVg4DdCoL94SCNMX3MkvZhBZjeAM= }";
    write(
      "Pulumi.dev.yaml",
      `config:\n  size: 1\n  shop:currency: ${secure}\n  other:db: { host: h, password: ${secure} }\n`,
    );
    const loaded = loadStackConfig(directory, "dev");
    deepEqual(loaded.encrypted, {
      "shop:currency": "<value>",
      "other:db": { host: "h", password: "<value>" },
    });
    equal(loaded.config["other:db"], '{"host":"h","password":"<value>"}');
    deepEqual(loaded.secretKeys, ["shop:token", "shop:currency", "other:db"]);
    const overridden = loadStackConfig(directory, "dev", { currency: "EUR" });
    equal(overridden.config["shop:currency"], "EUR");
    deepEqual(Object.keys(overridden.encrypted), ["other:db"]);
    deepEqual(overridden.secretKeys, ["shop:token", "shop:currency", "other:db"]);
    write("Pulumi.dev.local.yaml", "config:\n  currency: USD\n  other:db: <value>\n");
    const local = loadStackConfig(directory, "dev");
    deepEqual([local.config["shop:currency"], Object.keys(local.encrypted)], ["USD", ["other:db"]]);
    equal(loadStackConfig(directory, "dev", { currency: "EUR" }).config["shop:currency"], "EUR");
    write("Pulumi.dev.local.yaml", "config:\n  size: many\n");
    refuses(/^Pulumi\.dev\.local\.yaml: shop:size must be of type integer, but is "many"$/);
  });

  it("reads the project of `pulumi new`", () => {
    const runtime =
      "runtime:\n  name: nodejs\n  options:\n    packagemanager: npm\n    tsconfig: tsconfig.pulumi.json\n";
    const config = "config:\n  pulumi:tags:\n    value:\n      pulumi:template: aws-typescript\n";
    write(
      "Pulumi.yaml",
      `name: shop\ndescription: A minimal AWS TypeScript Pulumi program\n${runtime}${config}`,
    );
    write("Pulumi.dev.yaml", "config:\n  aws:region: us-west-2\n  shop:free: text\n");
    const loaded = loadStackConfig(directory, "dev");
    equal(loaded.config["shop:free"], "text");
    equal(loaded.tsconfig, "tsconfig.pulumi.json");
  });

  it("misses no value of a provider, which has defaults of its own", () => {
    write("Pulumi.yaml", `${PROJECT}  aws:profile: {}\n`);
    equal("aws:profile" in loadStackConfig(directory, "dev").config, false);
  });

  it("finds stack files where `config` names their folder, as it did before it declared keys", () => {
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\nconfig: stacks\n");
    mkdirSync(join(directory, "stacks"));
    write("stacks/Pulumi.dev.yaml", "config:\n  size: 7\n");
    equal(loadStackConfig(directory, "dev").config["shop:size"], "7");
  });

  describe("refuses", () => {
    it("a folder without a project", () => {
      rmSync(join(directory, "Pulumi.yaml"));
      refuses(/^there is no Pulumi\.yaml in /);
    });

    it("a project without a name", () => {
      write("Pulumi.yaml", "runtime: nodejs");
      refuses(/Pulumi\.yaml: "name" is missing$/);
    });

    it("another runtime", () => {
      write("Pulumi.yaml", PROJECT.replace("nodejs", "python"));
      refuses(/"runtime" is "python"; allowed: nodejs/);
    });

    it("a program that does not exist", () => {
      write("Pulumi.yaml", `${PROJECT}main: absent.ts\n`);
      refuses(/"main" is "absent\.ts", which does not exist/);
    });

    it("a type that Pulumi does not have", () => {
      write("Pulumi.yaml", PROJECT.replace("type: integer", "type: number"));
      refuses(/"size" has the type "number"; allowed: string, integer, boolean, array, object/);
    });

    it("broken YAML", () => {
      write("Pulumi.dev.yaml", "config: [");
      refuses(/Pulumi\.dev\.yaml is not valid YAML: /);
    });

    it("a stack without a file, and lists the others", () => {
      write("Pulumi.prod.yaml", "config: {}");
      refuses(/stack "test" has no Pulumi\.test\.yaml in .*; the folder has dev, prod/, "test");
    });

    it("a missing value, and describes it", () => {
      write("Pulumi.dev.yaml", "config: {}");
      refuses(/^Pulumi\.dev\.yaml gives no value for shop:size \(integer: How many\)$/);
    });

    it("a value of another type", () => {
      write("Pulumi.dev.yaml", "config:\n  size: many\n");
      refuses(/^Pulumi\.dev\.yaml: shop:size must be of type integer, but is "many"$/);
      write("Pulumi.dev.yaml", "config:\n  size: 1.5\n");
      refuses(/must be of type integer, but is 1\.5/);
      write("Pulumi.dev.yaml", "config:\n  size: 1\n  zones: [1, {}]\n");
      refuses(/shop:zones must be of type array of string, but is \[1,\{\}\]/);
      write("Pulumi.dev.yaml", "config:\n  size: 1\n  open: maybe\n");
      refuses(/shop:open must be of type boolean, but is "maybe"/);
    });

    it("an override of another type", () => {
      refuses(/^the overrides: shop:size must be of type integer, but is "x"$/, "dev", { size: "x" });
    });

    it("an override that the project does not declare", () => {
      const declared =
        /^the overrides: Pulumi\.yaml declares no shop:sise; allowed: shop:currency, shop:size, /;
      refuses(declared, "dev", { sise: "2" });
    });

    it("a key without a value", () => {
      write("Pulumi.dev.yaml", "config:\n  size:\n");
      refuses(/^Pulumi\.dev\.yaml: shop:size has no value$/);
    });
  });
});
