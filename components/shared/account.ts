import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where a component's resources live: the parts of an ARN that only the provider knows. */
export interface Account {
  /** `aws`, `aws-cn`, `aws-us-gov` */
  partition: pulumi.Output<string>;
  region: pulumi.Output<string>;
  accountId: pulumi.Output<string>;
}

/** The account and region of the provider that `parent`'s children use. */
export function accountOf(parent: pulumi.Resource): Account {
  const options = { parent };
  return {
    partition: aws.getPartitionOutput({}, options).partition,
    region: aws.getRegionOutput({}, options).region,
    accountId: aws.getCallerIdentityOutput({}, options).accountId,
  };
}
