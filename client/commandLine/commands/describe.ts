import { cut, duration, EXIT, type Main } from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { EXECUTION, onStack } from "./command";

export const DESCRIBE = {
  usage: `workflows describe EXECUTION ${PLACE_USAGE}`,
  purpose: "Show an execution: its status, times, input, and output or error",
  arguments: { execution: EXECUTION },
  options: PLACE_OPTIONS,
} as const;

export const describe: Main<typeof DESCRIBE> = ({ execution: which, ...options }, context) =>
  onStack(options, context, async (session) => {
    const execution = await session.execution(which);
    const described = await execution.describe();
    session.output.result(
      described,
      Object.entries(described)
        .flatMap(line)
        .join("\n")
        .split("\n")
        .map(fitting(session.output.width))
        .join("\n"),
    );
    return EXIT.ok;
  });

/** Cuts lines to a terminal's width, except those with an ARN, to copy. */
const fitting =
  (width = Number.POSITIVE_INFINITY) =>
  (text: string): string =>
    /^\w+Arn: /.test(text) ? text : cut(text, width);

function line([name, value]: [string, unknown], _index: number, all: [string, unknown][]): string[] {
  if (value === undefined) return [];
  if (name === "stopDate") {
    const { startDate } = Object.fromEntries(all) as { startDate: Date };
    const took = duration((value as Date).getTime() - startDate.getTime());
    return [`${name}: ${(value as Date).toISOString()}, after ${took}`];
  }
  if (value instanceof Date) return [`${name}: ${value.toISOString()}`];
  return [`${name}: ${typeof value === "string" ? value : JSON.stringify(value, undefined, 2)}`];
}
