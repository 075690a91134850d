import type * as pulumi from "@pulumi/pulumi";

/** How a stack runs its workflows: what differs between an environment to try things in and one that money runs through. */
export interface Operations {
  /** Which events a state machine logs. Default: `ERROR`. */
  logLevel: "ALL" | "ERROR" | "FATAL" | "OFF";
  /** Whether inputs and outputs are part of the log. Default: false. */
  includeExecutionData: boolean;
  /** Days for which logs are kept, one of the values CloudWatch Logs allows. Default: 30. */
  logRetentionInDays: number;
  /** Whether every deployment is published as a version that the alias `live` points to. Default: false. */
  liveAlias: boolean;
  /** Whether what holds data is kept from deletion, by Pulumi and by AWS. Default: false. */
  protect: boolean;
  /** The topic that alarms are sent to. Default: there are no alarms. */
  alarmTopicArn?: pulumi.Input<string>;
  /** The customer-managed KMS key that encrypts data at rest. Default: keys that AWS owns. */
  kmsKeyArn?: pulumi.Input<string>;
}

/** Secure without any setting: errors are logged, without data. */
export const defaultOperations: Operations = {
  logLevel: "ERROR",
  includeExecutionData: false,
  logRetentionInDays: 30,
  liveAlias: false,
  protect: false,
};
