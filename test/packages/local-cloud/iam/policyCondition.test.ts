import assert from "node:assert/strict";
import { parseConditionTest } from "../../../../packages/local-cloud/iam/policyCondition";
import { RequestContext } from "../../../../packages/local-cloud/iam/requestContext";

/** A policy variable. */
const variable = (text: string) => `$\{${text}}`;

type Actual = string | string[] | undefined;
type Row = [operator: string, expected: string[], actual: Actual, holds: boolean];

const ROLE = "arn:aws:iam::1:role/a/b";

const TABLE: Row[] = [
  ["StringEquals", ["a", "b"], "b", true],
  ["StringEquals", ["a"], "A", false],
  ["StringEquals", ["a*"], "ab", false],
  ["StringEquals", ["a"], undefined, false],
  ["StringNotEquals", ["a", "b"], "b", false],
  ["StringNotEquals", ["a", "b"], "c", true],
  ["StringNotEquals", ["a"], undefined, true],
  ["StringEqualsIgnoreCase", ["AbC"], "aBc", true],
  ["StringNotEqualsIgnoreCase", ["AbC"], "aBc", false],
  ["StringLike", ["a*c?"], "abbcd", true],
  ["StringLike", ["a*c?"], "abbc", false],
  ["StringLike", ["*"], "", true],
  ["StringNotLike", ["a*"], "b", true],
  ["stringlike", ["a*"], "ab", true],
  ["StringEquals", [`${variable("aws:username")}`], "ann", true],
  ["StringEquals", [`${variable("aws:unknown")}`], "ann", false],
  ["StringEquals", [`${variable("aws:unknown, 'ann'")}`], "ann", true],
  ["NumericEquals", ["10"], "10.0", true],
  ["NumericEquals", ["10"], "ten", false],
  ["NumericNotEquals", ["10"], "11", true],
  ["NumericLessThan", ["10"], "9", true],
  ["NumericLessThan", ["10"], "10", false],
  ["NumericLessThanEquals", ["10"], "10", true],
  ["NumericGreaterThan", ["-1"], "0", true],
  ["NumericGreaterThan", ["10"], "9", false],
  ["NumericGreaterThanEquals", ["10"], "10", true],
  ["DateEquals", ["2025-01-01T00:00:00Z"], "1735689600", true],
  ["DateNotEquals", ["2025-01-01T00:00:00Z"], "2025-01-01T01:00:00+01:00", false],
  ["DateLessThan", ["2025-01-02"], "2025-01-01T23:59:59Z", true],
  ["DateLessThanEquals", ["2025-01-01"], "2025-01-01", true],
  ["DateGreaterThan", ["2025-01-01T00:00:00Z"], "2025-01-01T00:00:00.001Z", true],
  ["DateGreaterThanEquals", ["2025-01-02"], "2025-01-01", false],
  ["Bool", ["true"], "TRUE", true],
  ["Bool", ["false"], "true", false],
  ["BoolIfExists", ["false"], undefined, true],
  ["BinaryEquals", ["QmluYXJ5"], "QmluYXJ5", true],
  ["BinaryEquals", ["QmluYXJ5"], "QmluYXJ6", false],
  ["IpAddress", ["10.0.0.0/8"], "10.1.2.3", true],
  ["IpAddress", ["10.0.0.0/8"], "11.1.2.3", false],
  ["IpAddress", ["10.0.0.1"], "10.0.0.1", true],
  ["IpAddress", ["2001:db8::/32"], "2001:db8::1", true],
  ["IpAddress", ["2001:db8::/32"], "10.0.0.1", false],
  ["NotIpAddress", ["10.0.0.0/8"], "11.1.2.3", true],
  ["NotIpAddress", ["10.0.0.0/8"], undefined, true],
  ["ArnEquals", ["arn:aws:iam::*:role/*"], ROLE, true],
  ["ArnLike", ["arn:aws:*:role/a/b"], ROLE, false],
  ["ArnLike", ["arn:aws:iam::1:role/?/b"], ROLE, true],
  ["ArnNotEquals", [ROLE], ROLE, false],
  ["ArnNotLike", ["arn:aws:iam::2:*"], ROLE, true],
  ["ArnLike", ["arn:aws:iam::1:role/*"], "not an arn", false],
  ["Null", ["true"], undefined, true],
  ["Null", ["true"], "x", false],
  ["Null", ["false"], "x", true],
  ["Null", ["false"], undefined, false],
  ["StringEqualsIfExists", ["a"], undefined, true],
  ["StringEqualsIfExists", ["a"], "b", false],
  ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
  ["ForAllValues:StringEquals", ["a"], ["a", "b"], false],
  ["ForAllValues:StringEquals", ["a"], undefined, true],
  ["ForAllValues:StringNotEquals", ["c"], ["a", "b"], true],
  ["ForAllValues:StringNotEquals", ["a"], ["a", "b"], false],
  ["ForAnyValue:StringLike", ["a*"], ["x", "ab"], true],
  ["ForAnyValue:StringLike", ["a*"], ["x"], false],
  ["ForAnyValue:StringLike", ["a*"], undefined, false],
  ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
  ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
  ["ForAnyValue:StringEqualsIfExists", ["a"], undefined, true],
];

describe("policy conditions", () => {
  for (const [operator, expected, actual, holds] of TABLE) {
    it(`${operator} ${JSON.stringify(expected)} ${holds ? "holds" : "fails"} for ${JSON.stringify(actual)}`, () => {
      const test = parseConditionTest(operator, "Aws:Key", expected, true);
      assert.ok("holds" in test);
      assert.equal(test.holds(new RequestContext({ "aws:username": "ann", "aws:kEY": actual })), holds);
    });
  }

  const invalid: [operator: string, value: string][] = [
    ["NumericEquals", "ten"],
    ["DateLessThan", "yesterday"],
    ["DateLessThan", "2025-13-01"],
    ["Bool", "maybe"],
    ["Null", "maybe"],
    ["IpAddress", "300.1.1.1"],
    ["IpAddress", "10.0.0.0/33"],
    ["IpAddress", "10.0.0.0/8/8"],
    ["BinaryEquals", "*"],
  ];
  for (const [operator, value] of invalid) {
    it(`${operator} refuses ${value}`, () => {
      assert.deepEqual(parseConditionTest(operator, "k", [value], true), { invalidValue: value });
    });
  }

  for (const operator of [
    "StringMatches",
    "",
    "ForSomeValue:StringEquals",
    "NullIfExists",
    "ForAnyValue:Null",
  ]) {
    it(`there is no operator ${operator}`, () => {
      assert.deepEqual(parseConditionTest(operator, "k", ["true"], true), { unknownOperator: operator });
    });
  }
});
