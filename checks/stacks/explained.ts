import type { Difference } from "./differences";

/** Which differences: of these types of resources, by patterns in which `*` matches anything. */
export interface Pattern {
  type: string;
  /** A path as in {@link Difference}; where absent, resources that only one stack has. */
  property?: string;
  /** The resource's name in the program. Default: any. */
  name?: string;
  /** The member of the value that is shown for it. Default: the whole value. */
  show?: string;
}

/** Why two stacks differ. */
export interface Reason {
  /** Under which heading. */
  section: string;
  /** What differs. */
  what: string;
  /** The differences that it is the reason of. The first pattern's values represent all of them. */
  of: Pattern[];
  why: string;
  /** The configuration key, or keys, that decide. */
  key: string;
}

/** A reason with the differences of each of its patterns. */
export interface Explanation {
  reason: Reason;
  of: { pattern: Pattern; differences: Difference[] }[];
}

/** A difference is without a reason, or a reason without a difference. */
export class UnexplainedError extends Error {
  override readonly name = "UnexplainedError";
  constructor(readonly problems: string[]) {
    super(
      `the reasons in checks/stacks do not fit how the stacks differ:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
  }
}

/**
 * Puts each difference to the first reason with a pattern that it matches.
 *
 * @throws UnexplainedError that names every difference without a reason and every pattern without a difference.
 */
export function explained(differences: Difference[], reasons: Reason[]): Explanation[] {
  const explanations = reasons.map((reason) => ({
    reason,
    of: reason.of.map((pattern) => ({
      pattern,
      matches: matcher(pattern),
      differences: [] as Difference[],
    })),
  }));
  const all = explanations.flatMap(({ of }) => of);
  const unexplained: Difference[] = [];
  for (const difference of differences) {
    const first = all.find(({ matches }) => matches(difference));
    (first?.differences ?? unexplained).push(difference);
  }
  const problems = described(unexplained).map((each) => `no reason for ${each}`);
  for (const { reason, of } of explanations) {
    for (const { pattern, differences: found } of of) {
      if (found.length === 0) {
        problems.push(`no difference for '${reason.what}' at ${JSON.stringify(pattern)}`);
      }
    }
  }
  if (problems.length > 0) throw new UnexplainedError(problems);
  return explanations;
}

function matcher({ type, property, name = "*" }: Pattern): (difference: Difference) => boolean {
  const [ofType, ofName] = [glob(type), glob(name)];
  const ofProperty = property === undefined ? undefined : glob(property);
  return (difference) =>
    ofType.test(difference.type) &&
    ofName.test(difference.name) &&
    (ofProperty
      ? difference.property !== undefined && ofProperty.test(difference.property)
      : difference.property === undefined);
}

const glob = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );

/** Differences of one property of one type as one line, with an example. */
function described(differences: Difference[]): string[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const { type, property } = difference;
    const place = property === undefined ? type : `${type} ${property}`;
    groups.set(place, [...(groups.get(place) ?? []), difference]);
  }
  return [...groups].map(([place, [first, ...others]]) => {
    const { name, before, after } = first!;
    const more = others.length > 0 ? ` and ${others.length} more` : "";
    return `${place} of '${name}'${more}: ${shown(before)} → ${shown(after)}`;
  });
}

const LONGEST_VALUE = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
