import { type Comparison, OPERATORS } from "./policyOperators";
import type { RequestContext } from "./requestContext";

/** One key under one operator of a `Condition` block. */
export interface ConditionTest {
  /** The condition key. */
  key: string;
  holds(context: RequestContext): boolean;
}

/** Why there is no test: no such operator, or a value that is not of its type. */
export type ConditionProblem = { unknownOperator: string } | { invalidValue: string };

/**
 * A test for `{ [operator]: { [key]: expected } }`. Missing keys and `IfExists` are treated as
 * {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html}, several
 * values and the set operators as
 * {@link https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html}
 * says.
 */
export function parseConditionTest(
  operator: string,
  key: string,
  expected: readonly string[],
  variables: boolean,
): ConditionTest | ConditionProblem {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/i.exec(operator);
  const [, quantifier, name = "", ifExists] = parts ?? [];
  if (/^null$/i.test(operator)) return nullTest(key, expected);
  const { negated, parse } = OPERATORS.get(name.toLowerCase()) ?? {};
  if (negated === undefined || parse === undefined) return { unknownOperator: operator };

  const comparisons: Comparison[] = [];
  for (const value of expected) {
    const comparison = parse(value, variables);
    if (!comparison) return { invalidValue: value };
    comparisons.push(comparison);
  }

  const forAll = quantifier?.toLowerCase() === "forallvalues";
  const forAny = quantifier?.toLowerCase() === "foranyvalue";
  const every = forAll || (negated && !forAny);
  return {
    key,
    holds(context) {
      const actual = context.get(key);
      if (!actual?.length) return ifExists !== undefined || every;
      const passes = (value: string) =>
        comparisons.some((comparison) => comparison(value, context.get)) !== negated;
      return every ? actual.every(passes) : actual.some(passes);
    },
  };
}

function nullTest(key: string, expected: readonly string[]): ConditionTest | ConditionProblem {
  const invalidValue = expected.find((value) => !/^(true|false)$/i.test(value));
  if (invalidValue !== undefined) return { invalidValue };
  return {
    key,
    holds: (context) =>
      expected.some((value) => (value.toLowerCase() === "true") === !context.get(key)?.length),
  };
}
