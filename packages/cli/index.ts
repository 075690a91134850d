/** The command line of the local run: what this repository's own checks, and tests of the whole, use of its commands. */
import type { snapshotOf as SnapshotOf } from "./preview/snapshot";

export { banner } from "./banner";
export { type Diagram, diagramsOf, imagesDocument, writeImages } from "./diagrams/diagrams";
export { mermaid } from "./diagrams/mermaid";
export { isManaged, statementName } from "./iam/statementName";
export { checkStack } from "./policies/policies";
export { SNAPSHOT_OPTIONS } from "./preview/command";
export { type MeasuredRun, runsOf } from "./preview/cost";
export { renderMarkdown } from "./preview/markdown";
export { previewOf } from "./preview/preview";
export { pricedCall, pricedRequest } from "./preview/pricedCalls";
export { costOf, expressGbSeconds, lambdaGbSeconds, type Usage } from "./preview/prices";
export { SecretMask } from "./preview/secretMask";
export type { Snapshot } from "./preview/snapshot";
export { readSnapshot, writeSnapshot } from "./preview/snapshotFile";
export { renderText } from "./preview/text";

/** Loaded by the first call: it needs Pulumi's modules. */
export const snapshotOf: typeof SnapshotOf = (...args) =>
  (require("./preview/snapshot") as typeof import("./preview/snapshot")).snapshotOf(...args);
