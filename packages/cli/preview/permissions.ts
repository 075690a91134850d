import { phraseOf } from "./phrases";
import { CAUTION, describeCondition, type Statement, textsOf } from "./policyDocument";
import type { ResourceNames } from "./resourceNames";

/** Behind what is on any resource because its actions have no narrower one. */
export const NO_NARROWER = " (*)";

/**
 * What a statement of an identity's policy allows or forbids, a sentence for each thing: `may put items into table orders`.
 * Wildcards that could be narrower are marked.
 */
export function describeStatement(statement: Statement, names: ResourceNames): string[] {
  const { Effect, Action, NotAction, Condition } = statement;
  const resources = describeResources(statement, names);
  const things: Thing[] =
    NotAction === undefined
      ? textsOf(Action).map((action) => describeAction(action, resources))
      : [
          {
            text: `call everything but ${textsOf(NotAction).join(", ")} on ${resources.text}`,
            isWildcard: true,
          },
        ];
  const where = describeCondition(Condition, names);
  return [
    ...new Set(
      things.map(({ text, isWildcard }) =>
        Effect === "Deny" ? `must not ${text}${where}` : `${isWildcard ? CAUTION : ""}may ${text}${where}`,
      ),
    ),
  ];
}

interface Thing {
  text: string;
  isWildcard: boolean;
}

interface Resources extends Thing {
  isEverything: boolean;
}

function describeAction(action: string, { text, isWildcard, isEverything }: Resources): Thing {
  if (/^\*+$/.test(action)) return { text: `do everything with ${text}`, isWildcard: true };
  const [, service] = /^([\w-]+):\*+$/.exec(action) ?? [];
  if (service !== undefined) return { text: `call every ${service} action on ${text}`, isWildcard: true };
  if (/[*?]/.test(action)) return { text: `call every action like ${action} on ${text}`, isWildcard: true };
  const { words, anyResource } = phraseOf(action);
  return anyResource && isEverything
    ? { text: words + NO_NARROWER, isWildcard: false }
    : { text: `${words} ${text}`, isWildcard };
}

function describeResources({ Resource, NotResource }: Statement, names: ResourceNames): Resources {
  const patterns = textsOf(NotResource ?? Resource);
  const named = patterns.map((pattern) => names.describe(pattern));
  const text = [...new Set(named.map((each) => each.text))].join(", ");
  return NotResource === undefined
    ? { text, isWildcard: named.some(({ isWildcard }) => isWildcard), isEverything: patterns.includes("*") }
    : { text: `anything but ${text}`, isWildcard: true, isEverything: false };
}
