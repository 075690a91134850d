import {
  type Argument,
  cut,
  EXIT,
  flag,
  type Main,
  type Option,
  UsageError,
} from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { NAMED_BY, onStack } from "./command";

const FUNCTION: Argument<string> = {
  description: `a function, by ${NAMED_BY}`,
  read: (value) => value!,
};

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const sinceOption: Option<number> = {
  value: "TIME",
  description: "how far back: 30s, 10m, 2h, 1d (default: 1h)",
  read(value = "1h", name) {
    const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(value) ?? [];
    if (unit === undefined)
      throw new UsageError(`${name} is '${value}'; allowed: a number and s, m, h or d, such as 10m`);
    return Number(amount) * UNITS[unit]!;
  },
};

export const LOGS = {
  usage: `workflows logs FUNCTION ${PLACE_USAGE}`,
  purpose: "Print what a function logged, and with --follow what it logs from then on",
  arguments: { function: FUNCTION },
  options: {
    follow: { ...flag("continue until Ctrl-C"), alias: "f" },
    since: sinceOption,
    ...PLACE_OPTIONS,
  },
  examples: [["workflows logs charge -f --local", "what charge prints, as it prints it"]],
} as const;

const POLL_INTERVAL_MS = 500;
/** Lines of CloudWatch Logs may become visible so much later than others with a later time. */
const LATE_MS = 10_000;

export const logs: Main<typeof LOGS> = ({ function: given, follow, since, ...options }, context) =>
  onStack(options, context, async (session) => {
    const { defaultLogGroup, FunctionLog } = require("../functionLog") as typeof import("../functionLog");
    const { regionOf } = require("../../arns") as typeof import("../../arns");
    const { systemTimer } = require("../../polling") as typeof import("../../polling");
    const { output, place, signal } = session;
    const names = await session.names();
    const { arn, physicalName, logGroup = defaultLogGroup(physicalName) } = names.function(given);
    const log = new FunctionLog({ ...place.access, region: regionOf(arn)! });
    const shown = new Set<string>();
    let from = (await place.now()) - since;
    try {
      for (;;) {
        for (const line of await log.lines(logGroup, from)) {
          if (shown.has(line.eventId)) continue;
          shown.add(line.eventId);
          from = Math.max(from, line.timestamp.getTime() - LATE_MS);
          output.result(line, cut(line.message, output.width ?? Number.POSITIVE_INFINITY));
        }
        if (!follow) return EXIT.ok;
        await systemTimer.sleep(POLL_INTERVAL_MS, signal);
      }
    } finally {
      log.close();
    }
  });
