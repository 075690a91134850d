import type * as pulumi from "@pulumi/pulumi";
import { integrationName, isIntegration, parseTaskResource, visitStates } from "../../packages/asl";
import { DefinitionError, type DefinitionOwner } from "../definitionError";
import { isUnresolved } from "../inputs";
import type { PolicyStatement } from "../policy";
import type { Need } from "./call";
import { covers } from "./covers";
import { distributedMapNeeds, itemReaderNeeds, resultWriterNeeds } from "./mapNeeds";
import { resolveTarget } from "./resolveTarget";
import type { Scope } from "./scope";
import { taskNeeds } from "./taskNeeds";

/** Options of {@link requiredPermissions} in addition to the definition. */
export interface RequiredPermissionsOptions extends Partial<DefinitionOwner> {
  /**
   * Permissions that the role gets anyway: a target that is only known at run time is not an error if they allow its actions.
   * They are not part of the result.
   */
  permissions?: pulumi.Input<PolicyStatement[]>;
}

/**
 * The permissions that a state machine's role needs for what its definition calls: one statement per kind of action, on
 * exactly the functions, machines, queues, tables, … that are called, also from within Map and Parallel.
 *
 * What a resource itself depends on is not derived: a customer-managed key of a queue, a topic or a table needs `permissions`.
 *
 * @throws DefinitionError that names the states whose target is only known at run time and not covered by `permissions`.
 * A target that is an output throws when it resolves to something that the call cannot act on.
 */
export function requiredPermissions(
  definition: unknown,
  scope: Scope,
  options: RequiredPermissionsOptions = {},
): PolicyStatement[] {
  const { component, name, permissions } = options;
  const owner = component && name ? { component, name } : undefined;
  const problems: string[] = [];
  const statements = new Map<string, PolicyStatement>();
  const called = calledIntegrations(definition);
  visitStates(
    definition,
    (state, location) => {
      const needs = [
        ...(state.Type === "Task" ? taskNeeds(state, location, called) : []),
        ...(state.Type === "Map"
          ? [
              ...distributedMapNeeds(state, scope.stateMachineArn),
              ...itemReaderNeeds(state, location),
              ...resultWriterNeeds(state, location),
            ]
          : []),
      ];
      for (const need of needs) {
        const covering = covers(permissions, need);
        const error = (problem: string) =>
          new DefinitionError(owner, SUMMARY, [explain(location.path, need, problem)]);
        const resolved = resolveTarget(need.target, scope, { covering, error });
        if ("resource" in resolved) add(statements, need, resolved.resource, location.path);
        else if (covering === undefined) problems.push(explain(location.path, need, resolved.problem));
      }
    },
    isUnresolved,
  );
  if (problems.length > 0) throw new DefinitionError(owner, SUMMARY, [...new Set(problems)]);
  return [...statements.values()];
}

const SUMMARY = "the permissions of its state machine cannot be derived from the definition:";

function explain(path: string, need: Need, problem: string): string {
  const { actions, some } = need;
  const wanted = actions.length > 0 ? ` with ${some ? "those it needs of " : ""}${actions.join(", ")}` : "";
  return `state "${path}": ${problem}; give \`permissions\`${wanted} explicitly`;
}

function add(
  statements: Map<string, PolicyStatement>,
  need: Need,
  resource: pulumi.Input<string>,
  path: string,
): void {
  const key = `${need.actions.join()} ${conditionKey(need.condition, path)}`;
  const statement = statements.get(key);
  if (!statement) {
    statements.set(key, {
      Sid: need.sid ?? sidOf(need.actions),
      Effect: "Allow",
      Action: [...need.actions],
      Resource: [resource],
      ...(need.condition ? { Condition: need.condition } : {}),
    });
  } else if (!statement.Resource.includes(resource)) statement.Resource.push(resource);
}

/** Equal for conditions that are equal; a condition with a value that is only known later is equal to no other state's. */
const conditionKey = (condition: Need["condition"], path: string): string =>
  Object.values(condition ?? {})
    .flatMap((keys) => Object.entries(keys))
    .map(([key, value]) => `${key}=${isUnresolved(value) ? path : String(value)}`)
    .join();

/** `lambda:InvokeFunction` gives `LambdaInvokeFunction`; two actions of a service give both names. */
function sidOf(actions: readonly string[]): string {
  const [service] = actions[0]!.split(":");
  const names = actions.map((action) => action.split(":")[1]).join("");
  return `${service!.charAt(0).toUpperCase()}${service!.slice(1)}${names}`.replace(/[^A-Za-z0-9]/g, "");
}

/** The integrations that any Task of the definition calls. */
function calledIntegrations(definition: unknown): ReadonlySet<string> {
  const called = new Set<string>();
  visitStates(
    definition,
    ({ Resource }) => {
      const resource = parseTaskResource(Resource);
      if (isIntegration(resource)) called.add(integrationName(resource));
    },
    isUnresolved,
  );
  return called;
}
