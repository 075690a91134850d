/**
 * Loaded into a program's process before Pulumi, whose `cmd/run` is its script: leaves out what this evaluation does not need. What is
 * registered stays the same. Not loaded with `SFN_WORKFLOWS_PLAIN=1`.
 *
 * - What Pulumi's SDK loads at once and few programs use is loaded when it is used: npm's arborist, the Automation API, the debugger.
 * - OpenTelemetry is left out, unless `TRACEPARENT` turns it on.
 * - TypeScript that was compiled before is not compiled again, and TypeScript itself and ts-node load only for what is new, or a closure.
 * - Debug messages are not sent, and stack traces that only Pulumi's engine and its debug output use are not taken.
 *
 * Nothing is changed on disk. An SDK that looks other than expected is left as it is, which is said on stderr.
 *
 * JavaScript, since it must load before any TypeScript can.
 */
const { realpathSync } = require("node:fs");
const { join, sep } = require("node:path");
const { isMainThread } = require("node:worker_threads");
const { Placeholders, UnexpectedSdk } = require("./placeholders.js");
const { postpone } = require("./postpone.js");
const { quieten } = require("./quieten.js");

const SCRIPT = `${sep}@pulumi${sep}pulumi${sep}cmd${sep}run`;

function prepare(sdk) {
  const placeholders = new Placeholders(sdk);
  const attempt = (step) => {
    try {
      step();
    } catch (error) {
      if (!(error instanceof UnexpectedSdk)) throw error;
      placeholders.removeAll();
      process.stderr.write(`${error.message}: the program is evaluated as Pulumi does it, which is slower\n`);
    }
  };
  attempt(() => postpone(placeholders, () => attempt(() => quieten(placeholders))));
}

// Neither a thread of the program nor a process that it forks.
if (isMainThread && process.argv[1]?.endsWith(SCRIPT)) prepare(join(realpathSync(process.argv[1]), "../.."));
