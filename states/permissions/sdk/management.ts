import { arnOf, isArnOf, local, named } from "../arn";
import { allOf, on, onAll, onEach, passRole } from "../rules";
import { anywhere, type Entry, type RuleOf } from "./table";

const alarm = named("cloudwatch", "alarm:", "an alarm", /^[\w .-]+$/);
const dashboard = arnOf("a dashboard's name", (text, { partition, accountId }) =>
  /^[\w-]+$/.test(text) ? `arn:${partition}:cloudwatch::${accountId}:dashboard/${text}` : undefined,
);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html */
export const cloudwatch: readonly Entry[] = [
  [
    "putMetricData getMetricData listMetrics getMetricStatistics listDashboards describeAlarmsForMetric",
    anywhere,
  ],
  ["putMetricAlarm setAlarmState", (actions) => on(actions, "AlarmName", alarm)],
  ["describeAlarms", (actions) => onEach(actions, "AlarmNames", alarm, onAll(actions, alarm))],
  ["deleteAlarms enableAlarmActions disableAlarmActions", (actions) => onEach(actions, "AlarmNames", alarm)],
  ["getDashboard putDashboard", (actions) => on(actions, "DashboardName", dashboard)],
];

const logGroup = arnOf("a log group's name or ARN", (text, scope) => {
  if (isArnOf(text.replace(/:\*$/, ""), "logs")) return `${text.replace(/:\*$/, "")}:*`;
  return /^[\w./#-]+$/.test(text) ? local(scope, "logs", `log-group:${text}:*`) : undefined;
});
const logStream = arnOf(logGroup.expected, (text, scope, stream = "*") =>
  logGroup(text, scope)?.replace(/\*$/, `log-stream:${stream}`),
);
const onGroup: RuleOf = (actions) => on(actions, "LogGroupName", logGroup);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html */
export const cloudwatchlogs: readonly Entry[] = [
  ["describeLogGroups describeQueries describeExportTasks stopQuery", anywhere],
  [
    "createLogStream deleteLogStream putLogEvents getLogEvents",
    (actions) => on(actions, "LogGroupName", logStream, "LogStreamName"),
  ],
  [
    "createLogGroup deleteLogGroup putRetentionPolicy deleteRetentionPolicy describeLogStreams filterLogEvents startQuery putSubscriptionFilter deleteSubscriptionFilter createExportTask",
    onGroup,
  ],
];

const stack = arnOf("a stack's name or ARN", (text, scope) => {
  if (isArnOf(text, "cloudformation")) return text;
  return /^[A-Za-z][\w-]*$/.test(text) ? local(scope, "cloudformation", `stack/${text}/*`) : undefined;
});

/** What is in the template is created with the caller's permissions, or with the role's that is passed. */
const changeStack: RuleOf = (actions) => (call) =>
  call.argument("RoleARN").kind === "absent"
    ? [
        ...on(actions, "StackName", stack)(call),
        {
          actions: ["iam:PassRole"],
          target: { unknown: "without RoleARN it needs the permissions for all that its template has" },
        },
      ]
    : allOf(on(actions, "StackName", stack), passRole("RoleARN", "cloudformation"))(call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export const cloudformation: readonly Entry[] = [
  ["createStack updateStack deleteStack", changeStack],
  ["listStacks listExports validateTemplate", anywhere],
  [
    "describeStacks",
    (actions) => (call) =>
      call.argument("StackName").kind === "absent"
        ? anywhere(actions)(call)
        : on(actions, "StackName", stack)(call),
  ],
  [
    "describeStackEvents describeStackResource describeStackResources getTemplate listStackResources detectStackDrift",
    (actions) => on(actions, "StackName", stack),
  ],
];

const db = named("rds", "db:", "a database instance");
const dbCluster = named("rds", "cluster:", "a database cluster");
const dbSnapshot = named("rds", "snapshot:", "a snapshot", /^[\w:-]+$/);
const dbClusterSnapshot = named("rds", "cluster-snapshot:", "a cluster's snapshot", /^[\w:-]+$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
export const rds: readonly Entry[] = [
  [
    "startDBInstance stopDBInstance rebootDBInstance promoteReadReplica",
    (actions) => on(actions, "DBInstanceIdentifier", db),
  ],
  [
    "startDBCluster stopDBCluster failoverDBCluster",
    (actions) => on(actions, "DBClusterIdentifier", dbCluster),
  ],
  [
    "describeDBInstances",
    (actions) => (call) =>
      call.argument("DBInstanceIdentifier").kind === "absent"
        ? anywhere(actions)(call)
        : on(actions, "DBInstanceIdentifier", db)(call),
  ],
  [
    "describeDBClusters",
    (actions) => (call) =>
      call.argument("DBClusterIdentifier").kind === "absent"
        ? anywhere(actions)(call)
        : on(actions, "DBClusterIdentifier", dbCluster)(call),
  ],
  [
    "createDBSnapshot",
    (actions) =>
      allOf(on(actions, "DBInstanceIdentifier", db), on(actions, "DBSnapshotIdentifier", dbSnapshot)),
  ],
  ["deleteDBSnapshot", (actions) => on(actions, "DBSnapshotIdentifier", dbSnapshot)],
  [
    "createDBClusterSnapshot",
    (actions) =>
      allOf(
        on(actions, "DBClusterIdentifier", dbCluster),
        on(actions, "DBClusterSnapshotIdentifier", dbClusterSnapshot),
      ),
  ],
];

const pipeline = named("codepipeline", "", "a pipeline");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html */
export const codepipeline: readonly Entry[] = [
  ["listPipelines putJobSuccessResult putJobFailureResult", anywhere],
  ["startPipelineExecution getPipelineState getPipeline", (actions) => on(actions, "Name", pipeline)],
  [
    "getPipelineExecution stopPipelineExecution listPipelineExecutions",
    (actions) => on(actions, "PipelineName", pipeline),
  ],
];

/** The organization of the account, and what bills it, are one and have no resource. */
export const organizations: readonly Entry[] = [
  [
    "createAccount describeCreateAccountStatus listAccounts listRoots describeOrganization listPolicies listDelegatedAdministrators",
    anywhere,
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscostexplorerservice.html */
export const costexplorer: readonly Entry[] = [
  [
    "getCostAndUsage getCostForecast getDimensionValues getTags getUsageForecast getReservationUtilization",
    anywhere,
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html */
export const resourcegroupstaggingapi: readonly Entry[] = [
  ["getResources getTagKeys getTagValues tagResources untagResources", anywhere],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgepipes.html */
export const pipes: readonly Entry[] = [
  [
    "startPipe stopPipe describePipe deletePipe",
    (actions) => on(actions, "Name", named("pipes", "pipe/", "a pipe")),
  ],
];
