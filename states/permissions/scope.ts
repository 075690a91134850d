import type * as pulumi from "@pulumi/pulumi";

/** Where a state machine runs: completes the ARNs of resources that it names without one. */
export interface Scope {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  partition: pulumi.Input<string>;
  region: pulumi.Input<string>;
  accountId: pulumi.Input<string>;
  /** The ARN of the state machine itself: see {@link callsItself}. */
  stateMachineArn?: pulumi.Input<string>;
}

/** A {@link Scope} whose values are known. */
export interface KnownScope {
  partition: string;
  region: string;
  accountId: string;
}
