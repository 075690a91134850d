import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { UnknownValueError } from "@pulumi/policy";
import { publicAccessBlocked } from "../../policies/access";
import { customerManagedKey, messagesEncrypted } from "../../policies/encryption";
import { authorizedCalls } from "../../policies/exposure";
import { isSupported } from "../../policies/functions";
import { namedInvokers } from "../../policies/openness";
import { policies } from "../../policies/pack";
import { noWildcardActions } from "../../policies/permissions";
import { accessRows } from "./rows/access";
import { encryptionRows } from "./rows/encryption";
import { exposureRows } from "./rows/exposure";
import { opennessRows } from "./rows/openness";
import { operationRows } from "./rows/operations";
import { permissionRows } from "./rows/permissions";
import { secretRows } from "./rows/secrets";
import { stateMachineRows } from "./rows/stateMachines";
import { trustRows } from "./rows/trust";
import { type Row, validate } from "./validate";

const ROWS: Row[] = [
  ...permissionRows,
  ...trustRows,
  ...opennessRows,
  ...exposureRows,
  ...accessRows,
  ...encryptionRows,
  ...stateMachineRows,
  ...operationRows,
  ...secretRows,
];

describe("policies", () => {
  for (const { policy, title, broken, violations, fixed, setting } of ROWS) {
    it(`${policy.name}: ${title}`, async () => {
      const found = await validate(policy, [broken].flat(), setting);
      assert.equal(found.length, violations.length, found.join("\n"));
      for (const [index, violation] of violations.entries()) assert.match(found[index]!, violation);
      assert.deepEqual(await validate(policy, [fixed].flat(), setting), []);
    });
  }

  it("are broken each by a row", () => {
    const broken = new Set(ROWS.map(({ policy }) => policy));
    assert.deepEqual(
      policies.filter((policy) => !broken.has(policy)).map(({ name }) => name),
      [],
    );
  });

  it("tell many ways of opening resources to the world from as many that do not", () => {
    const openness = [...permissionRows, ...trustRows, ...opennessRows, ...exposureRows];
    assert.ok(openness.length > 80, String(openness.length));
  });

  it("have a name of their own, a reason with a page, and are mandatory", () => {
    const names = policies.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { name, description, enforcementLevel } of policies) {
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
      assert.match(description, /\. https:\/\/(docs\.aws\.amazon\.com|www\.pulumi\.com)\/\S+$/, name);
      assert.equal(enforcementLevel, "mandatory", name);
    }
  });
});

describe("supported runtimes", () => {
  const table: [runtime: string, day: string, supported: boolean][] = [
    ["nodejs24.x", "2028-04-29", true],
    ["nodejs24.x", "2028-04-30", false],
    ["nodejs22.x", "2027-04-29", true],
    ["nodejs20.x", "2026-11-20", false],
    ["cobol", "2026-11-20", false],
  ];
  for (const [runtime, day, supported] of table) {
    it(`${runtime} on ${day}: ${supported ? "yes" : "no"}`, () => {
      assert.equal(isSupported(runtime, new Date(`${day}T12:00:00Z`)), supported);
    });
  }
});

describe("docs/policies.md", () => {
  const page = readFileSync(path.join(__dirname, "../../docs/policies.md"), "utf8");

  for (const { name, description } of policies) {
    it(`reports ${name}`, () => {
      const [, what, link] = /^(.*) (https:\S+)$/s.exec(description)!;
      assert.ok(page.includes(`| [\`${name}\`](${link}) | ${what} |`), `expected: ${what}`);
    });
  }
});

describe("policies of guarded stacks", () => {
  const guarded = policies.filter(({ configSchema }) => configSchema?.properties.stacks);
  const rowOf = (name: string) => ROWS.find(({ policy }) => policy.name === name)!;

  for (const { name } of guarded) {
    const { policy, broken, violations } = rowOf(name);

    it(`${name} does not apply to dev`, async () => {
      assert.deepEqual(await validate(policy, [broken].flat(), { stack: "dev" }), [
        "not applicable: only in prod",
      ]);
    });

    it(`${name} applies to the stacks that are configured`, async () => {
      const config = { stacks: ["live", "staging"] };
      const found = await validate(policy, [broken].flat(), { stack: "staging", config });
      assert.equal(found.length, violations.length);
      assert.deepEqual(await validate(policy, [broken].flat(), { config }), [
        "not applicable: only in live, staging",
      ]);
    });
  }
});

describe("policies in a preview", () => {
  /** What Pulumi sends for text that only a deployment will know. */
  const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

  it("treat a value that is known later as given", async () => {
    const queue = { type: "aws:sqs/queue:Queue", props: { kmsMasterKeyId: UNKNOWN } };
    assert.deepEqual(await validate(messagesEncrypted, [queue]), []);
    assert.deepEqual(await validate(customerManagedKey, [queue]), []);
  });

  it("know by its dependencies what belongs to a resource without a name yet", async () => {
    const blocked = Object.fromEntries(
      ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map((each) => [
        each,
        true,
      ]),
    );
    const bucket = { type: "aws:s3/bucket:Bucket", props: { bucket: UNKNOWN } };
    const block = {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      name: "block",
      props: { ...blocked, bucket: UNKNOWN },
      from: { bucket: "it" },
    };
    assert.deepEqual(await validate(publicAccessBlocked, [bucket, block]), []);
  });

  it("leave it to Pulumi to say that they need to know more", async () => {
    for (const policy of [UNKNOWN, `{"Statement": {"Action": "sqs:*", "Resource": "${UNKNOWN}"}}`]) {
      const rolePolicy = { type: "aws:iam/rolePolicy:RolePolicy", props: { policy } };
      await assert.rejects(validate(noWildcardActions, [rolePolicy]), UnknownValueError);
    }
  });

  it("check what is known beside what is not", async () => {
    const permission = (props: object) => ({
      type: "aws:lambda/permission:Permission",
      props: { principal: "*", function: UNKNOWN, ...props },
    });
    assert.deepEqual(await validate(namedInvokers, [permission({ sourceArn: UNKNOWN })]), []);
    assert.deepEqual(
      await validate(namedInvokers, [permission({ sourceArn: `${UNKNOWN}/*/GET/order` })]),
      [],
    );
    assert.equal((await validate(namedInvokers, [permission({})])).length, 1);
    const method = { type: "aws:apigateway/method:Method", props: { restApi: UNKNOWN, resourceId: UNKNOWN } };
    const open = { ...method, props: { ...method.props, httpMethod: "POST", authorization: "NONE" } };
    assert.equal((await validate(authorizedCalls, [open])).length, 1);
  });
});
