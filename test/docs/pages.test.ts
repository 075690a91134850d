import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { load } from "js-yaml";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import type { Evaluation } from "../../packages/local-stack";
import { evaluatedWith } from "../packages/local-stack/stack";
import { page, quoted, rowsOf } from "./pages";

const ROOT = path.join(__dirname, "../..");
const PAGES = ["runbook", "procedures", "limits", "security", "upgrading", "emulators"];
const ALL = PAGES.map(page).join("\n");

const KEYS = Object.keys(
  (load(readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as { config: object }).config,
);

/** The anchor that a heading has on GitHub. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, "")
    .replace(/ /g, "-");

const anchorsOf = (text: string) => [...text.matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1]!));

const problemOf = (from: string, link: string): string | undefined => {
  const [file, anchor] = link.split("#");
  const target = path.join(ROOT, "docs", file || `${from}.md`);
  if (!existsSync(target)) return `${from}.md: ${link}: there is no such file`;
  if (anchor && !anchorsOf(readFileSync(target, "utf8")).includes(anchor)) {
    return `${from}.md: ${link}: there is no such heading`;
  }
  return undefined;
};

describe("docs: the operators' pages", () => {
  let dev: Evaluation;
  let prod: Evaluation;

  before(async () => {
    [dev, prod] = await Promise.all([
      evaluatedWith("dev", USUAL_CONFIG),
      evaluatedWith("prod", USUAL_CONFIG),
    ]);
  });

  it("link to what there is", () => {
    const problems = PAGES.flatMap((name) =>
      [...page(name).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => problemOf(name, match[1]!)),
    );
    assert.ok(problems.length > 0);
    assert.deepEqual(
      problems.filter((problem) => problem !== undefined),
      [],
    );
  });

  it("name configuration keys and outputs that exist", () => {
    const outputs = Object.keys(dev.outputs);
    const firstWords = new Set(KEYS.map((key) => /^[a-z]+/.exec(key)![0]));
    const mentioned = [
      ...[...ALL.matchAll(/config set (\w+)/g)].map((match) => match[1]!),
      ...[...ALL.matchAll(/\bout (\w+)\)/g)].map((match) => match[1]!),
      ...quoted(ALL).filter(
        (each) => /^[a-z]+[A-Z]\w*$/.test(each) && firstWords.has(/^[a-z]+/.exec(each)![0]),
      ),
    ];
    assert.ok(mentioned.includes("messengerKeepRunning") && mentioned.includes("ordersBucket"));
    const known = [...KEYS, ...outputs];
    assert.deepEqual(
      mentioned.filter((name) => !known.includes(name)),
      [],
    );
  });

  it("name npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
    const mentioned = [...ALL.matchAll(/npm run (?:-s )?([a-z]+)/g)].map((match) => match[1]!);
    assert.deepEqual(
      mentioned.filter((name) => !(name in scripts)),
      [],
    );
  });

  it("name URNs that the stack has", () => {
    const mentioned = [...ALL.matchAll(/urn:pulumi:[^']+/g)].map((match) => match[0]);
    assert.equal(mentioned.length, 2);
    const known = dev.resources.map(({ urn }) => urn);
    assert.deepEqual(
      mentioned.filter((urn) => !known.includes(urn)),
      [],
    );
  });

  it("compute and compare correctly", () => {
    const sums = [...ALL.matchAll(/([\d.,]*\d) × ([\d.,]*\d)(?: s)? = ([\d.,]*\d)/g)].map((match) =>
      match.slice(1).map((text) => Number(text.replaceAll(",", ""))),
    );
    assert.ok(sums.length > 5);
    for (const [a, b, c] of sums) assert.ok(Math.abs(a! * b! - c!) < 1e-9, `${a} × ${b} is not ${c}`);
    const compared = [...ALL.matchAll(/([\d.,]*\d) > ([\d.,]*\d)/g)].map((match) =>
      match.slice(1).map((text) => Number(text.replaceAll(",", ""))),
    );
    assert.ok(compared.length > 10);
    for (const [more, less] of compared) assert.ok(more! > less!, `${more} is not more than ${less}`);
  });

  it("say for every role in prod who assumes it", () => {
    const rows = rowsOf(page("security"), "Role", "Assumed by").flatMap((row) =>
      quoted(row.Role!).map((role) => ({ role, service: quoted(row["Assumed by"]!)[0] })),
    );
    const roles = prod.resources.filter(({ type }) => type === "aws:iam/role:Role");
    const mentioned = roles.map(({ name }) => {
      const row = rows.find(
        ({ role }) => role === name || (role.startsWith("*") && name.endsWith(role.slice(1))),
      );
      return { name, service: row?.service };
    });
    const trusted = roles.map(({ name, inputs }) => {
      const policy = inputs.assumeRolePolicy;
      const document = typeof policy === "string" ? JSON.parse(policy) : policy;
      return { name, service: document.Statement[0].Principal.Service };
    });
    assert.deepEqual(mentioned, trusted);
    const names = roles.map(({ name }) => name);
    const stale = rows.filter(({ role }) => !role.startsWith("*") && !names.includes(role));
    assert.deepEqual(stale, []);
  });
});
