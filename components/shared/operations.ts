import type * as pulumi from "@pulumi/pulumi";

/**
 * How executions and invocations move from one version to the next: all at once, a first share and after a while the rest, or
 * share by share.
 */
export type Rollout =
  | { type: "ALL_AT_ONCE" }
  | {
      type: "CANARY" | "LINEAR";
      /** The share that moves in one step, 1 to 99 percent. */
      percentage: number;
      /** Minutes from one step to the next, 1 to 2,100. */
      intervalMinutes: number;
    };

/** A {@link Rollout} in several steps. */
export type GradualRollout = Exclude<Rollout, { type: "ALL_AT_ONCE" }>;

/** What AWS CodeDeploy moves the aliases of functions with: many functions share one application and one configuration. */
export interface CodeDeploySettings {
  applicationName: pulumi.Input<string>;
  deploymentConfigName: pulumi.Input<string>;
}

/** How a stack operates its workflows: what differs between a development and a production environment. */
export interface Operations {
  /** Which events a state machine logs. Default: `ERROR`. */
  logLevel: "ALL" | "ERROR" | "FATAL" | "OFF";
  /** Whether inputs and outputs are part of the log. Default: false. */
  includeExecutionData: boolean;
  /** Days for which logs are kept, one of the values CloudWatch Logs allows. Default: 30. */
  logRetentionInDays: number;
  /** Whether every deployment is published as a version that the alias `live` points to. Default: false. */
  liveAlias: boolean;
  /** How the alias `live` moves to a new version. Default: at once. */
  rollout: Rollout;
  /** CodeDeploy's part in gradual rollouts of functions. Default: each function creates its own. */
  codeDeploy?: CodeDeploySettings;
  /** Whether each workflow has a CloudWatch dashboard. Default: false. */
  dashboards: boolean;
  /** Whether resources that contain data are protected from deletion, by Pulumi and by AWS. Default: false. */
  protect: boolean;
  /** The topic that alarms are sent to. Default: there are no alarms. */
  alarmTopicArn?: pulumi.Input<string>;
  /** The customer-managed KMS key that encrypts data at rest. Default: keys that AWS owns. */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Secure defaults: errors are logged, without data. */
export const defaultOperations: Operations = {
  logLevel: "ERROR",
  includeExecutionData: false,
  logRetentionInDays: 30,
  liveAlias: false,
  rollout: { type: "ALL_AT_ONCE" },
  dashboards: false,
  protect: false,
};
