import * as path from "node:path";
import { assetFiles, type Evaluation, loadStackConfig } from "../local-stack";

/**
 * What a stack is made of: the files that its program loaded or read, its configuration, and what its assets are made of.
 *
 * @param files that the last evaluation reported
 */
export async function sourcesOf(
  program: string,
  stack: string,
  files: readonly string[],
  evaluation: Evaluation | undefined,
): Promise<string[]> {
  const { configDirectory, programDirectory } = directoriesOf(program, stack);
  const assets = evaluation ? await assetFiles(evaluation) : [];
  return [
    path.join(program, "Pulumi.yaml"),
    path.join(configDirectory, `Pulumi.${stack}.yaml`),
    path.join(configDirectory, `Pulumi.${stack}.local.yaml`),
    ...files,
    ...assets.map((file) => path.resolve(programDirectory, file)),
  ];
}

/** Where the configuration is, and where the program runs; both the program's folder while the project file has an error. */
function directoriesOf(
  program: string,
  stack: string,
): { configDirectory: string; programDirectory: string } {
  try {
    const { stackConfigDirectory, programDirectory } = loadStackConfig(program, stack);
    return { configDirectory: stackConfigDirectory, programDirectory };
  } catch {
    // The evaluation reports the error; the project file is watched.
    return { configDirectory: program, programDirectory: program };
  }
}
