/** Checks definitions in files, with positions: what `workflows lint` runs. */
import type { Main } from "../terminal";
import type { LINT } from "./command";

export { LINT } from "./command";

/** Loaded by its first call: no other command needs the validator. */
export const lint: Main<typeof LINT> = (...args) =>
  (require("./lint") as typeof import("./lint")).lint(...args);
