import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

const BESIDE_CLIENT = path.join(__dirname, "../..");

/** The folder of this package, found from its sources as well as from the compiled files in `dist/`. */
const PACKAGE_DIRECTORY = existsSync(path.join(BESIDE_CLIENT, "package.json"))
  ? BESIDE_CLIENT
  : path.dirname(BESIDE_CLIENT);

/** What the commands do that only one of the packages has: the help of either lists those of both. */
export const PURPOSES = {
  dev: "Run the program's stack on this machine until Ctrl-C, and deploy it again whenever the program or its configuration changes",
  preview:
    "Say what the program would create, without the Pulumi CLI and without AWS: resources, IAM, state machines and cost",
  diagrams: "Draw the program's state machines, as Mermaid diagrams in Markdown or as SVG images",
  policies:
    "Apply a policy pack to the evaluated program, without the Pulumi CLI and without AWS; exit code 1 if a mandatory one is violated",
  iam: "Show which statements of its roles the running stack has used so far, and which calls were refused",
  messenger: "Deploy, demonstrate and destroy the messenger: deploy, demo or destroy",
} as const;

interface Package {
  /** The commands that only it has, in the order of the help, each with the argument that it has there. */
  commands: Partial<Record<keyof typeof PURPOSES, string | undefined>>;
  /** The file that runs its command `workflows`, in the clone of both. */
  source: string;
}

/** The two packages. Installed side by side, either runs the other's commands, so that it does not matter which of the two `npx workflows` starts. */
export const PACKAGES = {
  "sfn-workflows": { commands: { messenger: "action" }, source: "client/cli.ts" },
  "sfn-workflows-local": {
    commands: {
      dev: undefined,
      preview: undefined,
      diagrams: undefined,
      policies: undefined,
      iam: undefined,
    },
    source: "packages/cli/workflows.ts",
  },
} as const satisfies Record<string, Package>;

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

/**
 * How to install the other package. It is not in a registry, where another one could have its name: `npm run pack` makes it, beside
 * this one and with the same version.
 */
export const howToInstall = (name: PackageName): string =>
  `npm install --save-dev ./${name}-${manifestIn(PACKAGE_DIRECTORY)!.version}.tgz (npm run pack of sfn-workflows makes it)`;

/** Which package has a command that this one has not, if any has. */
export const packageOf = (command: string | undefined): PackageName | undefined =>
  (Object.keys(PACKAGES) as PackageName[]).find((name) =>
    Object.hasOwn(PACKAGES[name].commands, command ?? ""),
  );

interface Manifest {
  name: string;
  version: string;
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
