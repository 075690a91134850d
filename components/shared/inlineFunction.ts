import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement, PublishedVersion } from "../../states";
import { type Account, accountOf } from "./account";
import { createAlarm } from "./alarms";
import { NODE_MAJOR } from "./bundler";
import { type Callback, HANDLER, packCallback } from "./functionPackage";
import { createFunctionAlias } from "./liveAlias";
import { defaultOperations, type Operations } from "./operations";
import { createServiceRole, LAMBDA_TRUST } from "./serviceRole";

/** A Lambda handler. `context` is Lambda's own. */
export type Handler<Event = unknown, Result = unknown> = (
  event: Event,
  context: aws.lambda.Context,
) => Promise<Result>;

/** The code of a function: give one of the two. */
export type HandlerCode<Event = unknown, Result = unknown> =
  | {
      /** The handler. */
      callback: Handler<Event, Result>;
      callbackFactory?: undefined;
    }
  | {
      /** Runs once per container and returns the handler; create clients here. */
      callbackFactory: () => Handler<Event, Result>;
      callback?: undefined;
    };

/** The settings of a function, except its code. */
export interface FunctionSettings {
  /** What the function is for. */
  description?: pulumi.Input<string>;
  /** Environment variables. */
  environment?: Record<string, pulumi.Input<string>>;
  /** What the function may call. Writing its log and its traces is added. */
  permissions?: pulumi.Input<PolicyStatement[]>;
  /** Seconds until Lambda stops an invocation, 1–900. Default: 10. */
  timeoutSeconds?: number;
  /** Megabytes, 128–10240; the share of a CPU grows with it. Default: 256. */
  memorySize?: number;
  /** How many invocations may run concurrently. Default: what the account allows. */
  reservedConcurrentExecutions?: number;
  /** How the stack operates its functions. Default: {@link defaultOperations}. */
  operations?: Partial<Operations>;
}

/** The arguments of an {@link InlineFunction}. */
export type InlineFunctionArgs<Event = unknown, Result = unknown> = FunctionSettings &
  HandlerCode<Event, Result> & {
    /**
     * `STATE_MACHINES` if nothing else calls the function. They call its versions, so that it is part of their rollout
     * and has none of its own. Default: `ANY`.
     */
    callers?: "ANY" | "STATE_MACHINES";
  };

const DEFAULT_TIMEOUT_SECONDS = 10;

/**
 * A Lambda function whose handler is a TypeScript function of the Pulumi program: serialized and bundled with what it
 * uses, run under its own role with exactly the given permissions, logging to its own log group with retention.
 *
 * What a callback captures must be plain data or other functions; clients belong in a `callbackFactory`.
 */
export class InlineFunction<Event = unknown, Result = unknown> extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  readonly role: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  /** The alias `live`, with `operations.liveAlias` and a rollout that is `ALL_AT_ONCE`. */
  readonly alias?: aws.lambda.Alias;
  /** The CloudFormation stack with the alias `live`, with `operations.liveAlias` and a gradual rollout. */
  readonly aliasStack?: aws.cloudformation.Stack;
  /** The version published last, which state machines invoke; only with `operations.liveAlias`. */
  readonly published?: PublishedVersion;
  /** Alarms for failed and throttled invocations; only with `operations.alarmTopicArn`. */
  readonly alarms: aws.cloudwatch.MetricAlarm[];
  /** What other callers invoke: the alias `live` where there is one, else the function. */
  readonly arn: pulumi.Output<string>;
  /** The qualifier in {@link arn}, for permissions of callers. */
  readonly qualifier?: pulumi.Output<string>;
  /** What API Gateway calls, in place of {@link arn}. */
  readonly invokeArn: pulumi.Output<string>;
  /** Seconds until Lambda stops an invocation. */
  readonly timeoutSeconds: number;

  constructor(
    name: string,
    args: InlineFunctionArgs<Event, Result>,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("sfn-workflows:index:InlineFunction", name, {}, options);
    const operations = { ...defaultOperations, ...args.operations };
    const account = accountOf(this);
    this.timeoutSeconds = wholeNumber(
      name,
      "timeoutSeconds",
      args.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
      1,
      900,
    );

    this.logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        namePrefix: `/aws/lambda/${name}-`,
        retentionInDays: operations.logRetentionInDays,
        kmsKeyId: operations.kmsKeyArn,
      },
      { parent: this },
    );
    const { role, policy } = createServiceRole(
      name,
      LAMBDA_TRUST,
      pulumi
        .output(args.permissions ?? [])
        .apply((own) => [
          ...own,
          ...runtimeStatements(name, account, this.logGroup, args.environment && operations.kmsKeyArn),
        ]),
      account,
      this,
    );
    this.role = role;
    this.function = new aws.lambda.Function(
      `${name}-function`,
      {
        description: args.description,
        runtime: `nodejs${NODE_MAJOR}.x`,
        architectures: ["arm64"],
        handler: HANDLER,
        code: pulumi.output(packCallback(name, callbackOf(name, args), this)),
        role: role.arn,
        timeout: this.timeoutSeconds,
        memorySize: wholeNumber(name, "memorySize", args.memorySize ?? 256, 128, 10_240),
        reservedConcurrentExecutions: args.reservedConcurrentExecutions,
        environment: args.environment && { variables: args.environment },
        kmsKeyArn: args.environment && operations.kmsKeyArn,
        loggingConfig: { logFormat: "Text", logGroup: this.logGroup.name },
        tracingConfig: { mode: "Active" },
        publish: operations.liveAlias,
      },
      { parent: this, dependsOn: [policy] },
    );
    const { arn: functionArn, version } = this.function;
    if (operations.liveAlias) this.published = { functionArn, version };
    const live = needsAlias(operations, args.callers)
      ? createFunctionAlias(name, this.function, operations, account, this)
      : undefined;
    this.alias = live?.alias;
    this.aliasStack = live?.aliasStack;
    this.qualifier = live?.name;
    this.arn = live?.arn ?? functionArn;
    this.invokeArn = live?.invokeArn ?? this.function.invokeArn;
    this.alarms = operations.alarmTopicArn ? this.createAlarms(name, operations.alarmTopicArn) : [];

    this.registerOutputs({ arn: this.arn });
  }

  private createAlarms(name: string, topicArn: pulumi.Input<string>): aws.cloudwatch.MetricAlarm[] {
    return Object.entries({ Errors: "failed", Throttles: "were throttled" }).map(([metricName, what]) =>
      createAlarm(
        `${name}-${metricName}`,
        {
          namespace: "AWS/Lambda",
          metricName,
          dimensions: { FunctionName: this.function.name },
          description: `Invocations of ${name} ${what}.`,
        },
        topicArn,
        this,
      ),
    );
  }
}

/** An alias that moves at once does no harm if it is not needed. */
const needsAlias = ({ liveAlias, rollout }: Operations, callers: "ANY" | "STATE_MACHINES" = "ANY"): boolean =>
  liveAlias && (callers === "ANY" || rollout.type === "ALL_AT_ONCE");

function callbackOf(name: string, code: HandlerCode<never, unknown>): Callback {
  const given = [code.callback, code.callbackFactory].filter((each) => each !== undefined);
  if (given.length !== 1 || typeof given[0] !== "function") {
    throw new Error(
      `InlineFunction '${name}': give exactly one of callback and callbackFactory, as a function; ` +
        `given: ${given.length === 0 ? "neither" : given.map((each) => typeof each).join(" and ")}`,
    );
  }
  return code.callback
    ? { fn: code.callback, isFactory: false }
    : { fn: code.callbackFactory as () => unknown, isFactory: true };
}

function wholeNumber(name: string, field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(
    `InlineFunction '${name}': ${field} must be a whole number from ${least} to ${most}; given: ${value}`,
  );
}

/** What the Lambda runtime itself calls under the function's role. */
function runtimeStatements(
  name: string,
  { partition, region, accountId }: Account,
  logGroup: aws.cloudwatch.LogGroup,
  environmentKeyArn: pulumi.Input<string> | undefined,
): PolicyStatement[] {
  const statements: PolicyStatement[] = [
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [pulumi.interpolate`${logGroup.arn}:*`],
    },
    {
      Sid: "WriteTraces",
      Effect: "Allow",
      Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      Resource: ["*"],
    },
  ];
  if (environmentKeyArn) {
    statements.push({
      // By its encryption context only the environment of a function whose name, which is created after its role, contains this one.
      Sid: "DecryptEnvironment",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [environmentKeyArn],
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:lambda:FunctionArn": pulumi.interpolate`arn:${partition}:lambda:${region}:${accountId}:function:*${name}-function*`,
        },
      },
    });
  }
  return statements;
}
