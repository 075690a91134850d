import { AuditTrail, type Block, ModularBlockPipeline, StackFoundation } from "./components";
import { type BlockName, readSettings } from "./config";
import { review } from "./handlers/review";
import { trimStrings } from "./handlers/trimStrings";

const settings = readSettings();
const { operations } = new StackFoundation("foundation", settings);

const blocks: Record<BlockName, Block> = {
  A: {},
  B: {},
  C: {},
  trim: { callback: trimStrings },
  review: { asynchronous: review },
};

const pipeline = new ModularBlockPipeline("pipeline", {
  blocks,
  order: settings.pipelineOrder,
  operations,
});

if (settings.auditTrail) {
  new AuditTrail("audit", { audited: [pipeline.audited], protect: settings.protect });
}

/** The ARN to start the pipeline with. */
export const pipelineArn = pipeline.arn;
