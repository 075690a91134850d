import assert from "node:assert/strict";
import type { Comparable } from "../../../checks/stacks/comparable";
import { type Difference, differences } from "../../../checks/stacks/differences";
import { stacksDocument } from "../../../checks/stacks/document";
import { explained, type Reason, UnexplainedError } from "../../../checks/stacks/explained";

const resource = (name: string, properties: Record<string, unknown> = {}, type = "aws:sqs/queue:Queue") => ({
  identity: `${type}::${name}`,
  type,
  name,
  properties,
});

/** What differs between two resources' properties, as path, before, after. */
const changes = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  differences([resource("q", before)], [resource("q", after)]).map((each) => [
    each.property,
    each.before,
    each.after,
  ]);

describe("local: differences of stacks", () => {
  it("are none between equal resources in another order", () => {
    const [a, b]: [Comparable, Comparable] = [resource("a", { x: [1, { y: 2 }] }), resource("b")];
    assert.deepEqual(differences([a, b], [b, { ...a, properties: { x: [1, { y: 2 }] } }]), []);
  });

  it("are the resources that only one has", () => {
    const type = "aws:sqs/queue:Queue";
    assert.deepEqual(differences([resource("a")], [resource("b")]), [
      { identity: `${type}::a`, type, name: "a", before: "a", after: undefined },
      { identity: `${type}::b`, type, name: "b", before: undefined, after: "b" },
    ]);
  });

  const cases: [what: string, Record<string, unknown>, Record<string, unknown>, unknown[]][] = [
    ["a value", { a: 1 }, { a: 2 }, [["a", 1, 2]]],
    ["a type", { a: 1 }, { a: "1" }, [["a", 1, "1"]]],
    [
      "what one has not",
      { a: 1 },
      { b: 2 },
      [
        ["a", 1, undefined],
        ["b", undefined, 2],
      ],
    ],
    ["a member", { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, [["a.b.c", 1, 2]]],
    ["an object that one has not", { a: undefined }, { a: { b: 1 } }, [["a", undefined, { b: 1 }]]],
    ["a list of values", { a: [1, 2] }, { a: [2, 1] }, [["a", [1, 2], [2, 1]]]],
    ["an empty list", { a: [] }, { a: [{ b: 1 }] }, [["a", [], [{ b: 1 }]]]],
    [
      "statements, by Sid",
      { S: [{ Sid: "A", R: ["x"] }, { Sid: "B" }] },
      { S: [{ Sid: "B" }, { Sid: "A", R: ["y"] }, { Sid: "C" }] },
      [
        ["S[A].R", ["x"], ["y"]],
        ["S[C]", undefined, { Sid: "C" }],
      ],
    ],
    [
      "items without names, by place",
      { a: [{ b: 1 }, { c: 2 }] },
      { a: [{ b: 3 }, { c: 2 }] },
      [["a[0].b", 1, 3]],
    ],
  ];
  for (const [what, before, after, expected] of cases) {
    it(`report ${what}`, () => assert.deepEqual(changes(before, after), expected));
  }
});

const difference = (changed: Partial<Difference>): Difference => ({
  identity: "i",
  type: "aws:sqs/queue:Queue",
  name: "q",
  before: undefined,
  after: undefined,
  ...changed,
});

const reason = (...of: Reason["of"]): Reason => ({
  section: "Queues",
  what: "Delay",
  of,
  why: "Because.",
  key: "delay",
});

const QUEUE = "aws:sqs/queue:Queue";
const DELAY = difference({ property: "delaySeconds", before: 1, after: 2 });
const MADE = difference({ name: "extra", after: "extra" });

describe("local: reasons for differences of stacks", () => {
  const matches: [what: string, Difference, Reason["of"][number], boolean][] = [
    ["a property", DELAY, { type: QUEUE, property: "delaySeconds" }, true],
    ["another property", DELAY, { type: QUEUE, property: "delay" }, false],
    ["any end of a property", DELAY, { type: QUEUE, property: "delay*" }, true],
    ["any middle", difference({ property: "a.b\n.c.d" }), { type: QUEUE, property: "a.*.d" }, true],
    [
      "no pattern of regular expressions",
      difference({ property: "a+b" }),
      { type: QUEUE, property: "a+b" },
      true,
    ],
    ["any type", DELAY, { type: "*", property: "delaySeconds" }, true],
    ["another type", DELAY, { type: "aws:sns/*", property: "delaySeconds" }, false],
    ["the resource's name", DELAY, { type: QUEUE, property: "*", name: "q" }, true],
    ["another resource's name", DELAY, { type: QUEUE, property: "*", name: "q2" }, false],
    ["a resource", MADE, { type: QUEUE }, true],
    ["a resource by name", MADE, { type: QUEUE, name: "ex*" }, true],
    ["a resource as one of properties", MADE, { type: QUEUE, property: "*" }, false],
    ["a property as one of resources", DELAY, { type: QUEUE }, false],
  ];
  for (const [what, given, pattern, expected] of matches) {
    it(`${expected ? "match" : "do not match"} ${what}`, () => {
      const explain = () => explained([given], [reason(pattern)]);
      if (!expected) return assert.throws(explain, UnexplainedError);
      assert.deepEqual(explain()[0]!.of[0]!.differences, [given]);
    });
  }

  it("are found in their order", () => {
    const [special, general] = [
      reason({ type: QUEUE, name: "q", property: "*" }),
      reason({ type: "*", property: "*" }),
    ];
    const other = { ...DELAY, name: "r" };
    assert.deepEqual(
      explained([DELAY, other], [special, general]).map(({ of }) => of[0]!.differences),
      [[DELAY], [other]],
    );
  });

  it("must exist for every difference, and every reason must apply to something", () => {
    const long = "x".repeat(300);
    assert.throws(
      () =>
        explained(
          [DELAY, { ...DELAY, name: "r" }, MADE, difference({ property: "policy", before: long })],
          [reason({ type: QUEUE, property: "kmsKeyId" })],
        ),
      {
        name: "UnexplainedError",
        problems: [
          "no reason for aws:sqs/queue:Queue delaySeconds of 'q' and 1 more: 1 → 2",
          "no reason for aws:sqs/queue:Queue of 'extra': nothing → \"extra\"",
          `no reason for aws:sqs/queue:Queue policy of 'q': "${"x".repeat(199)}… → nothing`,
          `no difference for 'Delay' at {"type":"aws:sqs/queue:Queue","property":"kmsKeyId"}`,
        ],
      },
    );
  });
});

describe("local: the document of differences of stacks", () => {
  const rows = (differences: Difference[], ...reasons: Reason[]) =>
    stacksDocument(["dev", "prod"], [3, 4], explained(differences, reasons))
      .split("\n")
      .filter((line) => /^\| (?!What|---)/.test(line));

  it("has a row for each reason, with the values of its first pattern and the places of all", () => {
    const function_ = { type: "aws:lambda/function:Function", property: "timeout", before: 5, after: 6 };
    assert.deepEqual(
      rows(
        [DELAY, { ...DELAY, name: "r" }, difference(function_), MADE],
        reason({ type: QUEUE, property: "delaySeconds" }, { type: "aws:lambda/*", property: "timeout" }),
        { ...reason({ type: QUEUE }), what: "Extra queues", key: "a, b" },
      ),
      [
        "| Delay | `1` | `2` | Because. | `delay` | `delaySeconds` of 2 sqs.Queue; `timeout` of 1 lambda.Function |",
        "| Extra queues | – | 1 | Because. | `a`, `b` | 1 sqs.Queue |",
      ],
    );
  });

  const values: [what: string, value: unknown, pattern: Partial<Reason["of"][number]>, shown: string][] = [
    ["a text", "a|b", {}, "`a\\|b`"],
    ["a number", 1, {}, "`1`"],
    ["nothing", undefined, {}, "–"],
    ["an object", { a: 1 }, {}, '`{"a":1}`'],
    ["a member of an object", { a: 1, b: 2 }, { show: "b" }, "`2`"],
    ["a member of nothing", undefined, { show: "b" }, "–"],
    ["a list", ["a", "b"], {}, "`a`, `b`"],
  ];
  for (const [what, value, pattern, shown] of values) {
    it(`shows ${what}`, () => {
      const changed = difference({ property: "p", before: "before", after: value });
      const [row] = rows([changed], reason({ type: QUEUE, property: "p", ...pattern }));
      const before = pattern.show ? "–" : "`before`";
      assert.equal(row, `| Delay | ${before} | ${shown} | Because. | \`delay\` | \`p\` of 1 sqs.Queue |`);
    });
  }

  it("counts values that are many", () => {
    const many = [1, 2, 3, 4].map((after) => difference({ property: "p", before: 0, after }));
    const pattern = { type: QUEUE, property: "p" };
    assert.match(rows(many.slice(0, 3), reason(pattern))[0]!, /\| `0` \| `1`, `2`, `3` \|/);
    assert.match(rows(many, reason(pattern))[0]!, /\| `0` \| 4 values \|/);
  });

  it("names components and other providers' resources as users write them", () => {
    const types = ["sfn-workflows:index:AuditTrail", "awsx:cloudtrail:Trail"];
    const made = types.map((type) => difference({ type, after: "x" }));
    assert.match(rows(made, reason({ type: "*" }))[0]!, /\| 1 AuditTrail, 1 awsx\.cloudtrail\.Trail \|$/);
  });

  it("has a table for each section, and says which stacks they are", () => {
    const text = stacksDocument(
      ["dev", "prod"],
      [3, 4],
      explained(
        [DELAY, MADE],
        [reason({ type: QUEUE, property: "*" }), { ...reason({ type: QUEUE }), section: "More" }],
      ),
    );
    assert.match(text, /^# How dev and prod differ\n/);
    assert.match(text, /dev has 3 resources and prod has 4\./);
    assert.deepEqual(text.match(/^## .*/gm), ["## Queues", "## More"]);
    assert.equal(text.match(/^\| What \| dev \| prod \| Why \| Key \| Where \|$/gm)!.length, 2);
  });
});
