import type { Requirement, ServiceCall } from "../../aws/service";
import { viaService } from "../kms";
import { activityArn, type Place, stateMachineArn, withoutTestCase } from "./arns";
import type { Encryption } from "./encryption";
import { isOperation, type OperationName } from "./inputs";
import type { TaskTokens } from "./integrations";

type Input = Record<string, unknown>;

/** The resource that an operation acts on, and what else it requires. */
interface Rule {
  resource(input: Input, place: Place, tokens: TaskTokens): string;
  /** Further actions on the same resource that this input requires. */
  also?(input: Input): string[];
  passesRole?: true;
  /** Whether the response has data that a state machine's customer-managed key encrypts. Default: never. */
  decrypts?(input: Input): boolean;
}

const textOf = (input: Input, name: string) => (typeof input[name] === "string" ? input[name] : "*");
const member =
  (name: string): Rule["resource"] =>
  (input) =>
    textOf(input, name);
const on = (name: string): Rule => ({ resource: member(name) });
const wantsAllData = ({ includedData }: Input) => includedData !== "METADATA_ONLY";
/** Callers need to decrypt the data they read: see `includedData` of `DescribeExecution`. */
const reading = (name: string, decrypts = wantsAllData): Rule => ({ ...on(name), decrypts });
const any: Rule = { resource: () => "*" };
const nameOf = (input: Input) => textOf(input, "name");

/** The state machine of an ARN that may name a test case. */
const startable: Rule = { resource: (input) => withoutTestCase(textOf(input, "stateMachineArn")) };

/** A task token's state machine or activity; `*` for an unknown token, which has no effect. */
const task: Rule = {
  resource: ({ taskToken }, _place, tokens) =>
    (typeof taskToken === "string" ? tokens.ownerOf(taskToken) : undefined) ?? "*",
};

/**
 * The IAM action of an operation is the operation's name; these are the resources
 * ({@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html}).
 */
const RULES: Record<OperationName, Rule> = {
  CreateActivity: {
    resource: (input, place) => activityArn(place, nameOf(input)),
    also: ({ tags }) => (hasItems(tags) ? ["states:TagResource"] : []),
  },
  CreateStateMachine: {
    resource: (input, place) => stateMachineArn(place, nameOf(input)),
    also: ({ tags, publish }) => [
      ...(hasItems(tags) ? ["states:TagResource"] : []),
      ...(publish ? ["states:PublishStateMachineVersion"] : []),
    ],
    passesRole: true,
  },
  CreateStateMachineAlias: { resource: routedStateMachine },
  DeleteActivity: on("activityArn"),
  DeleteStateMachine: on("stateMachineArn"),
  DeleteStateMachineAlias: on("stateMachineAliasArn"),
  DeleteStateMachineVersion: on("stateMachineVersionArn"),
  DescribeActivity: on("activityArn"),
  DescribeExecution: reading("executionArn"),
  DescribeMapRun: on("mapRunArn"),
  DescribeStateMachine: reading("stateMachineArn"),
  DescribeStateMachineAlias: on("stateMachineAliasArn"),
  DescribeStateMachineForExecution: reading("executionArn"),
  GetActivityTask: on("activityArn"),
  GetExecutionHistory: reading("executionArn", ({ includeExecutionData }) => includeExecutionData !== false),
  ListActivities: any,
  ListExecutions: { resource: (input) => textOf(input, input.mapRunArn ? "mapRunArn" : "stateMachineArn") },
  ListMapRuns: on("executionArn"),
  ListStateMachineAliases: on("stateMachineArn"),
  ListStateMachineVersions: on("stateMachineArn"),
  ListStateMachines: any,
  ListTagsForResource: on("resourceArn"),
  PublishStateMachineVersion: on("stateMachineArn"),
  RedriveExecution: on("executionArn"),
  SendTaskFailure: task,
  SendTaskHeartbeat: task,
  SendTaskSuccess: task,
  StartExecution: startable,
  StartSyncExecution: startable,
  StopExecution: on("executionArn"),
  TagResource: on("resourceArn"),
  TestState: {
    resource: () => "*",
    also: ({ revealSecrets }) => (revealSecrets ? ["states:RevealSecrets"] : []),
    passesRole: true,
  },
  UntagResource: on("resourceArn"),
  UpdateMapRun: on("mapRunArn"),
  UpdateStateMachine: {
    resource: member("stateMachineArn"),
    also: ({ publish }) => (publish ? ["states:PublishStateMachineVersion"] : []),
    passesRole: true,
  },
  UpdateStateMachineAlias: on("stateMachineAliasArn"),
  ValidateStateMachineDefinition: any,
};

/**
 * What IAM must allow before an operation: its action on its resource, passing the state machine's role, and decrypting the
 * data in the response.
 */
export function requirementsOf(
  call: ServiceCall,
  place: Place,
  tokens: TaskTokens,
  encryptionOf: (arn: string) => Encryption | undefined = () => undefined,
): Requirement[] {
  const { operation, input } = call;
  if (!isOperation(operation)) return [];
  const rule = RULES[operation];
  const arn = rule.resource(input, place, tokens);
  const target = unqualified(arn);
  const actions = [`states:${operation}`, ...(rule.also?.(input) ?? [])];
  const requirements: Requirement[] = actions.map((action) => ({ action, ...target }));
  if (rule.passesRole && typeof input.roleArn === "string") {
    requirements.push({
      action: "iam:PassRole",
      resource: input.roleArn,
      context: { "iam:PassedToService": "states.amazonaws.com" },
    });
  }
  const encryption = rule.decrypts?.(input) ? encryptionOf(arn) : undefined;
  if (encryption) requirements.push(...decrypting(encryption, place));
  return requirements;
}

const decrypting = ({ key, stateMachineArn }: Encryption, { region }: Place): Requirement[] =>
  viaService(["Decrypt"], key, `states.${region}.amazonaws.com`, {
    "aws:states:stateMachineArn": stateMachineArn,
  });

/** IAM sees a version or an alias as its state machine, with the qualifier as a condition key. */
function unqualified(arn: string): Pick<Requirement, "resource" | "context"> {
  const match = /^(.+:stateMachine:[^:]+):([^:]+)$/.exec(arn);
  if (!match) return { resource: arn };
  return { resource: match[1] ?? arn, context: { "states:StateMachineQualifier": match[2] ?? "" } };
}

function routedStateMachine({ routingConfiguration }: Input): string {
  const [first] = Array.isArray(routingConfiguration) ? (routingConfiguration as unknown[]) : [];
  const arn = (first as { stateMachineVersionArn?: unknown } | null | undefined)?.stateMachineVersionArn;
  return typeof arn === "string" ? arn : "*";
}

const hasItems = (value: unknown) => Array.isArray(value) && value.length > 0;
