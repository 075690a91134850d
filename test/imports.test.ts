import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

const ROOT = path.join(__dirname, "..");

/** The files to copy: those that git tracks or would track. */
async function sources(): Promise<string[]> {
  const args = [
    "ls-files",
    "--cached",
    "--others",
    "--exclude-standard",
    "--deduplicate",
    "*.ts",
    "*.mts",
    "*.json",
    "*.js",
  ];
  const { stdout } = await promisify(execFile)("git", args, { cwd: ROOT, maxBuffer: 2 ** 24 });
  return stdout.trim().split("\n");
}

/** A forbidden import of each kind: the file that gets it, the module it imports, and the start of what Biome says. */
const FORBIDDEN: [file: string, imports: string, message: RegExp][] = [
  ["components/planted.ts", "../packages/local-stack", /^Nothing that is deployed/],
  ["handlers/planted.ts", "../packages/local-cloud", /^Nothing that is deployed/],
  ["states/planted.ts", "../checks/scenarios/scenario", /^Nothing that is deployed/],
  ["planted.ts", "./client", /^Nothing that is deployed/],
  ["components/shared/planted.ts", "../../test/assets", /^Nothing that is deployed/],
  ["states/integrations/planted.ts", "../../packages/asl/engine", /^Import packages\/asl/],
  ["client/planted.ts", "../packages/local-stack", /^The client stands alone/],
  ["packages/asl/planted.ts", "@pulumi/pulumi", /^The language knows neither/],
  ["packages/asl/validate/planted.ts", "@aws-sdk/client-sfn", /^The language knows neither/],
  ["packages/asl/engine/planted.ts", "../../local-cloud", /^The language is the ground floor/],
  ["packages/lint/planted.ts", "../asl/validate", /^The linter reads files alone/],
  ["packages/diagram/planted.ts", "@pulumi/pulumi", /^A drawing knows neither/],
  ["packages/diagram/plantedHigher.ts", "../local-cloud", /^A drawing is made of/],
  ["packages/console/server/planted.ts", "../../cli", /^The console shows any stack/],
  ["packages/console/planted.ts", "../local-stack/settings", /^A package has one face/],
  ["packages/console/page/planted.ts", "../server/live", /^The page runs in a browser/],
  ["packages/local-cloud/planted.ts", "@pulumi/aws", /^The emulator does not know Pulumi/],
  ["packages/local-cloud/services/planted.ts", "@pulumi/pulumi", /^The emulator does not know Pulumi/],
  ["packages/local-cloud/aws/planted.ts", "../gateway/gateway", /^The contract is/],
  ["packages/local-cloud/services/sqs/planted.ts", "../../iam/iam", /^Services do not import/],
  ["packages/local-cloud/gateway/planted.ts", "../../local-stack", /^The emulator imports only/],
  ["packages/local-cloud/iam/planted.ts", "../../asl/engine/json", /^A package has one face/],
  ["packages/local-stack/planted.ts", "../local-cloud/cloud", /^A package has one face/],
  [
    "packages/local-stack/deploy/planted.ts",
    "../../../checks/scenarios/scenario",
    /^The local stack runs any program/,
  ],
  ["packages/cli/planted.ts", "../../checks/scenarios/scenario", /^The command line runs any program/],
  ["packages/cli/inside.ts", "../local-stack/localStack", /^A package has one face/],
  ["checks/planted.ts", "../packages/local-stack/localStack", /^A package has one face/],
  ["test/planted.ts", "../packages/local-cloud/cloud", /^A package has one face/],
  ["test/packages/asl/planted.ts", "../../../packages/local-cloud/cloud", /^A package has one face/],
];

/** Two modules that import each other's types, and nothing at run time. */
const CIRCLE: [file: string, text: string][] = [
  ["components/circleA.ts", 'import type { B } from "./circleB";\n\nexport type A = B | 1;\n'],
  ["components/circleB.ts", 'import type { A } from "./circleA";\n\nexport type B = A[] | 2;\n'],
];

/** What a file loads later, or names only in a type, which Biome's rule does not see: as imports of a file beside it. */
function lazyImports(file: string): [file: string, text: string] | undefined {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  const modules = [...text.matchAll(/\b(?:require|import)\("([^"]+)"/g)].map(([, name]) => name!);
  const lines = [...new Set(modules)].sort().map((name) => `export * from "${name}";\n`);
  return lines.length === 0 ? undefined : [file.replace(/\.(\w+)$/, ".lazy.ts"), lines.join("")];
}

interface Diagnostic {
  category: string;
  message: string;
  location: { path: string | { file: string } };
}

describe("the rules for imports", function () {
  this.timeout(120_000);
  let copy: string;

  beforeEach(async () => {
    copy = realpathSync(mkdtempSync(path.join(tmpdir(), "imports-")));
    for (const file of [...(await sources()), ".gitignore"]) {
      cpSync(path.join(ROOT, file), path.join(copy, file), { recursive: true });
    }
    symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"), "junction");
  });

  afterEach(() => rmSync(copy, { recursive: true }));

  it("make `npm run check` fail for an import of each kind that is forbidden", async () => {
    for (const [file, imports] of FORBIDDEN) plant(copy, file, `export * from "${imports}";\n`);
    for (const [file, text] of CIRCLE) plant(copy, file, text);
    const { failed, diagnostics } = await check(copy);
    assert.ok(failed, "npm run check passes");
    const said = (file: string) => diagnostics.filter((each) => fileOf(each) === file);
    for (const [file, imports, message] of FORBIDDEN) {
      const messages = said(file).map((each) => each.message);
      assert.ok(
        messages.some((each) => message.test(each)),
        `${file} imports ${imports}: ${messages}`,
      );
    }
    for (const [file] of CIRCLE) {
      assert.deepEqual(
        said(file).map(({ category }) => category),
        ["lint/suspicious/noImportCycles"],
        file,
      );
    }
    const planted = new Set([...FORBIDDEN, ...CIRCLE].map(([file]) => file));
    assert.deepEqual(
      diagnostics.filter((each) => !planted.has(fileOf(each))),
      [],
      "nothing else is wrong",
    );
  });

  it("hold for modules that are loaded later, or named only in a type", async () => {
    const planted = (await sources()).map(lazyImports).filter((each) => each !== undefined);
    for (const [file, text] of planted) plant(copy, file, text);
    const forbidden: [string, string] = [
      "checks/planted.lazy.ts",
      'export * from "../packages/local-stack/localStack";\n',
    ];
    plant(copy, ...forbidden);
    const { diagnostics } = await check(copy);
    const broken = diagnostics.filter(({ category }) => category === "lint/style/noRestrictedImports");
    assert.deepEqual(
      broken.map(fileOf),
      [forbidden[0]],
      JSON.stringify(broken.map(({ message }) => message)),
    );
  });
});

function plant(copy: string, file: string, text: string): void {
  mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
  writeFileSync(path.join(copy, file), text);
}

const fileOf = ({ location }: Diagnostic): string =>
  typeof location.path === "string" ? location.path : location.path.file;

/** What `npm run check` says in a folder. */
async function check(cwd: string): Promise<{ failed: boolean; diagnostics: Diagnostic[] }> {
  const args = ["run", "-s", "check", "--", "--reporter=json", "--max-diagnostics=none"];
  const options = { cwd, maxBuffer: 2 ** 26, shell: process.platform === "win32" };
  try {
    return { failed: false, diagnostics: read((await promisify(execFile)("npm", args, options)).stdout) };
  } catch (error) {
    return { failed: true, diagnostics: read((error as { stdout: string }).stdout) };
  }
}

const read = (json: string): Diagnostic[] => (JSON.parse(json) as { diagnostics: Diagnostic[] }).diagnostics;
