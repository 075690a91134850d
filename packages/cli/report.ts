import type { Changes, LocalStack } from "../local-stack";
import { bad, duration, faint, good, type Output } from "../terminal";

const MOST_NAMED = 20;

/** Prints what a deployment did; of one that is not the first also which resources it changed, and the outputs that are new. */
export function reportDeployment(
  { name, evaluation, outputs }: LocalStack,
  changes: Changes,
  before: Record<string, unknown> | undefined,
  output: Output,
): void {
  const { durationMs, secretOutputs } = evaluation!;
  const notes = [...(evaluation!.notes ?? []), ...changes.notes];
  const { created, updated, deleted, unchanged, unsupported } = changes;
  const lines = [`evaluated stack ${name} in ${duration(durationMs)}: ${summary(changes)}`];
  if (before) {
    const named = [
      ...created.map((urn) => good(`  + ${titleOf(urn)}`)),
      ...updated.map((urn) => `  ~ ${titleOf(urn)}`),
      ...deleted.map((urn) => bad(`  - ${titleOf(urn)}`)),
    ];
    lines.push(...named.slice(0, MOST_NAMED));
    if (named.length > MOST_NAMED) lines.push(faint(`  … ${named.length - MOST_NAMED} more`));
    lines.push(...changedOutputs(before, outputs, secretOutputs));
  }
  lines.push(...notes.map((note) => `note: ${note}`));
  if (unsupported.length > 0) lines.push(`not run on this machine: ${unsupported.join(", ")}`);
  output.result(
    { type: "deployed", stack: name, created, updated, deleted, unchanged, unsupported, notes },
    lines.join("\n"),
  );
}

/** `aws:lambda/function:Function::charge` of a URN as `Function charge`. */
function titleOf(urn: string): string {
  const [, , type = "", name = ""] = urn.split("::");
  return `${type.split(":").at(-1)} ${name}`;
}

function changedOutputs(
  before: Record<string, unknown>,
  now: Record<string, unknown>,
  secret: readonly string[],
): string[] {
  const shown = (name: string) => (secret.includes(name) ? "[secret]" : textOf(now[name]));
  return [
    ...Object.keys(now)
      .filter((name) => textOf(now[name]) !== textOf(before[name]))
      .map((name) => `  output ${name}: ${shown(name)}`),
    ...Object.keys(before)
      .filter((name) => !(name in now))
      .map((name) => `  output ${name} is gone`),
  ];
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : String(JSON.stringify(value));

const summary = ({ created, updated, deleted, unchanged }: Changes): string =>
  Object.entries({ created, updated, deleted, unchanged })
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${urns.length} ${what}`)
    .join(", ") || "no resources";
