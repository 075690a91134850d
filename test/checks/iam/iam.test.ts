import assert from "node:assert/strict";
import { EXERCISES } from "../../../checks/iam/exercises";
import { findingsOf, permissionText } from "../../../checks/iam/findings";
import { JUSTIFICATIONS } from "../../../checks/iam/justifications";
import type { RoleUsage } from "../../../checks/iam/ledger";
import { muteWarnings, prove, type UsedPermission, usedPermissions } from "../../../checks/iam/proof";
import { runEverything, type UsageRun } from "../../../checks/iam/run";
import { PROGRAM_DIRECTORY } from "../../../checks/program";
import { SCENARIOS } from "../../../checks/scenarios";
import { USUAL_CONFIG } from "../../../checks/scenarios/scenario";
import { startLocalStack } from "../../../packages/local-stack";

/** In the configuration that has every role but those of two more blocks. */
const scenarios = [...SCENARIOS, ...EXERCISES].filter(({ config }) => config === USUAL_CONFIG);

/** Of every second role one permission, of the others on the next day, then another one: in time all of them. */
const day = Math.floor(Date.now() / 86_400_000);

const permissionsOfTheDay = (roles: RoleUsage[]): UsedPermission[] =>
  roles
    .map((role) => usedPermissions([role]))
    .filter(({ length }) => length > 0)
    .filter((_, index) => (index + day) % 2 === 0)
    .map((used) => used[Math.floor(day / 2) % used.length]!);

/** The roles that lose a permission: all, or those of one workflow where the stack has its own key. */
const PROVEN = { dev: /./, prod: /^pipeline-/ };

for (const name of ["dev", "prod"] as const) {
  describe(`least privilege of the ${name} stack`, function () {
    this.timeout(120_000);
    let ran: UsageRun & { endpoint: string; refusals: string[] };

    before(async () => {
      const options = { program: PROGRAM_DIRECTORY, stack: name, config: USUAL_CONFIG };
      const stack = await startLocalStack({ ...options, deploy: false });
      try {
        const run = await runEverything(stack, undefined, scenarios);
        const { endpoint, refusals } = stack;
        ran = { ...run, endpoint, refusals: refusals.map(({ message }) => message) };
      } finally {
        await stack.close();
      }
    });

    it("lets every scenario and exercise go as it should, and refuses nothing", () => {
      const problems = ran.rows.flatMap(({ scenario, problems }) =>
        problems.map((each) => [scenario.title, each]),
      );
      assert.deepEqual(problems, []);
      assert.deepEqual(ran.refusals, []);
    });

    it("has no permission that is neither used nor justified, and no justification too many", () => {
      const { unjustified, stale } = findingsOf(ran.roles, JUSTIFICATIONS, name);
      assert.deepEqual(unjustified.map(permissionText), []);
      assert.deepEqual(stale.map(permissionText), []);
    });

    it(`misses a permission of a role when it is removed, on day ${day}`, async () => {
      const permissions = permissionsOfTheDay(ran.roles.filter(({ role }) => PROVEN[name].test(role)));
      assert.ok(permissions.length >= 3);
      const unnoticed = [];
      const unmute = muteWarnings();
      for (const permission of permissions) {
        const { signal } = new AbortController();
        const { missedBy } = await prove(permission, { endpoint: ran.endpoint, signal });
        if (!missedBy) unnoticed.push(`${permission.role}, ${permission.statement}, ${permission.actions}`);
      }
      unmute();
      assert.deepEqual(unnoticed, []);
    });
  });
}
