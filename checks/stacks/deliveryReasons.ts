import type { Reason } from "./explained";
import {
  ALARM,
  FUNCTION,
  GRAPHQL_API,
  INTEGRATION,
  MACHINE,
  METHOD,
  ROLE,
  ROLE_POLICY,
  TOPIC,
} from "./resourceTypes";

const RELEASES = "Releases";
const OPERATIONS = "Alarms and dashboards";
const AUDIT = "Audit";
const APIS = "APIs";
const WORKFLOWS = "Workflows";
const COST = "Cost allocation";

/** Why releases, and how the stacks are watched, called and billed, differ. */
export const DELIVERY_REASONS: Reason[] = [
  {
    section: RELEASES,
    what: "Each deployment is published as a version",
    of: [
      { type: MACHINE, property: "publish" },
      { type: FUNCTION, property: "publish" },
    ],
    why: "prod can go back to the version before. In dev the last deployment is the only one that matters.",
    key: "liveAlias",
  },
  {
    section: RELEASES,
    what: "Callers go through the alias `live`",
    of: [
      { type: "aws:lambda/permission:Permission", property: "qualifier" },
      { type: FUNCTION, property: "environment.variables.STATE_MACHINE_ARN" },
      { type: MACHINE, property: "definition.*.Arguments.StateMachineArn" },
      { type: INTEGRATION, property: "uri" },
      { type: INTEGRATION, property: "requestTemplates.*" },
      { type: "aws:appsync/dataSource:DataSource", property: "lambdaConfig.functionArn" },
      { type: ROLE_POLICY, property: "policy.Statement[InvokeResolvers].Resource" },
    ],
    why: "Callers get the version that the alias points to, a new one or the one before it, without a change to them.",
    key: "liveAlias",
  },
  {
    section: RELEASES,
    what: "State machines call a version of a function",
    of: [
      { type: MACHINE, property: "definition.*.Arguments.Qualifier" },
      { type: ROLE_POLICY, property: "policy.Statement[LambdaInvokeFunction].Resource" },
    ],
    why: "An execution and its functions belong to one release from its first state to its last, even while the alias shifts.",
    key: "liveAlias",
  },
  {
    section: RELEASES,
    what: "CloudFormation stacks that move an alias to a new version step by step",
    of: [{ type: "aws:cloudformation/stack:Stack" }],
    why: "A bad version reaches a part of the traffic for a few minutes instead of all of it. AWS moves the aliases of state machines gradually, and back on an alarm, through CloudFormation alone.",
    key: "rolloutType, rolloutPercentage, rolloutIntervalMinutes",
  },
  {
    section: RELEASES,
    what: "Alarms that move an alias back",
    of: [{ type: ALARM, name: "*-rollout" }],
    why: "A new version that fails more often than the one before it is rolled back automatically.",
    key: "rolloutType",
  },
  {
    section: RELEASES,
    what: "CodeDeploy, which moves the aliases of functions",
    of: [
      { type: "aws:codedeploy/deploymentGroup:DeploymentGroup" },
      { type: "aws:codedeploy/application:Application" },
      { type: "aws:codedeploy/deploymentConfig:DeploymentConfig" },
      { type: ROLE, name: "*-rollout-role" },
      { type: ROLE_POLICY, name: "*-rollout-policy" },
    ],
    why: "CloudFormation moves the alias of a function through CodeDeploy. Each function's group has a role for that function alone.",
    key: "rolloutType, rolloutPercentage, rolloutIntervalMinutes",
  },
  {
    section: OPERATIONS,
    what: "Alarms",
    of: [{ type: ALARM }],
    why: "Someone must know at once when prod fails. In dev failures are common, and each alarm is billed.",
    key: "alarms",
  },
  {
    section: OPERATIONS,
    what: "The topic of the alarms",
    of: [
      { type: TOPIC, name: "foundation-alarms" },
      { type: "aws:sns/topicPolicy:TopicPolicy", name: "foundation-alarms-policy" },
    ],
    why: "Where alarms go: mail, or whatever else subscribes.",
    key: "alarms",
  },
  {
    section: OPERATIONS,
    what: "Dashboards",
    of: [{ type: "aws:cloudwatch/dashboard:Dashboard" }],
    why: "One for each workflow, to consult when an alarm fires. The first three of an account are free.",
    key: "dashboards",
  },
  {
    section: AUDIT,
    what: "A trail of data events, and its bucket",
    of: [
      { type: "sfn-workflows:index:AuditTrail" },
      { type: "awsx:cloudtrail:Trail" },
      { type: "aws:cloudtrail/trail:Trail" },
      { type: "aws:s3/*", name: "audit-trail*" },
    ],
    why: "Who invoked which function, read which item and opened which invoice can be proven. Each event is billed.",
    key: "auditTrail",
  },
  {
    section: APIS,
    what: "How the GraphQL API authorizes its callers",
    of: [{ type: GRAPHQL_API, property: "authenticationType" }],
    why: "In dev a key to paste is enough. In prod each caller signs requests with its own role.",
    key: "apiAuthorization",
  },
  {
    section: APIS,
    what: "How the REST API authorizes its callers",
    of: [
      { type: METHOD, property: "authorization" },
      { type: METHOD, property: "apiKeyRequired" },
      { type: "aws:apigateway/deployment:Deployment", property: "triggers.api" },
    ],
    why: "As for the GraphQL API; with `NONE` a key is required. The deployment has a digest of the API.",
    key: "apiAuthorization",
  },
  {
    section: APIS,
    what: "API keys and the usage plan",
    of: [
      { type: "aws:a*/apiKey:ApiKey" },
      { type: "aws:apigateway/usagePlan:UsagePlan" },
      { type: "aws:apigateway/usagePlanKey:UsagePlanKey" },
    ],
    why: "There are keys only if they are configured.",
    key: "apiAuthorization",
  },
  {
    section: APIS,
    what: "The GraphQL API publishes its schema",
    of: [{ type: GRAPHQL_API, property: "introspectionConfig" }],
    why: "GraphiQL and code generators need it in dev. In prod clients know the schema, and no one else needs to.",
    key: "graphqlIntrospection",
  },
  {
    section: WORKFLOWS,
    what: "Seconds for which an apartment is held",
    of: [
      { type: MACHINE, property: "definition.*.HeartbeatSeconds", name: "booking-machine" },
      { type: MACHINE, property: "definition.*.TimeoutSeconds", name: "booking-machine" },
      { type: MACHINE, property: "definition.*.:until.N", name: "booking-machine" },
    ],
    why: "A hold that runs out can be watched in dev; a client in prod gets a quarter of an hour to pay.",
    key: "bookingHoldSeconds",
  },
  {
    section: WORKFLOWS,
    what: "A schedule that starts the message pump if none runs",
    of: [
      { type: "aws:scheduler/schedule:Schedule" },
      { type: ROLE, name: "messenger-schedule-role" },
      { type: ROLE_POLICY, name: "messenger-schedule-policy" },
    ],
    why: "A pump runs indefinitely and is billed for each round; in dev it is started manually.",
    key: "messengerKeepRunning",
  },
  {
    section: COST,
    what: "The tag `Environment`",
    of: [{ type: "*", property: "tags.Environment" }],
    why: "Bills and permissions can be distinguished by stack. The tag `Project` is the same in both.",
    key: "aws:defaultTags",
  },
];
