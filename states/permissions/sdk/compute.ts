import { anArn, arnOf, below, isArnOf, named } from "../arn";
import { functionArn, stateMachineArn } from "../arns";
import type { Rule } from "../call";
import {
  batchJob,
  codeBuildProject,
  ecsCluster,
  ecsTaskDefinition,
  ecsTasks,
  eksCluster,
  eksNodegroup,
  jobQueue,
  projectOfBuild,
} from "../kinds";
import { containers } from "../optimized/containers";
import { allOf, known, on, onAll, onEach, onNew, onOr, passRole } from "../rules";
import { always, anywhere, type Entry, type RuleOf } from "./table";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
export const lambda: readonly Entry[] = [
  ["invoke", always(on(["lambda:InvokeFunction"], "FunctionName", functionArn, "Qualifier"))],
  ["invokeAsync", always(on(["lambda:InvokeFunction"], "FunctionName", functionArn))],
  [
    "createFunction",
    (actions) => allOf(on(actions, "FunctionName", functionArn), passRole("Role", "lambda")),
  ],
  [
    "updateFunctionConfiguration",
    (actions) => allOf(on(actions, "FunctionName", functionArn), passRole("Role", "lambda")),
  ],
  ["createEventSourceMapping listFunctions listEventSourceMappings listLayers getAccountSettings", anywhere],
  [
    "getProvisionedConcurrencyConfig putProvisionedConcurrencyConfig",
    (actions) => on(actions, "FunctionName", functionArn, "Qualifier"),
  ],
  [
    "getFunction getFunctionConfiguration getFunctionConcurrency putFunctionConcurrency deleteFunctionConcurrency deleteFunction updateFunctionCode publishVersion listVersionsByFunction createAlias getAlias updateAlias deleteAlias listAliases addPermission removePermission getPolicy getFunctionEventInvokeConfig putFunctionEventInvokeConfig updateFunctionEventInvokeConfig deleteFunctionEventInvokeConfig listFunctionEventInvokeConfigs createFunctionUrlConfig getFunctionUrlConfig updateFunctionUrlConfig deleteFunctionUrlConfig getRuntimeManagementConfig putRuntimeManagementConfig listProvisionedConcurrencyConfigs",
    (actions) => on(actions, "FunctionName", functionArn),
  ],
];

const machineOfName = named("states", "stateMachine:", "a state machine");
const executionArn = arnOf("an execution's ARN", (text) =>
  isArnOf(text, "states") && /:(execution|express):/.test(text) ? text : undefined,
);

const onMachine: RuleOf = (actions) => on(actions, "StateMachineArn", stateMachineArn);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export const sfn: readonly Entry[] = [
  [
    "sendTaskSuccess sendTaskFailure sendTaskHeartbeat listStateMachines listActivities validateStateMachineDefinition",
    anywhere,
  ],
  [
    "createStateMachine",
    (actions) => allOf(onNew(actions, "Name", machineOfName), passRole("RoleArn", "states")),
  ],
  ["updateStateMachine", (actions) => allOf(onMachine(actions), passRole("RoleArn", "states"))],
  ["testState", (actions) => allOf(anywhere(actions), passRole("RoleArn", "states"))],
  [
    "startExecution startSyncExecution describeStateMachine deleteStateMachine listExecutions listStateMachineVersions listStateMachineAliases publishStateMachineVersion",
    onMachine,
  ],
  [
    "describeExecution stopExecution getExecutionHistory redriveExecution describeStateMachineForExecution listMapRuns",
    (actions) => on(actions, "ExecutionArn", executionArn),
  ],
  ["describeMapRun updateMapRun", (actions) => on(actions, "MapRunArn", anArn("states"))],
  [
    "describeActivity deleteActivity getActivityTask",
    (actions) => on(actions, "ActivityArn", anArn("states")),
  ],
  ["createActivity", (actions) => onNew(actions, "Name", named("states", "activity:", "an activity"))],
];

const service = below(ecsCluster, (arn, name) => `${arn.replace(":cluster/", ":service/")}/${name}`);
const instances = below(ecsCluster, (arn) => `${arn.replace(":cluster/", ":container-instance/")}/*`);
const inCluster: RuleOf = (actions) => onOr(actions, "Cluster", "default", ecsTasks);
const onService =
  (field: string): RuleOf =>
  (actions) =>
  (call) =>
    onOr(
      actions,
      "Cluster",
      "default",
      service,
    )(call).map(({ target, ...need }) => ({
      ...need,
      target: { ...(target as object), refinement: call.argument(field) } as typeof target,
    }));

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const ecs: readonly Entry[] = [
  ["runTask", always(containers["ecs:runTask"]!)],
  [
    "registerTaskDefinition",
    (actions) =>
      allOf(
        onNew(actions, "Family", ecsTaskDefinition),
        passRole("TaskRoleArn", "ecs-tasks"),
        passRole("ExecutionRoleArn", "ecs-tasks"),
      ),
  ],
  [
    "describeTaskDefinition deregisterTaskDefinition listTaskDefinitions listTaskDefinitionFamilies listClusters listServices listAccountSettings",
    anywhere,
  ],
  ["stopTask describeTasks getTaskProtection updateTaskProtection", inCluster],
  ["updateService deleteService", onService("Service")],
  ["listTasks", (actions) => onOr(actions, "Cluster", "default", instances)],
  ["listContainerInstances", (actions) => onOr(actions, "Cluster", "default", ecsCluster)],
  ["describeContainerInstances", (actions) => onOr(actions, "Cluster", "default", instances)],
  ["deleteCluster updateCluster", (actions) => on(actions, "Cluster", ecsCluster)],
  ["createCluster", (actions) => onOr(actions, "ClusterName", "default", ecsCluster)],
  ["describeClusters", (actions) => onEach(actions, "Clusters", ecsCluster)],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbatch.html */
export const batch: readonly Entry[] = [
  ["submitJob", always(containers["batch:submitJob"]!)],
  ["describeJobs describeJobQueues describeJobDefinitions describeComputeEnvironments listJobs", anywhere],
  ["terminateJob cancelJob", (actions) => onAll(actions, batchJob)],
  ["updateJobQueue deleteJobQueue", (actions) => on(actions, "JobQueue", jobQueue)],
];

const node = (actions: readonly string[]): Rule => on(actions, "ClusterName", eksNodegroup, "NodegroupName");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
export const eks: readonly Entry[] = [
  ["createCluster", always(containers["eks:createCluster"]!)],
  ["createNodegroup", always(containers["eks:createNodegroup"]!)],
  ["createFargateProfile", always(containers["eks:createFargateProfile"]!)],
  ["listClusters describeAddonVersions", anywhere],
  [
    "describeCluster deleteCluster updateClusterConfig updateClusterVersion",
    (actions) => on(actions, "Name", eksCluster),
  ],
  ["listNodegroups listFargateProfiles listAddons", (actions) => on(actions, "ClusterName", eksCluster)],
  ["describeNodegroup deleteNodegroup updateNodegroupConfig updateNodegroupVersion", node],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html */
export const codebuild: readonly Entry[] = [
  ["startBuild startBuildBatch", (actions) => on(actions, "ProjectName", codeBuildProject)],
  [
    "stopBuild stopBuildBatch retryBuild retryBuildBatch deleteBuildBatch",
    (actions) => on(actions, "Id", projectOfBuild),
  ],
  [
    "batchGetBuilds batchDeleteBuilds batchGetBuildBatches",
    (actions) => onEach(actions, "Ids", projectOfBuild),
  ],
  ["batchGetProjects", (actions) => onEach(actions, "Names", codeBuildProject)],
  ["listBuildsForProject", (actions) => on(actions, "ProjectName", codeBuildProject)],
  ["listProjects listBuilds", anywhere],
];

const inEc2 = (resource: string, noun: string) => named("ec2", `${resource}/`, noun, /^[\w-]+$/);
const instance = inEc2("instance", "an instance");
const volume = inEc2("volume", "a volume");
/** A snapshot of EBS is in no account. */
const snapshot = arnOf("a snapshot's id", (text, { partition, region }) =>
  /^(snap-\w+|\*)$/.test(text) ? `arn:${partition}:ec2:${region}::snapshot/${text}` : undefined,
);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
export const ec2: readonly Entry[] = [
  [
    "startInstances stopInstances rebootInstances terminateInstances",
    (actions) => onEach(actions, "InstanceIds", instance),
  ],
  ["describeInstanceAttribute modifyInstanceAttribute", (actions) => on(actions, "InstanceId", instance)],
  ["describeVolumeAttribute", (actions) => on(actions, "VolumeId", volume)],
  ["attachVolume", (actions) => allOf(on(actions, "InstanceId", instance), on(actions, "VolumeId", volume))],
  [
    "createSnapshot",
    (actions) =>
      allOf(on(actions, "VolumeId", volume), () => [
        { actions, target: { argument: known("SnapshotId", "*"), arn: snapshot } },
      ]),
  ],
  ["deleteSnapshot describeSnapshotAttribute", (actions) => on(actions, "SnapshotId", snapshot)],
  [
    "describeInstances describeInstanceStatus describeInstanceTypes describeVolumes describeVolumeStatus describeSnapshots describeImages describeVpcs describeSubnets describeSecurityGroups describeNetworkInterfaces describeAddresses describeRegions describeAvailabilityZones describeTags describeRouteTables describeKeyPairs describeLaunchTemplates describeNatGateways describeVpcEndpoints describeSpotPriceHistory describeImportSnapshotTasks describeImportImageTasks describeExportImageTasks describeLaunchTemplateVersions describeInstanceTypeOfferings describeInternetGateways describeNetworkAcls describeTransitGateways describeVpcPeeringConnections describeSpotInstanceRequests describeFlowLogs describeHosts describePlacementGroups describeReservedInstances",
    anywhere,
  ],
];
