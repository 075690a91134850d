import type { Difference } from "./differences";
import type { Explanation, Pattern } from "./explained";

/** How many values of a property are shown; beyond, how many there are. */
const MAX_VALUES = 3;

/** The document of how two stacks differ, in Markdown: a table for each section. */
export function stacksDocument(
  stacks: [before: string, after: string],
  counts: [before: number, after: number],
  explanations: Explanation[],
): string {
  const [before, after] = stacks;
  const sections = [...new Set(explanations.map(({ reason }) => reason.section))].map((section) => {
    const rows = explanations.filter(({ reason }) => reason.section === section).map(row);
    const head = ["What", before, after, "Why", "Key", "Where"];
    return [`## ${section}`, "", line(head), line(head.map(() => "---")), ...rows.map(line), ""].join("\n");
  });
  return [
    `# How ${before} and ${after} differ`,
    "",
    `Both stacks are the same program with another configuration: \`Pulumi.${before}.yaml\` and \`Pulumi.${after}.yaml\` over the`,
    `defaults of \`Pulumi.yaml\`. As configured, ${before} has ${counts[0]} resources and ${after} has ${counts[1]}. What is not listed here is the same`,
    "in both, except for the names that AWS assigns.",
    "",
    "`npm run stacks` writes this page from the two evaluated stacks; `npm run stacks -- --check` says whether it is up to date.",
    "Both fail if a difference has no reason. `–` means that there is none; resources have their names in the program.",
    "",
    ...sections,
  ].join("\n");
}

const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function row({ reason, of }: Explanation): string[] {
  const first = of[0]!;
  const [before, after] = first.pattern.property === undefined ? resources(first) : values(first);
  const key = reason.key.split(", ").map((each) => `\`${each}\``);
  return [reason.what, before, after, reason.why, key.join(", "), places(of)];
}

/** How many resources each stack has that the other has not. */
const resources = ({ differences }: Explanation["of"][number]): [string, string] => [
  countOrNone(differences.filter(({ before }) => before !== undefined)),
  countOrNone(differences.filter(({ after }) => after !== undefined)),
];

const countOrNone = (differences: Difference[]) => String(differences.length || "–");

function values({ pattern, differences }: Explanation["of"][number]): [string, string] {
  const shown = (side: "before" | "after") => {
    const texts = differences.map((difference) => valueText(memberOf(difference[side], pattern.show)));
    const distinct = [...new Set(texts)];
    return distinct.length > MAX_VALUES ? `${distinct.length} values` : distinct.join(", ");
  };
  return [shown("before"), shown("after")];
}

const memberOf = (value: unknown, name: string | undefined) =>
  name === undefined ? value : (value as Record<string, unknown> | undefined)?.[name];

function valueText(value: unknown): string {
  if (value === undefined) return "–";
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

/** Types of resources, with the property that differs, and how many of each there are. */
function places(of: Explanation["of"]): string {
  const counted = new Map<string, Map<string, number>>();
  for (const { pattern, differences } of of) {
    const property = pattern.property === undefined ? "" : `\`${propertyName(pattern)}\` of `;
    const byType = counted.get(property) ?? new Map<string, number>();
    for (const type of differences.map((each) => typeName(each.type))) {
      byType.set(type, (byType.get(type) ?? 0) + 1);
    }
    counted.set(property, byType);
  }
  return [...counted]
    .map(([property, byType]) => property + [...byType].map(([type, count]) => `${count} ${type}`).join(", "))
    .join("; ");
}

/** The pattern in short: `definition.*.TimeoutSeconds` → `definition…TimeoutSeconds`. */
const propertyName = ({ property }: Pattern) => property!.replace(/\.\*$/, "").replaceAll(/\.?\*\.?/g, "…");

/** `aws:sfn/stateMachine:StateMachine` → `sfn.StateMachine`. */
function typeName(type: string): string {
  const [provider, module, name] = type.split(":") as [string, string, string];
  if (provider === "sfn-workflows") return name;
  return `${provider === "aws" ? "" : `${provider}.`}${module.split("/")[0]}.${name}`;
}
