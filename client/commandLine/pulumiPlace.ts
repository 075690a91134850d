import { existsSync } from "node:fs";
import * as path from "node:path";
import { CommandError, LocalWorkspace, type Stack, StackNotFoundError } from "@pulumi/pulumi/automation";
import { type NamedResource, namedResources, type RegisteredResource } from "../../packages/names";
import { UsageError } from "../../packages/terminal";
import type { Outputs, Place } from "./place";
import { programOf } from "./runningStacks";

/** A deployed stack of a program. AWS is called with the environment's credentials and region. */
export class PulumiPlace implements Place {
  readonly title: string;
  readonly options: string;
  readonly howToDeploy: string;
  readonly access = {};
  readonly temporary = false;
  readonly lasting = true;

  private constructor(
    private readonly stack: Stack,
    private readonly progress: (line: string) => void,
    private readonly signal: AbortSignal,
  ) {
    this.title = `stack ${stack.name}`;
    this.options = `--stack ${stack.name}`;
    this.howToDeploy = `deploy it: pulumi up --stack ${stack.name}`;
  }

  /**
   * @param folder a folder of the program, or below
   * @throws UsageError if there is no program or no Pulumi CLI, no one is logged in, or there is no such stack.
   */
  static async open(
    name: string,
    folder: string,
    progress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<PulumiPlace> {
    const workDir = programOf(folder);
    if (workDir === undefined)
      throw new UsageError(
        `${folder} is not a Pulumi program: neither it nor a folder above has a Pulumi.yaml`,
      );
    progress(`reading stack ${name}`);
    const stack = await reading(LocalWorkspace.selectStack({ stackName: name, workDir }), name);
    return new PulumiPlace(stack, progress, signal);
  }

  outputs(): Promise<Outputs> {
    return reading(this.stack.outputs(), this.stack.name);
  }

  async now(): Promise<number> {
    return Date.now();
  }

  async resources(): Promise<NamedResource[]> {
    const { deployment } = await reading(this.stack.exportStack(), this.stack.name);
    return namedResources((deployment.resources ?? []) as RegisteredResource[]);
  }

  /** Sets the configuration in the stack's file, and updates the stack: under the policies of the program's folder, if it has any. */
  async configure(config: Record<string, string>, signal?: AbortSignal): Promise<void> {
    const values = Object.entries(config).map(([key, value]) => [key, { value }] as const);
    await reading(this.stack.setAllConfig(Object.fromEntries(values)), this.stack.name);
    await this.update(signal);
  }

  deploy(): Promise<void> {
    return this.update(this.signal);
  }

  /** Pulumi refuses if other resources depend on the component, or one of its own resources is protected. */
  async destroy(componentType: string): Promise<void> {
    const { name: project } = await this.stack.workspace.projectSettings();
    const target = [`urn:pulumi:${this.stack.name}::${project}::${componentType}**`];
    const options = { target, onOutput: this.report, signal: this.signal };
    await reading(this.stack.destroy(options), this.stack.name);
  }

  async close(): Promise<void> {}

  private async update(signal?: AbortSignal): Promise<void> {
    const pack = path.join(this.stack.workspace.workDir, "policies");
    const hasPack = existsSync(path.join(pack, "PulumiPolicy.yaml"));
    const options = {
      onOutput: this.report,
      // An update knows what a preview of it did not.
      ...(hasPack && { policyPacks: [pack] }),
      ...(signal && { signal }),
    };
    await reading(this.stack.up(options), this.stack.name);
  }

  private readonly report = (text: string): void => {
    for (const line of text.split("\n").filter((each) => each.trim())) this.progress(line.trimEnd());
  };
}

/** Reports the Pulumi CLI's error in one line. */
async function reading<T>(call: Promise<T>, stack: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw error instanceof CommandError ? explained(error, stack) : error;
  }
}

/** Pulumi's messages for problems that prevent any command. */
const UNUSABLE: readonly [sign: RegExp, message: string][] = [
  [
    /ENOENT/,
    "the Pulumi CLI is not on the PATH; install it (https://www.pulumi.com/docs/install/), or use --local",
  ],
  [/PULUMI_ACCESS_TOKEN|pulumi login/, "no one is logged in to Pulumi; run: pulumi login"],
  [/PULUMI_CONFIG_PASSPHRASE/, "the stack is encrypted with a passphrase; set PULUMI_CONFIG_PASSPHRASE"],
];

function explained(error: CommandError, stack: string): Error {
  if (error instanceof StackNotFoundError) {
    return new UsageError(`there is no stack "${stack}"; list them: pulumi stack ls`);
  }
  const unusable = UNUSABLE.find(([sign]) => sign.test(error.message));
  if (unusable) return new UsageError(unusable[1]);
  const lines = error.message.split("\n").map((line) => line.trim());
  return new Error(
    `Pulumi: ${lines.findLast((line) => /error:/.test(line)) ?? lines.find(Boolean) ?? error.message}`,
  );
}
