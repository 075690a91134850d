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
import { allow } from "./allow";
import { createStateMachineAlias } from "./liveAlias";
import { defaultOperations, type Operations } from "./operations";
import { createServiceRole, STATES_TRUST } from "./serviceRole";
import { ITSELF, isAboutItself, serviceStatements, withOwnArn } from "./workflowStatements";

/** The arguments of a {@link Workflow}. */
export interface WorkflowArgs {
  /** The state machine, in the Amazon States Language; any value may be an output of another resource. */
  definition: StateMachineDefinition;
  /** `EXPRESS` for executions without a history, 5 minutes at most. Default: `STANDARD`. */
  type?: "STANDARD" | "EXPRESS";
  /** What the machine calls that its definition does not state: targets known only at run time. */
  permissions?: pulumi.Input<PolicyStatement[]>;
  /** How the stack operates its workflows. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/**
 * A state machine with a role that allows exactly what its definition calls, a log group, tracing and, depending on its
 * operations, alarms, versions with the alias `live`, and a customer-managed key.
 *
 * Tasks without a timeout, a heartbeat or a retry get the defaults of {@link withTaskDefaults}.
 *
 * @throws DefinitionError at construction if the definition is invalid: it names the state, the field and the fix.
 */
export class Workflow extends pulumi.ComponentResource {
  readonly stateMachine: aws.sfn.StateMachine;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** The alias `live`, with `operations.liveAlias` and a rollout that is `ALL_AT_ONCE`. */
  readonly alias?: aws.sfn.Alias;
  /** The CloudFormation stack with the alias `live`, with `operations.liveAlias` and a gradual rollout. */
  readonly aliasStack?: aws.cloudformation.Stack;
  /** Alarms for failed and throttled executions; only with `operations.alarmTopicArn`. */
  readonly alarms: aws.cloudwatch.MetricAlarm[];
  /** What callers start: the alias `live` where there is one, else the state machine. */
  readonly arn: pulumi.Output<string>;
  private readonly kmsKeyArn?: pulumi.Input<string>;

  constructor(name: string, args: WorkflowArgs, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:Workflow", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    const type = args.type ?? "STANDARD";
    const definition = withTaskDefaults(args.definition);
    for (const warning of checkDefinition(definition, { component: "Workflow", name, type }))
      void pulumi.log.warn(warning, this);
    const account = accountOf(this);
    this.kmsKeyArn = operations.kmsKeyArn;

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

  /**
   * Allows starting executions.
   *
   * @param noun what the executions are called in the statement's `Sid`
   */
  allowStart(noun = "Executions"): PolicyStatement[] {
    return [allow(`Start${noun}`, ["states:StartExecution"], this.stateMachine.arn)];
  }

  /** Allows listing executions. `noun` is as for {@link allowStart}. */
  allowList(noun = "Executions"): PolicyStatement[] {
    return [allow(`List${noun}`, ["states:ListExecutions"], this.stateMachine.arn)];
  }

  /**
   * Allows describing executions, and decrypting their data where the stack has a key. `noun` is as for {@link allowStart}.
   * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
   */
  allowDescribe(noun = "Executions"): PolicyStatement[] {
    const { arn } = this.stateMachine;
    const executions = pulumi.interpolate`${arn.apply((text) => text.replace(":stateMachine:", ":execution:"))}:*`;
    const describe = allow(`Describe${noun}`, ["states:DescribeExecution"], executions);
    if (!this.kmsKeyArn) return [describe];
    return [
      describe,
      {
        ...allow(`Read${noun}`, ["kms:Decrypt"], this.kmsKeyArn),
        Condition: { StringEquals: { "kms:EncryptionContext:aws:states:stateMachineArn": arn } },
      },
    ];
  }

  /** Allows responding to tasks that wait for a callback with a task token. */
  allowTaskResponses(responses: TaskResponse[], sid = "RespondToTasks"): PolicyStatement[] {
    return [
      allow(
        sid,
        responses.map((response) => `states:SendTask${response}`),
        this.stateMachine.arn,
      ),
    ];
  }
}

/** The Step Functions operations with which a callback task is answered: `SendTaskSuccess` and so on. */
export type TaskResponse = "Success" | "Failure" | "Heartbeat";
