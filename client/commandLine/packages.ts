import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

const BESIDE_CLIENT = path.join(__dirname, "../..");

/** The folder of this package, found from its sources as well as from the compiled files in `dist/`. */
const PACKAGE_DIRECTORY = existsSync(path.join(BESIDE_CLIENT, "package.json"))
  ? BESIDE_CLIENT
  : path.dirname(BESIDE_CLIENT);

/**
 * The two packages, each with a command `workflows` and the commands that only that one has, with their purposes. Installed side by side, either runs the
 * other's commands, so that it does not matter which of the two `npx workflows` starts.
 */
export const PACKAGES = {
  "sfn-workflows": {
    commands: { messenger: "Deploy, demonstrate and destroy the messenger: deploy, demo or destroy" },
    source: "client/cli.ts",
  },
  "sfn-workflows-local": {
    commands: {
      dev: "Run the program's stack on this machine, and deploy it again whenever the program changes",
      preview: "Say what the program would create, without the Pulumi CLI and without AWS",
      diagrams: "Draw the program's state machines, as Mermaid diagrams in Markdown or as SVG images",
      policies: "Apply a policy pack to the evaluated program, without the Pulumi CLI and without AWS",
      iam: "Show which statements of its roles the running stack has used so far, and which calls were refused",
    },
    source: "packages/cli/workflows.ts",
  },
} as const;

export type PackageName = keyof typeof PACKAGES;

/** The file that runs a package's command `workflows`: in the clone of both, or where it is installed. */
export function commandOf(name: PackageName): string | undefined {
  const source = path.join(PACKAGE_DIRECTORY, PACKAGES[name].source);
  if (existsSync(source)) return source;
  const own = manifestIn(PACKAGE_DIRECTORY);
  if (own?.name === name) return path.join(PACKAGE_DIRECTORY, own.bin.workflows);
  for (const folder of [process.cwd(), PACKAGE_DIRECTORY]) {
    const installed = installedFrom(folder, name);
    const manifest = installed && manifestIn(installed);
    if (manifest) return path.join(installed, manifest.bin.workflows);
  }
  return undefined;
}

/** Which package has a command that this one has not, if any has. */
export const packageOf = (command: string | undefined): PackageName | undefined =>
  (Object.keys(PACKAGES) as PackageName[]).find((name) =>
    Object.hasOwn(PACKAGES[name].commands, command ?? ""),
  );

interface Manifest {
  name: string;
  bin: { workflows: string };
}

function manifestIn(folder: string): Manifest | undefined {
  const file = path.join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Manifest) : undefined;
}

function installedFrom(folder: string, name: string): string | undefined {
  try {
    return path.dirname(createRequire(path.join(folder, "_")).resolve(`${name}/package.json`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
