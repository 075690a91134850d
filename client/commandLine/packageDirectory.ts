import { existsSync } from "node:fs";
import * as path from "node:path";

const BESIDE_CLIENT = path.join(__dirname, "../..");

/** The folder of this package, found from its sources as well as from the compiled files in `dist/`. */
export const PACKAGE_DIRECTORY = existsSync(path.join(BESIDE_CLIENT, "package.json"))
  ? BESIDE_CLIENT
  : path.dirname(BESIDE_CLIENT);
