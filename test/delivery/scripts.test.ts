import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { load } from "js-yaml";

interface Step {
  name?: string;
  run?: string;
  with?: { script?: string };
}

const FOLDER = path.join(__dirname, "../../.github/workflows");

function stepOf(file: string, job: string, has: (step: Step) => boolean): Step {
  const workflow = load(readFileSync(path.join(FOLDER, file), "utf8")) as {
    jobs: Record<string, { steps: Step[] }>;
  };
  const step = workflow.jobs[job]!.steps.find(has);
  assert.ok(step, `${file}: ${job}`);
  return step;
}

const scriptOf = (file: string, job: string, name?: string) =>
  stepOf(file, job, (step) => Boolean(step.with?.script) && (!name || step.name === name)).with!.script!;

/** What a script asked GitHub for: the method and what it was given, without owner and repository. */
type Call = [method: string, args: Record<string, unknown>];

/** Runs a script as `actions/github-script` does, with GitHub's answers by method. */
async function run(
  script: string,
  answers: Record<string, unknown | ((args: Record<string, unknown>) => unknown)>,
  { env = {}, directory = "." }: { env?: Record<string, string>; directory?: string } = {},
): Promise<{ calls: Call[]; outputs: Record<string, string> }> {
  const calls: Call[] = [];
  const outputs: Record<string, string> = {};
  const method = (name: string) => async (args: Record<string, unknown>) => {
    const { owner, repo, ...rest } = args;
    assert.deepEqual([owner, repo], ["acme", "flows"]);
    calls.push([name, rest]);
    const answer = answers[name];
    return { data: typeof answer === "function" ? answer(rest) : answer };
  };
  const namespace = new Proxy({}, { get: (_, name) => method(String(name)) });
  const github = {
    rest: { issues: namespace, repos: namespace },
    paginate: async (list: ReturnType<typeof method>, args: Record<string, unknown>) =>
      (await list(args)).data,
  };
  const context = {
    repo: { owner: "acme", repo: "flows" },
    issue: { number: 7 },
    sha: "this",
    serverUrl: "https://github.com",
    runId: 42,
  };
  const core = { setOutput: (name: string, value: string) => (outputs[name] = value) };
  const files = {
    ...createRequire(__filename)("node:fs"),
    readFileSync: (file: string) => readFileSync(path.resolve(directory, file), "utf8"),
  };
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
  const body = new AsyncFunction("github", "context", "core", "process", "require", script);
  await body(github, context, core, { env }, (name: string) => {
    assert.equal(name, "node:fs");
    return files;
  });
  return { calls, outputs };
}

describe("the scripts in the workflows", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "delivery-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  describe("the comment with the offline preview", () => {
    const script = scriptOf("preview.yml", "comment");
    const body = (stack: string) => `<!-- offline preview of ${stack} -->\n## ${stack}`;

    beforeEach(() => {
      mkdirSync(path.join(directory, "previews"));
      for (const stack of ["dev", "prod"]) {
        writeFileSync(path.join(directory, "previews", `${stack}.md`), `## ${stack}`);
      }
    });

    it("is written once for each stack", async () => {
      const { calls } = await run(script, { listComments: [] }, { directory });
      assert.deepEqual(calls, [
        ["listComments", { issue_number: 7 }],
        ["createComment", { issue_number: 7, body: body("dev") }],
        ["createComment", { issue_number: 7, body: body("prod") }],
      ]);
    });

    it("is updated from then on, and no one else's comment is", async () => {
      const listComments = [
        { id: 1, user: { type: "User" }, body: `${body("prod")} quoted` },
        { id: 2, user: { type: "Bot" }, body: "## another bot's" },
        { id: 3, user: { type: "Bot" }, body: "<!-- offline preview of prod -->\nbefore" },
      ];
      const { calls } = await run(script, { listComments }, { directory });
      assert.deepEqual(calls.slice(1), [
        ["createComment", { issue_number: 7, body: body("dev") }],
        ["updateComment", { comment_id: 3, body: body("prod") }],
      ]);
    });
  });

  /** The deployments of an environment, the newest first, by whether they succeeded. */
  const deployments = (...all: [sha: string, ...states: string[]][]) => ({
    listDeployments: all.map(([sha], id) => ({ id, sha })),
    listDeploymentStatuses: ({ deployment_id }: Record<string, unknown>) =>
      all[Number(deployment_id)]!.slice(1).map((state) => ({ state })),
  });
  const env = { STACK: "prod" };

  describe("the check before a deployment", () => {
    const script = scriptOf("deploy-stack.yml", "deploy");
    const history = deployments(["this", "in_progress"], ["bad", "failure"], ["good", "inactive", "success"]);

    for (const status of ["ahead", "identical", "diverged"]) {
      it(`continues with a commit that is ${status}`, async () => {
        const { calls } = await run(script, { ...history, compareCommitsWithBasehead: { status } }, { env });
        assert.deepEqual(calls[0], ["listDeployments", { environment: "prod", per_page: 30 }]);
        assert.deepEqual(calls.at(-1), ["compareCommitsWithBasehead", { basehead: "good...this" }]);
      });
    }

    it("continues if nothing has been deployed yet", async () => {
      const { calls } = await run(script, deployments(["this", "in_progress"]), { env });
      assert.equal(calls.at(-1)![0], "listDeploymentStatuses");
    });

    it("refuses a commit older than the deployed one", async () => {
      const answers = { ...history, compareCommitsWithBasehead: { status: "behind" } };
      await assert.rejects(run(script, answers, { env }), {
        message: "prod has good, which is newer than this",
      });
    });
  });

  describe("drift", () => {
    const find = scriptOf("drift-stack.yml", "drift", "Find the commit that was deployed last");
    const tell = scriptOf("drift-stack.yml", "drift", "Open, update or close the issue");
    const RUN = "[The run](https://github.com/acme/flows/actions/runs/42)";
    const TITLE = "Stack prod has drifted";
    const BODY = `What is on AWS is not what was deployed. docs/delivery.md says what to do. ${RUN}\n\n~~~\n~ orders\n~~~`;
    const found = (value: string) => ({
      env: { ...env, FOUND: value, RUNNER_TEMP: directory },
      directory,
    });

    beforeEach(() => writeFileSync(path.join(directory, "drift.txt"), "~ orders"));

    it("is from the commit that was deployed last", async () => {
      const { outputs } = await run(
        find,
        deployments(["bad", "failure"], ["good", "success"], ["old", "success"]),
        {
          env,
        },
      );
      assert.deepEqual(outputs, { commit: "good" });
    });

    it("is empty for a stack that was never deployed", async () => {
      await assert.rejects(run(find, deployments(["bad", "failure"]), { env }), {
        message: "prod was never deployed by deploy.yml",
      });
    });

    it("opens an issue", async () => {
      const { calls } = await run(
        tell,
        { listForRepo: [{ number: 1, title: "Stack dev has drifted" }] },
        found("true"),
      );
      assert.deepEqual(calls, [
        ["listForRepo", { labels: "drift", state: "open" }],
        ["create", { title: TITLE, body: BODY, labels: ["drift"] }],
      ]);
    });

    it("updates the issue that is open", async () => {
      const { calls } = await run(tell, { listForRepo: [{ number: 9, title: TITLE }] }, found("true"));
      assert.deepEqual(calls.slice(1), [["update", { issue_number: 9, body: BODY }]]);
    });

    it("closes the issue when there is no more drift", async () => {
      const { calls } = await run(tell, { listForRepo: [{ number: 9, title: TITLE }] }, found("false"));
      assert.deepEqual(calls.slice(1), [
        ["createComment", { issue_number: 9, body: `No drift any more. ${RUN}` }],
        ["update", { issue_number: 9, state: "closed" }],
      ]);
    });

    it("does nothing if there was none", async () => {
      const { calls } = await run(tell, { listForRepo: [] }, found("false"));
      assert.equal(calls.length, 1);
    });

    const NO_CHANGES_EXPECTED = "error: no changes were expected but changes were proposed";
    const outcomes: [what: string, code: number, printed: string, output: string, exit: number][] = [
      ["none", 0, "200 unchanged", "found=false\n", 0],
      ["some", 255, NO_CHANGES_EXPECTED, "found=true\n", 0],
      ["an error, which is not drift", 255, "error: the stack is currently locked", "", 255],
    ];
    for (const [what, code, printed, output, exit] of outcomes) {
      it(`is determined by the Pulumi CLI's output: ${what}`, function () {
        if (process.platform === "win32") this.skip(); // the workflow runs on Linux
        const { run: shell } = stepOf("drift-stack.yml", "drift", ({ name }) => name === "Compare");
        const given = path.join(directory, "arguments");
        const cli = `#!/bin/sh\necho "$@" > '${given}'\necho '${printed}' >&2\nexit ${code}\n`;
        writeFileSync(path.join(directory, "pulumi"), cli);
        chmodSync(path.join(directory, "pulumi"), 0o755);
        const GITHUB_OUTPUT = path.join(directory, "output");
        writeFileSync(GITHUB_OUTPUT, "");
        // As GitHub runs a step: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
        const { status, stdout } = spawnSync("bash", ["-e", "-c", shell!], {
          env: {
            PATH: `${directory}:${process.env.PATH}`,
            RUNNER_TEMP: directory,
            GITHUB_OUTPUT,
            STACK: "prod",
          },
          encoding: "utf8",
        });
        assert.equal(status, exit);
        assert.equal(stdout, `${printed}\n`);
        assert.equal(readFileSync(GITHUB_OUTPUT, "utf8"), output);
        assert.match(readFileSync(given, "utf8"), /^preview --stack prod --refresh --expect-no-changes /);
      });
    }
  });
});
