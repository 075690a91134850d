import type { ResourceKind } from "../arn";
import { roleArn } from "../arns";
import type { Rule } from "../call";
import {
  batchJob,
  codeBuildProject,
  ecsTaskDefinition,
  ecsTasks,
  eksCluster,
  eksFargateProfile,
  eksNodegroup,
  groupOfReport,
  jobDefinition,
  jobDefinitionRevisions,
  jobQueue,
  projectOfBuild,
} from "../kinds";
import {
  allOf,
  explicitly,
  managedRule,
  on,
  onAll,
  onAny,
  onCreatedBy,
  onEach,
  onGiven,
  onNew,
  onOr,
  passedTo,
  passRole,
} from "../rules";

/** The definition, its revisions where the call names none, the queue, and the job, whose id AWS gives it. */
const submitJob = allOf(
  on(["batch:SubmitJob"], "JobDefinition", jobDefinition),
  on(["batch:SubmitJob"], "JobDefinition", jobDefinitionRevisions),
  on(["batch:SubmitJob"], "JobQueue", jobQueue),
  onAll(["batch:SubmitJob"], batchJob),
);

const ECS_ROLES = ["Overrides.TaskRoleArn", "Overrides.ExecutionRoleArn"];

/** The roles of the task definition are passed to the task, but are only here if the call overrides them both. */
const passTaskRoles: Rule = (call) => {
  const own = ECS_ROLES.flatMap((field) => passRole(field, "ecs-tasks")(call));
  if (own.length === ECS_ROLES.length) return own;
  const why = "the roles of its task definition, which it passes, are not in the arguments";
  return [
    ...own,
    ...explicitly(why, "iam:PassRole")(call).map((need) => ({ ...need, ...passedTo("ecs-tasks") })),
  ];
};

const runTask = allOf(on(["ecs:RunTask"], "TaskDefinition", ecsTaskDefinition), passTaskRoles);

const nodegroup = (...actions: string[]): Rule => on(actions, "ClusterName", eksNodegroup, "NodegroupName");
const fargateProfile = (...actions: string[]): Rule =>
  on(actions, "ClusterName", eksFargateProfile, "FargateProfileName");

const createCluster = allOf(onAny("eks:CreateCluster"), passRole("RoleArn", "eks"));
const createNodegroup = allOf(
  on(["eks:CreateNodegroup"], "ClusterName", eksCluster),
  onAny("ec2:DescribeSubnets"),
  onGiven(["iam:GetRole", "iam:ListAttachedRolePolicies"], "NodeRole", roleArn),
  passRole("NodeRole", "eks"),
);
const createFargateProfile = allOf(
  on(["eks:CreateFargateProfile"], "ClusterName", eksCluster),
  // AWS shows no policy for this call: which of the two services the role is passed to is a guess.
  passRole("PodExecutionRoleArn", "eks", "eks-fargate-pods"),
);

const project = (...actions: string[]): Rule => on(actions, "ProjectName", codeBuildProject);
/** Of a build whose id is only known at run time, the project is one whose builds the definition starts. */
const build = (...actions: string[]): Rule =>
  onCreatedBy("codebuild:startBuild", actions, "Id", projectOfBuild);
const batch = (...actions: string[]): Rule =>
  onCreatedBy("codebuild:startBuildBatch", actions, "Id", projectOfBuild);

const ofBuilds = (action: string, list: string, kind: ResourceKind): Rule =>
  onEach([action], list, kind, onCreatedBy("codebuild:startBuild", [action], list, kind));

const startBuild = project("codebuild:StartBuild", "codebuild:StopBuild", "codebuild:BatchGetBuilds");
const startBuildBatch = project(
  "codebuild:StartBuildBatch",
  "codebuild:StopBuildBatch",
  "codebuild:BatchGetBuildBatches",
);

/**
 * AWS Batch, Amazon ECS, Amazon EKS and AWS CodeBuild.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/batch-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/ecs-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eks-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/codebuild-iam.html
 */
export const containers: Record<string, Rule> = {
  "batch:submitJob": submitJob,
  "batch:submitJob.sync": allOf(
    submitJob,
    onAny("batch:DescribeJobs"),
    onAll(["batch:TerminateJob"], batchJob),
    managedRule("StepFunctionsGetEventsForBatchJobsRule"),
  ),
  "ecs:runTask": runTask,
  "ecs:runTask.sync": allOf(
    runTask,
    onOr(["ecs:StopTask", "ecs:DescribeTasks"], "Cluster", "default", ecsTasks),
    managedRule("StepFunctionsGetEventsForECSTaskRule"),
  ),
  // What a Task may do inside a cluster is decided by Kubernetes, not by IAM.
  "eks:call": () => [],
  "eks:runJob": () => [],
  "eks:createCluster": createCluster,
  "eks:createCluster.sync": allOf(
    createCluster,
    onNew(["eks:DescribeCluster", "eks:DeleteCluster"], "Name", eksCluster),
  ),
  "eks:deleteCluster": on(["eks:DeleteCluster"], "Name", eksCluster),
  "eks:deleteCluster.sync": on(["eks:DeleteCluster", "eks:DescribeCluster"], "Name", eksCluster),
  "eks:createNodegroup": createNodegroup,
  "eks:createNodegroup.sync": allOf(
    createNodegroup,
    nodegroup("eks:DescribeNodegroup", "eks:DeleteNodegroup"),
  ),
  "eks:deleteNodegroup": nodegroup("eks:DeleteNodegroup"),
  "eks:deleteNodegroup.sync": nodegroup("eks:DeleteNodegroup", "eks:DescribeNodegroup"),
  "eks:createFargateProfile": createFargateProfile,
  "eks:createFargateProfile.sync": allOf(
    createFargateProfile,
    fargateProfile("eks:DescribeFargateProfile", "eks:DeleteFargateProfile"),
  ),
  "eks:deleteFargateProfile": fargateProfile("eks:DeleteFargateProfile"),
  "eks:deleteFargateProfile.sync": fargateProfile("eks:DeleteFargateProfile", "eks:DescribeFargateProfile"),
  "codebuild:startBuild": project("codebuild:StartBuild"),
  "codebuild:startBuild.sync": allOf(
    startBuild,
    managedRule("StepFunctionsGetEventForCodeBuildStartBuildRule"),
  ),
  "codebuild:stopBuild": build("codebuild:StopBuild"),
  "codebuild:retryBuild": build("codebuild:RetryBuild"),
  "codebuild:batchDeleteBuilds": ofBuilds("codebuild:BatchDeleteBuilds", "Ids", projectOfBuild),
  "codebuild:batchGetReports": ofBuilds("codebuild:BatchGetReports", "ReportArns", groupOfReport),
  "codebuild:startBuildBatch": project("codebuild:StartBuildBatch"),
  "codebuild:startBuildBatch.sync": allOf(
    startBuildBatch,
    managedRule("StepFunctionsGetEventForCodeBuildStartBuildBatchRule"),
  ),
  "codebuild:stopBuildBatch": batch("codebuild:StopBuildBatch"),
  "codebuild:retryBuildBatch": batch("codebuild:RetryBuildBatch"),
  "codebuild:retryBuildBatch.sync": batch(
    "codebuild:RetryBuildBatch",
    "codebuild:StopBuildBatch",
    "codebuild:BatchGetBuildBatches",
  ),
  "codebuild:deleteBuildBatch": batch("codebuild:DeleteBuildBatch"),
};
