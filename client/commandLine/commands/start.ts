import { EXIT, flag, type Main, type Option, textOption } from "../../../packages/terminal";
import { showEnd } from "../ended";
import { readInput } from "../input";
import { milliseconds, PLACE_OPTIONS, PLACE_USAGE, secondsOption } from "../placeOptions";
import { MACHINE, onStack } from "./command";

const inputOption: Option<unknown> = {
  value: "INPUT",
  description: "JSON, @FILE, or - for stdin (default: {})",
  read: (value) => (value === undefined ? {} : readInput(value)),
};

export const START = {
  usage: `workflows start MACHINE ${PLACE_USAGE}`,
  purpose: "Start an execution; its ARN is the result",
  arguments: { machine: MACHINE },
  options: {
    input: inputOption,
    name: textOption("NAME", "the execution's name: the same name and input start it only once"),
    wait: flag("wait for its end; its output is the result, and the exit code is 1 if it did not succeed"),
    timeout: secondsOption("how long to wait at most; the execution continues"),
    ...PLACE_OPTIONS,
  },
  examples: [
    [`workflows start payment --local --wait --input '{"amount":5}'`, "run it here"],
    ["workflows start payment --stack dev --name order-7 --input @order.json", "start it, once"],
  ],
} as const;

export const start: Main<typeof START> = (
  { machine: which, input, name, wait, timeout, ...options },
  context,
) =>
  onStack(
    options,
    context,
    async (session) => {
      const { place, output, signal } = session;
      const machine = await session.machine(which);
      const execution = await machine.start(input, name === undefined ? {} : { name });
      if (!wait && !place.temporary) {
        output.result({ executionArn: execution.arn }, execution.arn);
        return EXIT.ok;
      }
      output.progress(`started ${execution.arn}`);
      return showEnd(output, await execution.waitForEnd({ timeoutMs: milliseconds(timeout), signal }));
    },
    { mayStart: true },
  );
