import type { ResourceValidationPolicy } from "@pulumi/policy";
import { guardedStacks, inGuardedStacks, ofTypes } from "./validation";

const TABLE = "aws:dynamodb/table:Table";
const BUCKET = "aws:s3/bucket:Bucket";

/** Resources that contain data, or without which it cannot be read. */
const HOLDS_DATA = [TABLE, BUCKET, "aws:sqs/queue:Queue", "aws:kms/key:Key"];

export const dataProtected: ResourceValidationPolicy = {
  name: "data-protected",
  description:
    "In a guarded stack, Pulumi does not delete resources that hold data: tables, buckets, queues and keys have the option protect. " +
    "https://www.pulumi.com/docs/iac/concepts/options/protect/",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateResource: inGuardedStacks(
    ofTypes(HOLDS_DATA, ({ opts }, report) => {
      if (!opts.protect) report("an update may delete it; set the option protect");
    }),
  ),
};

interface Table {
  deletionProtectionEnabled?: boolean;
  pointInTimeRecovery?: { enabled?: boolean };
}

export const tableRecovery: ResourceValidationPolicy = {
  name: "table-recovery",
  description:
    "In a guarded stack, tables can be restored to any second of the last 35 days, and DynamoDB refuses to delete them. " +
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateResource: inGuardedStacks(
    ofTypes<Table>([TABLE], ({ props }, report) => {
      if (props.pointInTimeRecovery?.enabled !== true) {
        report("it cannot be recovered; set pointInTimeRecovery.enabled to true");
      }
      if (props.deletionProtectionEnabled !== true) {
        report("anyone may delete it; set deletionProtectionEnabled to true");
      }
    }),
  ),
};

interface Bucket {
  forceDestroy?: boolean;
}

export const bucketsKeepObjects: ResourceValidationPolicy = {
  name: "buckets-keep-objects",
  description:
    "In a guarded stack, a bucket with objects in it cannot be deleted. " +
    "https://www.pulumi.com/registry/packages/aws/api-docs/s3/bucket/#forcedestroy_nodejs",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateResource: inGuardedStacks(
    ofTypes<Bucket>([BUCKET], ({ props }, report) => {
      if (props.forceDestroy) report("it is deleted together with its objects; leave out forceDestroy");
    }),
  ),
};
