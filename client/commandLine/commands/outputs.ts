import { EXIT, flag, type Main, UsageError } from "../../../packages/terminal";
import { PLACE_OPTIONS, PLACE_USAGE } from "../placeOptions";
import { onStack } from "./command";

export const OUTPUTS = {
  usage: `workflows outputs ${PLACE_USAGE}`,
  purpose: "Show the stack's outputs",
  options: { "show-secrets": flag("show secret outputs too, instead of [secret]"), ...PLACE_OPTIONS },
} as const;

const SECRET = "[secret]";

export const outputs: Main<typeof OUTPUTS> = (options, context) =>
  onStack(
    options,
    context,
    async ({ place, output }) => {
      const all = Object.entries(await place.outputs()).sort(([a], [b]) => a.localeCompare(b));
      if (all.length === 0) throw new UsageError(`${place.title} has no outputs; ${place.howToDeploy}`);
      const shown = all.map(
        ([name, { value, secret }]) => [name, secret && !options["show-secrets"] ? SECRET : value] as const,
      );
      output.result(Object.fromEntries(shown), shown.map(line).join("\n"));
      return EXIT.ok;
    },
    { mayStart: true },
  );

const line = ([name, value]: readonly [string, unknown]): string =>
  `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`;
