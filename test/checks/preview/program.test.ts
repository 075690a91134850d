import assert from "node:assert/strict";
import { USUAL_CONFIG } from "../../../checks/scenarios/scenario";
import { changesSection } from "../../../packages/cli/preview/changes";
import { definitionsSection } from "../../../packages/cli/preview/definitions";
import { MAX_CHARACTERS, renderMarkdown } from "../../../packages/cli/preview/markdown";
import { previewOf } from "../../../packages/cli/preview/preview";
import { describeRoles, rolesSection } from "../../../packages/cli/preview/roles";
import { type SavedResource, type Snapshot, snapshotOf } from "../../../packages/cli/preview/snapshot";
import { renderText } from "../../../packages/cli/preview/text";
import { evaluatedWith } from "../../packages/local-stack/stack";

for (const stack of ["dev", "prod"] as const) {
  describe(`preview: the program as stack ${stack}`, function () {
    this.timeout(60_000);
    let now: Snapshot;
    before(async () => {
      now = await snapshotOf(await evaluatedWith(stack, USUAL_CONFIG));
    });

    /** The program before a change to one of its resources. */
    const doctored = (type: string, name: string, change: (resource: SavedResource) => void): Snapshot => {
      const copy = structuredClone(now);
      const found = copy.resources.find((each) => each.type === type && each.name === name);
      assert.ok(found, `there is no ${type} ${name}`);
      change(found);
      return copy;
    };

    it("does not differ from itself after a round trip through JSON", () => {
      const before: Snapshot = JSON.parse(JSON.stringify(now));
      assert.equal(changesSection(before, now).title, "Changes: none");
    });

    it("is a report in text and in Markdown that a comment can hold", () => {
      const document = previewOf(now, { runs: [] });
      const [text, markdown] = [renderText(document), renderMarkdown(document)];
      assert.ok(markdown.length <= MAX_CHARACTERS, String(markdown.length));
      for (const report of [text, markdown]) {
        assert.match(report, /sfn-workflows:index:BookingWorkflow +booking +.*7 data sources/);
        assert.match(report, /sfn-workflows:index:InlineFunction +booking-addStepFunction and 6 more/);
        assert.match(report, /orders-put-item-role: Lambda may assume it, for lambda function:\* of account/);
      }
      assert.match(text, /\n- may put items into table orders-orders\n/);
      assert.equal(markdown.match(/^<details>/gm)?.length, markdown.match(/^<\/details>$/gm)?.length);
    });

    it("has roles of which each has permissions that can be described", () => {
      for (const { name, trust, permissions } of describeRoles(now)) {
        assert.ok(trust.length > 0 && permissions.length > 0, name);
        assert.doesNotMatch([...trust, ...permissions].join(), /undefined|\[object|cannot be read/, name);
      }
    });

    it("shows a permission that was added", () => {
      const before = doctored("aws:iam/rolePolicy:RolePolicy", "orders-put-item-policy", ({ inputs }) => {
        const policy = JSON.parse(String(inputs.policy));
        policy.Statement = policy.Statement.filter(({ Sid }: { Sid: string }) => Sid !== "UseTable");
        inputs.policy = JSON.stringify(policy);
      });
      const { title, blocks } = rolesSection(now, before);
      assert.match(title, /^IAM: 1 of \d+ roles changed$/);
      assert.deepEqual(blocks, [
        {
          kind: "details",
          title: "orders-put-item-role: changed",
          blocks: [
            {
              kind: "lines",
              language: "diff",
              lines: ["+ may check items of table orders-orders", "+ may put items into table orders-orders"],
            },
          ],
        },
      ]);
    });

    it("shows a state that was changed", () => {
      const before = doctored("aws:sfn/stateMachine:StateMachine", "messenger-machine", ({ inputs }) => {
        const definition = JSON.parse(String(inputs.definition));
        definition.States["Pause Then Loop"].Seconds = 5;
        inputs.definition = JSON.stringify(definition);
      });
      const section = definitionsSection(now, before);
      assert.match(section.title, /^State machines: 1 of /);
      const text = JSON.stringify(section.blocks);
      assert.match(text, /messenger-machine: changed 'Pause Then Loop'/);
      assert.match(text, /"- {3}\\"Seconds\\": 5,","\+ {3}\\"Seconds\\": 10,"/);
      assert.match(JSON.stringify(changesSection(before, now)), /Pause Then Loop.*Seconds: 5 → 10/);
    });

    it("shows deleted resources, and protected ones that Pulumi refuses to delete", () => {
      const before = structuredClone(now);
      for (const [name, protect] of [
        ["open", false],
        ["guarded", true],
      ] as const) {
        const [table] = now.resources.filter(({ name: each }) => each === "orders-orders");
        before.resources.push({ ...table!, urn: `${table!.urn}-${name}`, name, protect });
      }
      const { title, blocks } = changesSection(before, now);
      assert.equal(title, "Changes: 2 to delete");
      assert.deepEqual(blocks[0], {
        kind: "list",
        items: ["⚠ aws:dynamodb/table:Table guarded (delete) is protected: pulumi up refuses this."],
      });
    });

    it("is shortened if it differs in everything", () => {
      const before = structuredClone(now);
      for (const resource of before.resources) {
        resource.inputs = {
          padding: "x".repeat(50),
          ...resource.inputs,
          definition: '{"StartAt":"A","States":{}}',
        };
      }
      const markdown = renderMarkdown(previewOf(now, { before, runs: [] }), 20_000);
      assert.ok(markdown.length <= 20_000);
      assert.match(markdown, /… \d+ of \d+ lines are left out here/);
    });
  });
}
