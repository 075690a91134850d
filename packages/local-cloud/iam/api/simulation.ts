import { invalidInput, noSuchEntity } from "../errors";
import type { Policy } from "../policy";
import { type ApplicablePolicies, type Decision, decide } from "../policyDecision";
import { parsePolicy } from "../policyDocument";
import type { RequestPrincipal } from "../policyPrincipal";
import type { IamRegistry, Role } from "../registry";
import { RequestContext } from "../requestContext";
import { page } from "./descriptions";
import { type Input, listOf } from "./inputs";

interface ContextEntry {
  ContextKeyName: string;
  ContextKeyValues?: string[];
}

/** What is simulated: a principal with the policies that apply to it. */
interface Subject {
  principal: RequestPrincipal;
  policies: ApplicablePolicies;
}

/**
 * The policy simulator ({@link https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html}), by the
 * rules that decide real calls here. Only the context that is given counts.
 */
export function simulationOperations(registry: IamRegistry) {
  return {
    SimulatePrincipalPolicy: (input: Input) => simulate(principalSubject(input, registry), input),
    SimulateCustomPolicy: (input: Input) => simulate(customSubject(input, registry), input),
    GetContextKeysForPrincipalPolicy: (input: Input) => ({
      ContextKeyNames: contextKeys(allPolicies(principalSubject(input, registry).policies)),
    }),
    GetContextKeysForCustomPolicy: (input: Input) => ({
      ContextKeyNames: contextKeys(inputPolicies(input)),
    }),
  };
}

function principalSubject(input: Input, registry: IamRegistry): Subject {
  const role = roleOf(String(input.PolicySourceArn), registry);
  const boundary = inputBoundary(input) ?? role.boundary;
  return {
    principal: {
      accountId: registry.accountId,
      arn: `arn:aws:sts::${registry.accountId}:assumed-role/${role.name}/simulation`,
      roleArn: role.arn,
      services: [],
    },
    policies: {
      identity: [...role.policies.values(), ...inputPolicies(input)],
      ...(boundary && { boundary }),
      resource: resourcePolicies(input),
      resourceMustAllow: false,
    },
  };
}

function roleOf(arn: string, registry: IamRegistry): Role {
  const role = registry.findRole(arn);
  if (role) return role;
  if (/^arn:[^:]*:iam::\d{12}:role\//.test(arn)) throw noSuchEntity(`Role ${arn} cannot be found.`);
  throw invalidInput(`PolicySourceArn is '${arn}'; allowed on this machine: the ARN of a role`);
}

function customSubject(input: Input, registry: IamRegistry): Subject {
  const boundary = inputBoundary(input);
  const resource = resourcePolicies(input);
  if (resource.length > 0 && input.CallerArn === undefined)
    throw invalidInput("CallerArn is required with ResourcePolicy.");
  return {
    principal: {
      accountId: registry.accountId,
      arn: String(input.CallerArn ?? `arn:aws:iam::${registry.accountId}:user/simulation`),
      services: [],
    },
    policies: {
      identity: inputPolicies(input),
      ...(boundary && { boundary }),
      resource,
      resourceMustAllow: false,
    },
  };
}

const inputPolicies = ({ PolicyInputList }: Input): Policy[] =>
  listOf<string>(PolicyInputList).map((document, index) =>
    parsePolicy("identity", "PolicyInputList", `PolicyInputList.${index + 1}`, document),
  );

function inputBoundary({ PermissionsBoundaryPolicyInputList }: Input): Policy | undefined {
  const [document] = listOf<string>(PermissionsBoundaryPolicyInputList);
  return document === undefined
    ? undefined
    : parsePolicy(
        "boundary",
        "PermissionsBoundaryPolicyInputList",
        "PermissionsBoundaryPolicyInputList.1",
        document,
      );
}

const resourcePolicies = ({ ResourcePolicy }: Input): Policy[] =>
  ResourcePolicy === undefined
    ? []
    : [parsePolicy("resource", "ResourcePolicy", "ResourcePolicy", String(ResourcePolicy))];

const allPolicies = ({ identity, boundary, resource }: ApplicablePolicies): Policy[] => [
  ...identity,
  ...(boundary ? [boundary] : []),
  ...resource,
];

const contextKeys = (policies: Policy[]): string[] => [
  ...new Set(
    policies.flatMap(({ statements }) =>
      statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)),
    ),
  ),
];

function simulate({ principal, policies }: Subject, input: Input) {
  const given = Object.fromEntries(
    listOf<ContextEntry>(input.ContextEntries).map((entry) => [
      entry.ContextKeyName,
      listOf<string>(entry.ContextKeyValues).map(String),
    ]),
  );
  const context = new RequestContext(given);
  const resources = listOf<string>(input.ResourceArns);
  const pairs = listOf<string>(input.ActionNames).flatMap((action) =>
    (resources.length > 0 ? resources : ["*"]).map((resource) => ({ action, resource })),
  );
  const missing = contextKeys(allPolicies(policies)).filter((key) => context.get(key) === undefined);
  const { items, next } = page(pairs, ({ action, resource }) => `${action} ${resource}`, input);
  const EvaluationResults = items.map(({ action, resource }) => {
    if (!/^[a-z0-9-]+:[a-zA-Z0-9*?]+$/i.test(action))
      throw invalidInput(
        `Invalid Entity. Action ${action} is not valid; allowed: one such as sqs:SendMessage`,
      );
    const decision = decide({ principal, action, resource, context }, policies);
    return {
      EvalActionName: action,
      EvalResourceName: resource,
      EvalDecision: outcomeOf(decision),
      MatchedStatements: matched(decision),
      MissingContextValues: missing,
      ...(policies.boundary && {
        PermissionsBoundaryDecisionDetail: {
          AllowedByPermissionsBoundary: decision.allowed || decision.kind !== "boundary",
        },
      }),
    };
  });
  return { EvaluationResults, ...next };
}

function outcomeOf(decision: Decision): string {
  if (decision.allowed) return "allowed";
  return decision.deniedBy ? "explicitDeny" : "implicitDeny";
}

function matched(decision: Decision) {
  const statements = decision.allowed
    ? decision.by
    : [decision.deniedBy].filter((each) => each !== undefined);
  return statements.map(({ kind, policy }) => ({
    SourcePolicyId: policy,
    SourcePolicyType: sourceType(kind, policy),
  }));
}

function sourceType(kind: Policy["kind"], name: string): string {
  if (kind === "resource") return "resource";
  if (name.includes("::aws:policy/")) return "aws-managed";
  if (name.includes(":policy/")) return "user-managed";
  return /PolicyInputList\.\d+$/.test(name) ? "none" : "role";
}
