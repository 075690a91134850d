import { arnOf, local, named } from "../arn";
import { allOf, on, passRole } from "../rules";
import { anywhere, type Entry, type RuleOf } from "./table";

/** A group by its name; its ARN has an id before it. */
const group = arnOf("an Auto Scaling group's name", (text, scope) =>
  /^[\w .-]+$/.test(text)
    ? local(scope, "autoscaling", `autoScalingGroup:*:autoScalingGroupName/${text}`)
    : undefined,
);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html */
export const autoscaling: readonly Entry[] = [
  [
    "setDesiredCapacity updateAutoScalingGroup startInstanceRefresh suspendProcesses resumeProcesses deleteAutoScalingGroup completeLifecycleAction recordLifecycleActionHeartbeat",
    (actions) => on(actions, "AutoScalingGroupName", group),
  ],
  ["describeAutoScalingGroups describeAutoScalingInstances describeInstanceRefreshes", anywhere],
];

/** Zones of Route 53 are in no region and no account. */
const route53Arn = (kind: string) =>
  arnOf(`the id of a ${kind}`, (text, { partition }) => {
    const id = text.replace(/^\/\w+\//, "");
    return /^[A-Z0-9]+$/.test(id) ? `arn:${partition}:route53:::${kind}/${id}` : undefined;
  });

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html */
export const route53: readonly Entry[] = [
  ["listHostedZones listHostedZonesByName", anywhere],
  [
    "changeResourceRecordSets listResourceRecordSets",
    (actions) => on(actions, "HostedZoneId", route53Arn("hostedzone")),
  ],
  ["getHostedZone", (actions) => on(actions, "Id", route53Arn("hostedzone"))],
  ["getChange", (actions) => on(actions, "Id", route53Arn("change"))],
];

const distribution = arnOf("a distribution's id", (text, { partition, accountId }) =>
  /^[A-Z0-9]+$/.test(text) ? `arn:${partition}:cloudfront::${accountId}:distribution/${text}` : undefined,
);
const onDistribution: RuleOf = (actions) => on(actions, "DistributionId", distribution);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html */
export const cloudfront: readonly Entry[] = [
  ["createInvalidation getInvalidation listInvalidations", onDistribution],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbackup.html */
export const backup: readonly Entry[] = [
  [
    "startBackupJob",
    (actions) =>
      allOf(
        on(actions, "BackupVaultName", named("backup", "backup-vault:", "a backup vault")),
        passRole("IamRoleArn", "backup"),
      ),
  ],
  ["describeBackupJob listBackupJobs describeRestoreJob", anywhere],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html */
export const appflow: readonly Entry[] = [
  [
    "startFlow stopFlow describeFlow describeFlowExecutionRecords",
    (actions) => on(actions, "FlowName", named("appflow", "flow/", "a flow")),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html */
export const cloudtrail: readonly Entry[] = [["lookupEvents describeTrails", anywhere]];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html */
export const acm: readonly Entry[] = [["listCertificates", anywhere]];
