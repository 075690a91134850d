import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  callsItself,
  checkDefinition,
  type PolicyStatement,
  policyDocument,
  render,
  requiredPermissions,
  type StateMachineDefinition,
  withTaskDefaults,
} from "../../states";
import { accountOf } from "./account";
import { createExecutionAlarms } from "./alarms";
import { createStateMachineAlias } from "./liveAlias";
import { defaultOperations, type Operations } from "./operations";
import { createServiceRole, STATES_TRUST } from "./serviceRole";

/** The arguments of a {@link Workflow}. */
export interface WorkflowArgs {
  /** The state machine, in the Amazon States Language; any value may be an output of another resource. */
  definition: StateMachineDefinition;
  /** `EXPRESS` for short runs without a history of their own, 5 minutes at most. Default: `STANDARD`. */
  type?: "STANDARD" | "EXPRESS";
  /** What the machine calls beyond what its definition says by itself: targets that only a run knows. */
  permissions?: pulumi.Input<PolicyStatement[]>;
  /** How the stack runs its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/**
 * A state machine with a role that allows exactly what its definition calls, a log group, tracing and, where the stack's
 * operations want them, alarms, versions with the alias `live`, and a customer-managed key.
 *
 * Tasks without a time-out, a heartbeat or a retry get the defaults of {@link withTaskDefaults}.
 *
 * @throws DefinitionError at construction if the definition is invalid: it names the state, the field and the mend.
 */
export class Workflow extends pulumi.ComponentResource {
  readonly stateMachine: aws.sfn.StateMachine;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** The alias `live`, where the stack's operations want one that moves at once. */
  readonly alias?: aws.sfn.Alias;
  /** The CloudFormation stack with the alias `live`, where they want one that moves gradually. */
  readonly aliasStack?: aws.cloudformation.Stack;
  /** What goes wrong with its executions, where the stack's operations want alarms. */
  readonly alarms: aws.cloudwatch.MetricAlarm[];
  /** What callers start: the alias `live` where there is one, else the state machine. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: WorkflowArgs, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:Workflow", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    const type = args.type ?? "STANDARD";
    const definition = withTaskDefaults(args.definition);
    checkDefinition(definition, { component: "Workflow", name, type });
    const account = accountOf(this);

    this.logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        namePrefix: `/aws/vendedlogs/states/${name}-`,
        retentionInDays: operations.logRetentionInDays,
        kmsKeyId: operations.kmsKeyArn,
      },
      { parent: this },
    );
    const called = pulumi.output(
      requiredPermissions(
        definition,
        { ...account, stateMachineArn: ITSELF },
        { component: "Workflow", name, permissions: args.permissions },
      ),
    );
    const { role, policy } = createServiceRole(
      name,
      STATES_TRUST,
      pulumi
        .all([called, args.permissions ?? []])
        .apply(([derived, own]) => [
          ...derived.filter((statement) => !isAboutItself(statement)),
          ...own,
          ...serviceStatements(operations),
        ]),
      account,
      this,
    );
    this.role = role;
    this.stateMachine = new aws.sfn.StateMachine(
      `${name}-machine`,
      {
        definition: render(definition),
        type,
        roleArn: role.arn,
        loggingConfiguration:
          operations.logLevel === "OFF"
            ? { level: "OFF" }
            : {
                level: operations.logLevel,
                includeExecutionData: operations.includeExecutionData,
                logDestination: pulumi.interpolate`${this.logGroup.arn}:*`,
              },
        tracingConfiguration: { enabled: true },
        encryptionConfiguration: operations.kmsKeyArn
          ? {
              type: "CUSTOMER_MANAGED_KMS_KEY",
              kmsKeyId: operations.kmsKeyArn,
              kmsDataKeyReusePeriodSeconds: 300,
            }
          : undefined,
        publish: operations.liveAlias,
      },
      { parent: this, dependsOn: [policy] },
    );
    if (callsItself(definition)) {
      new aws.iam.RolePolicy(
        `${name}-self-policy`,
        {
          role: role.name,
          policy: pulumi
            .all([called, this.stateMachine.arn])
            .apply(([derived, arn]) => policyDocument(derived.filter(isAboutItself).map(withOwnArn(arn)))),
        },
        { parent: role },
      );
    }
    const live = operations.liveAlias
      ? createStateMachineAlias(name, this.stateMachine, operations, this)
      : undefined;
    this.alias = live?.alias;
    this.aliasStack = live?.aliasStack;
    this.arn = live?.arn ?? this.stateMachine.arn;
    this.alarms = operations.alarmTopicArn
      ? createExecutionAlarms(name, this.stateMachine.arn, operations.alarmTopicArn, this)
      : [];

    this.registerOutputs({ arn: this.arn });
  }
}

/** Stands for the ARN of a state machine that is not made yet. */
const ITSELF = "arn:aws:states:us-east-1:000000000000:stateMachine:ITSELF";
const OWN_NAME = /^arn:.*:(stateMachine|execution|mapRun):ITSELF/;

const isAboutItself = ({ Resource }: { Resource: unknown[] }) =>
  Resource.some((resource) => OWN_NAME.test(String(resource)));

/** Gives a statement the ARN it stands for; what it says of others stays. */
const withOwnArn =
  (arn: string) =>
  <Statement extends { Resource: unknown[] }>(statement: Statement): Statement => {
    const prefix = arn.split(":").slice(0, 5).join(":");
    const name = arn.split(":").at(-1);
    return {
      ...statement,
      Resource: statement.Resource.map((resource) =>
        String(resource).replace(OWN_NAME, (_, kind) => `${prefix}:${kind}:${name}`),
      ),
    };
  };

/** What Step Functions itself does under the machine's role: deliver logs, send traces, encrypt. */
function serviceStatements(operations: Operations): PolicyStatement[] {
  const statements: PolicyStatement[] = [];
  if (operations.logLevel !== "OFF") {
    statements.push({
      // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: none of these has resource-level permissions.
      Sid: "DeliverLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      Resource: ["*"],
    });
  }
  statements.push({
    // https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
    Sid: "SendTraces",
    Effect: "Allow",
    Action: [
      "xray:PutTraceSegments",
      "xray:PutTelemetryRecords",
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
    ],
    Resource: ["*"],
  });
  if (operations.kmsKeyArn) {
    statements.push({
      // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
      Sid: "UseEncryptionKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [operations.kmsKeyArn],
    });
  }
  return statements;
}
