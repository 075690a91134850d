import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";

/** What holds or touches data: ARNs of resources whose data events are kept. */
export interface Audited {
  functionArns: pulumi.Input<string>[];
  tableArns: pulumi.Input<string>[];
  bucketArns: pulumi.Input<string>[];
}

/** The arguments of an {@link AuditTrail}. */
export interface AuditTrailArgs {
  /** The components' resources. */
  audited: Audited[];
  /** Whether the trail's log files are kept from deletion. Default: false. */
  protect?: boolean;
}

/**
 * A trail of the data events of a stack: every invocation of its functions, every access to its tables and buckets, in
 * validated log files. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export class AuditTrail extends pulumi.ComponentResource {
  /** Undefined where there is nothing to audit: a trail without selectors would keep other events. */
  readonly trail?: awsx.cloudtrail.Trail;

  constructor(name: string, { audited, protect }: AuditTrailArgs, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:AuditTrail", name, {}, options);
    const all = (kind: keyof Audited) => audited.flatMap((each) => each[kind]);
    const selectors = [
      select("AWS::Lambda::Function", "equals", all("functionArns")),
      select("AWS::DynamoDB::Table", "equals", all("tableArns")),
      select(
        "AWS::S3::Object",
        "startsWiths",
        all("bucketArns").map((arn) => pulumi.interpolate`${arn}/`),
      ),
    ].filter((selector) => selector !== undefined);
    if (selectors.length > 0) {
      this.trail = new awsx.cloudtrail.Trail(
        `${name}-trail`,
        {
          enableLogFileValidation: true,
          includeGlobalServiceEvents: false,
          advancedEventSelectors: selectors,
          s3Bucket: { args: { forceDestroy: !protect } },
          cloudWatchLogsGroup: { enable: false },
        },
        { parent: this, protect },
      );
    }
    this.registerOutputs({});
  }
}

function select(
  type: string,
  operator: "equals" | "startsWiths",
  arns: pulumi.Input<string>[],
): aws.types.input.cloudtrail.TrailAdvancedEventSelector | undefined {
  if (arns.length === 0) return undefined;
  return {
    name: `Data events of ${type}`,
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: [type] },
      { field: "resources.ARN", [operator]: arns },
    ],
  };
}
