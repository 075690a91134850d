import { printUnexpected, stackOption, startLocalStack } from "../../packages/local-stack";
import {
  bad,
  type CommandContext,
  duration,
  faint,
  flag,
  good,
  type OptionsOf,
  runCommand,
  say,
} from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { FIRST_CONFIG } from "../scenarios/scenario";
import type { RoleUsage } from "./ledger";

const COMMAND = {
  usage: "npm run iam -- [options]",
  purpose:
    "Runs every workflow and scenario on this machine with policies enforced, and says for each role which calls it made " +
    "and which of its permissions it used. The exit code is 1 if one was not used and is not justified.",
  options: {
    stack: stackOption(),
    prove: flag("remove each permission that was used, and run again what used it, which must be refused"),
  },
};

async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const stopping = new AbortController();
  const { roles, endpoint, isClean } = await report(options, (stop) =>
    onStop(async () => {
      stopping.abort();
      await stop();
    }),
  );
  if (!options.prove) return isClean ? 0 : 1;
  const isProven = await proveAll(roles, endpoint, stopping.signal);
  return isClean && isProven ? 0 : 1;
}

/** Prints what the roles of a stack did and what they may do; `isClean` if nothing failed and nothing needs to change. */
async function report(
  options: OptionsOf<typeof COMMAND>,
  onStop: CommandContext["onStop"],
): Promise<{ roles: RoleUsage[]; endpoint: string; isClean: boolean }> {
  const stack = await startLocalStack({
    program: PROGRAM_DIRECTORY,
    stack: options.stack,
    config: FIRST_CONFIG,
    deploy: false,
    onError: printUnexpected(options.verbose),
  });
  onStop(() => stack.close());
  try {
    const { runEverything } = require("./run") as typeof import("./run");
    const { findingsOf } = require("./findings") as typeof import("./findings");
    const { JUSTIFICATIONS } = require("./justifications") as typeof import("./justifications");
    const { problemsOf, summaryText, usageText } = require("./render") as typeof import("./render");
    const { endpoint, iam } = stack.services.cloud;
    say(`stack ${stack.name}, policies enforced`);
    iam.onRefusal(({ message }) => say(bad(`    ${message}`)));
    const { roles, rows } = await runEverything(stack, ({ scenario, problems, durationMs }) => {
      const mark = problems.length === 0 ? good("✓") : bad("✗");
      say(`  ${mark} ${scenario.workflow}: ${scenario.title} ${faint(duration(durationMs))}`);
    });
    const findings = findingsOf(roles, JUSTIFICATIONS, stack.name);
    say(`\n${usageText(roles, findings)}\n\n${summaryText(roles, findings)}`);
    const problems = [
      ...rows.flatMap(({ scenario, problems }) => problems.map((problem) => `${scenario.title}: ${problem}`)),
      ...iam.refusals.map(({ message }) => `refused: ${message}`),
      ...problemsOf(findings),
    ];
    for (const problem of problems) say(bad(problem));
    return { roles, endpoint, isClean: problems.length === 0 };
  } finally {
    await stack.close();
  }
}

/** Removes every permission that was used, one after another. Returns whether each was missed. */
async function proveAll(roles: RoleUsage[], endpoint: string, signal: AbortSignal): Promise<boolean> {
  const { muteWarnings, prove, usedPermissions } = require("./proof") as typeof import("./proof");
  const { proofTable } = require("./render") as typeof import("./render");
  const since = performance.now();
  const proofs = [];
  say();
  const unmute = muteWarnings();
  for (const role of roles) {
    const used = usedPermissions([role]);
    for (const permission of used) proofs.push(await prove(permission, { endpoint, signal }));
    say(faint(`${role.role}: removed ${used.length} permissions, one at a time`));
  }
  unmute();
  const unnoticed = proofs.filter(({ missedBy }) => !missedBy);
  say(`\n${proofTable(proofs)}\n`);
  say(
    `${proofs.length} permissions removed in ${duration(performance.now() - since)}, ` +
      `${proofs.length - unnoticed.length} of them missed`,
  );
  for (const { role, statement, actions } of unnoticed) {
    say(bad(`${role}, ${statement}, ${actions.join(", ")}: was used, but nothing fails without it`));
  }
  return unnoticed.length === 0;
}

void runCommand(COMMAND, main);
