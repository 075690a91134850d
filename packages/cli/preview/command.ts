import { PURPOSES } from "../../../client/commandLine";
import { configOption, evaluate, programOption, stackOption, valuesOption } from "../../local-stack";
import { EXIT, flag, type Main, textOption } from "../../terminal";
import { programHere } from "../program";
import { renderMarkdown } from "./markdown";
import { previewOf } from "./preview";
import { previewValue } from "./previewValue";
import { readSnapshot, writeSnapshot } from "./snapshotFile";
import { renderText } from "./text";

/** How an evaluation is saved, compared and shown. */
export const SNAPSHOT_OPTIONS = {
  save: textOption("FILE", "write the evaluation, without secrets and code, to compare with later"),
  against: textOption("FILE", "compare with an evaluation that --save wrote"),
  markdown: flag("print Markdown for a comment on a pull request, 60,000 characters at most"),
} as const;

export const PREVIEW = {
  usage: "workflows preview [options]",
  purpose: PURPOSES.preview,
  options: {
    program: programOption,
    stack: stackOption(),
    config: configOption,
    values: valuesOption,
    ...SNAPSHOT_OPTIONS,
    json: flag("print it as JSON"),
  },
} as const;

export const preview: Main<typeof PREVIEW> = async (options, { output, signal }) => {
  const { program: directory = programHere(), stack, config, values, against, save } = options;
  const before = against === undefined ? undefined : await readSnapshot(against, stack);
  // Loaded only now: it needs Pulumi's modules.
  const { snapshotOf } = require("./snapshot") as typeof import("./snapshot");
  const evaluation = await evaluate({ directory, stack, config, ...(values && { values }), signal });
  const now = await snapshotOf(evaluation);
  if (save !== undefined) await writeSnapshot(save, now);
  if (output.json) output.result(previewValue(now, before), "");
  else {
    const document = previewOf(now, { before });
    output.result(document, (options.markdown ? renderMarkdown(document) : renderText(document)).trimEnd());
  }
  return EXIT.ok;
};
