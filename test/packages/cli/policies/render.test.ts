import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { PolicyResult } from "../../../../packages/cli/policies/checkPolicies";
import { isViolated, renderPolicy, renderSummary } from "../../../../packages/cli/policies/render";

const holds: PolicyResult = { name: "tracing", description: "Traces.", checked: 3, violations: [] };
const wrong = {
  urn: "urn:pulumi:dev::project::a:b:Component$aws:sqs/queue:Queue::orders",
  message: "it accepts requests without TLS",
  mandatory: true,
};

describe("local: results of policies", () => {
  const rendered: [title: string, result: PolicyResult, lines: string[]][] = [
    ["one that holds", holds, ["  ✓ tracing: 3 resources"]],
    ["one about one resource", { ...holds, checked: 1 }, ["  ✓ tracing: 1 resource"]],
    ["one about the stack", { ...holds, checked: undefined }, ["  ✓ tracing: the stack"]],
    ["one that does not apply", { ...holds, notApplicable: "only in prod" }, ["  – tracing: only in prod"]],
    [
      "one that is violated",
      { ...holds, violations: [wrong, { ...wrong, urn: "" }] },
      [
        "  ✗ tracing: 3 resources",
        "      orders (aws:sqs/queue:Queue): it accepts requests without TLS",
        "      the stack: it accepts requests without TLS",
      ],
    ],
    [
      "an advice",
      { ...holds, violations: [{ ...wrong, mandatory: false }] },
      [
        "  ! tracing: 3 resources",
        "      orders (aws:sqs/queue:Queue): it accepts requests without TLS (advice)",
      ],
    ],
  ];
  for (const [title, result, lines] of rendered) {
    it(title, () => assert.deepEqual(renderPolicy(result).map(stripVTControlCharacters), lines));
  }

  it("sums up", () => {
    const unused = { ...holds, notApplicable: "only in prod" };
    const violated = { ...holds, violations: [wrong] };
    const advised = { ...holds, violations: [{ ...wrong, mandatory: false }] };
    const summary = (...results: PolicyResult[]) => stripVTControlCharacters(renderSummary("dev", results));
    assert.equal(summary(holds, advised, unused), "dev: 2 policies hold, 1 not applicable");
    assert.equal(summary(holds, violated, unused), "dev: 1 of 2 policies violated, 1 not applicable");
    assert.deepEqual([holds, advised, violated].map(isViolated), [false, false, true]);
  });
});
