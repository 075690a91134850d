import { deepEqual, equal, throws } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MODELED_TYPES, Provider } from "../../../../../packages/local-stack/program/provider/provider";
import { tagsAll } from "../../../../../packages/local-stack/program/provider/tags";
import { lookups, registered } from "./resource";

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));
const DEFAULTS = '{"tags":{"Project":"shop","Environment":"dev"}}';

describe("Provider: tags", () => {
  it("are given to the types that have tags in the SDK", () => {
    for (const type of MODELED_TYPES.filter((each) => each.startsWith("aws:"))) {
      const [, file] = type.split(":");
      const declared = /readonly tagsAll: /.test(readFileSync(join(SDK, `${file}.d.ts`), "utf8"));
      equal(tagsAll(type, undefined, undefined) !== undefined, declared, type);
    }
  });

  const cases: [what: string, tags: unknown, defaultTags: unknown, expected: Record<string, string>][] = [
    ["neither", undefined, undefined, {}],
    ["its own", { a: "1" }, undefined, { a: "1" }],
    ["the default ones", undefined, DEFAULTS, { Project: "shop", Environment: "dev" }],
    ["its own over the default ones", { Project: "x" }, DEFAULTS, { Project: "x", Environment: "dev" }],
    ["default tags that are not text", undefined, { tags: { a: "1" } }, { a: "1" }],
    ["no tags in the default tags", undefined, "{}", {}],
  ];
  for (const [what, tags, defaultTags, expected] of cases) {
    it(`gives a resource ${what}`, () => {
      deepEqual(tagsAll("aws:sqs/queue:Queue", tags, defaultTags), expected);
    });
  }

  it("gives none to resources without tags", () => {
    equal(tagsAll("aws:sqs/queuePolicy:QueuePolicy", undefined, DEFAULTS), undefined);
    equal(tagsAll("gcp:storage/bucket:Bucket", { a: "1" }, DEFAULTS), undefined);
    const provider = new Provider({
      accountId: "1",
      region: "us-east-1",
      lookups: lookups(),
      config: { "aws:defaultTags": DEFAULTS },
    });
    equal("tagsAll" in provider.create(registered("aws:kms/alias:Alias", "a"), {}).outputs, false);
  });

  it("assumes that a type without a model has tags if it is given some", () => {
    deepEqual(tagsAll("aws:batch/jobQueue:JobQueue", { a: "1" }, DEFAULTS), {
      a: "1",
      Project: "shop",
      Environment: "dev",
    });
    equal(tagsAll("aws:batch/jobQueue:JobQueue", undefined, DEFAULTS), undefined);
  });

  for (const wrong of ["x", "[]", "null", '"x"', '{"tags":[]}', '{"tags":{"a":1}}', '{"tags":"a"}']) {
    it(`refuses the default tags ${wrong}`, () => {
      throws(() => tagsAll("aws:sqs/queue:Queue", {}, wrong), {
        message: `aws:defaultTags is '${wrong}'; allowed: {"tags": {NAME: VALUE}}`,
      });
    });
  }
});
