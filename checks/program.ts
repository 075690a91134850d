import * as path from "node:path";

/** The folder of the `Pulumi.yaml` of this repository's program. */
export const PROGRAM_DIRECTORY = path.join(__dirname, "..");
