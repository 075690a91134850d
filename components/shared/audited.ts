import type * as pulumi from "@pulumi/pulumi";

/** ARNs of the resources whose data events an `AuditTrail` records. */
export interface Audited {
  functionArns: pulumi.Input<string>[];
  tableArns: pulumi.Input<string>[];
  bucketArns: pulumi.Input<string>[];
}
