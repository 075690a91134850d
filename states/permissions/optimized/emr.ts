import { roleArn } from "../arns";
import type { Need, Rule } from "../call";
import { application, containersJobRun, emrCluster, serverlessJobRun, virtualCluster } from "../kinds";
import {
  allOf,
  createServiceLinkedRole,
  managedRule,
  onAll,
  onAny,
  onCreatedBy,
  onGiven,
  passRole,
} from "../rules";

/** A cluster by its id; where only the execution knows it, any, if the definition creates clusters. */
const cluster = (...actions: string[]): Rule =>
  onCreatedBy("elasticmapreduce:createCluster", actions, "ClusterId", emrCluster);

const createCluster = allOf(
  onAny("elasticmapreduce:RunJobFlow"),
  (call) =>
    call.argument("Tags").kind === "absent" ? [] : onAll(["elasticmapreduce:AddTags"], emrCluster)(call),
  passRole("ServiceRole", "elasticmapreduce"),
  // An instance profile. That its role has the same name, as those that AWS creates by default, is a guess.
  passRole("JobFlowRole", "ec2"),
  passRole("AutoScalingRole", "application-autoscaling"),
);

// AWS documents no service for the condition on the role of a step.
const stepRole = onGiven(["iam:PassRole"], "ExecutionRoleArn", roleArn);

const virtual = (field: string, ...actions: string[]): Rule =>
  onCreatedBy("emr-containers:createVirtualCluster", actions, field, virtualCluster);

/** The job may only run with the role that the definition names, if it does. */
const startContainersJob: Rule = (call) => {
  const role = call.argument("ExecutionRoleArn");
  const condition: Need["condition"] =
    role.kind === "known"
      ? { StringEquals: { "emr-containers:ExecutionRoleArn": role.value as string } }
      : undefined;
  const needs = virtual("VirtualClusterId", "emr-containers:StartJobRun")(call);
  return condition ? needs.map((need) => ({ ...need, condition })) : needs;
};

const createVirtualCluster = allOf(
  onAny("emr-containers:CreateVirtualCluster"),
  createServiceLinkedRole("emr-containers.amazonaws.com", "AWSServiceRoleForAmazonEMRContainers"),
);

const app = (...actions: string[]): Rule =>
  onCreatedBy("emr-serverless:createApplication", actions, "ApplicationId", application);

const appJob = (...actions: string[]): Rule =>
  onCreatedBy("emr-serverless:createApplication", actions, "ApplicationId", serverlessJobRun, "JobRunId");

const createApplication = allOf(
  onAny("emr-serverless:CreateApplication"),
  createServiceLinkedRole("ops.emr-serverless.amazonaws.com", "AWSServiceRoleForAmazonEMRServerless"),
);
const startServerlessJob = allOf(
  app("emr-serverless:StartJobRun"),
  passRole("ExecutionRoleArn", "emr-serverless"),
);

const appRule = managedRule("StepFunctionsGetEventsForEMRServerlessApplicationRule");
const jobRule = managedRule("StepFunctionsGetEventsForEMRServerlessJobRule");

/**
 * Amazon EMR, EMR on EKS and EMR Serverless.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/emr-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/emr-eks-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/emr-serverless-iam.html
 */
export const emr: Record<string, Rule> = {
  "elasticmapreduce:createCluster": createCluster,
  "elasticmapreduce:createCluster.sync": allOf(
    createCluster,
    onAll(["elasticmapreduce:DescribeCluster", "elasticmapreduce:TerminateJobFlows"], emrCluster),
    managedRule("StepFunctionsGetEventForEMRRunJobFlowRule"),
  ),
  "elasticmapreduce:addStep": allOf(cluster("elasticmapreduce:AddJobFlowSteps"), stepRole),
  "elasticmapreduce:addStep.sync": allOf(
    cluster(
      "elasticmapreduce:AddJobFlowSteps",
      "elasticmapreduce:DescribeStep",
      "elasticmapreduce:CancelSteps",
    ),
    stepRole,
    managedRule("StepFunctionsGetEventForEMRAddJobFlowStepsRule"),
  ),
  "elasticmapreduce:cancelStep": cluster("elasticmapreduce:CancelSteps"),
  "elasticmapreduce:terminateCluster": cluster("elasticmapreduce:TerminateJobFlows"),
  "elasticmapreduce:terminateCluster.sync": allOf(
    cluster("elasticmapreduce:TerminateJobFlows", "elasticmapreduce:DescribeCluster"),
    managedRule("StepFunctionsGetEventForEMRTerminateJobFlowsRule"),
  ),
  "elasticmapreduce:setClusterTerminationProtection": cluster("elasticmapreduce:SetTerminationProtection"),
  "elasticmapreduce:modifyInstanceFleetByName": cluster(
    "elasticmapreduce:ModifyInstanceFleet",
    "elasticmapreduce:ListInstanceFleets",
  ),
  "elasticmapreduce:modifyInstanceGroupByName": cluster(
    "elasticmapreduce:ModifyInstanceGroups",
    "elasticmapreduce:ListInstanceGroups",
  ),
  "emr-containers:createVirtualCluster": createVirtualCluster,
  "emr-containers:deleteVirtualCluster": virtual("Id", "emr-containers:DeleteVirtualCluster"),
  "emr-containers:deleteVirtualCluster.sync": virtual(
    "Id",
    "emr-containers:DeleteVirtualCluster",
    "emr-containers:DescribeVirtualCluster",
  ),
  "emr-containers:startJobRun": startContainersJob,
  "emr-containers:startJobRun.sync": allOf(
    startContainersJob,
    onCreatedBy(
      "emr-containers:createVirtualCluster",
      ["emr-containers:DescribeJobRun", "emr-containers:CancelJobRun"],
      "VirtualClusterId",
      containersJobRun,
    ),
  ),
  "emr-serverless:createApplication": createApplication,
  "emr-serverless:createApplication.sync": allOf(
    createApplication,
    onAll(["emr-serverless:GetApplication", "emr-serverless:DeleteApplication"], application),
    appRule,
  ),
  "emr-serverless:startApplication": app("emr-serverless:StartApplication"),
  "emr-serverless:startApplication.sync": allOf(
    app("emr-serverless:StartApplication", "emr-serverless:GetApplication", "emr-serverless:StopApplication"),
    appRule,
  ),
  "emr-serverless:stopApplication": app("emr-serverless:StopApplication"),
  "emr-serverless:stopApplication.sync": allOf(
    app("emr-serverless:StopApplication", "emr-serverless:GetApplication"),
    appRule,
  ),
  "emr-serverless:deleteApplication": app("emr-serverless:DeleteApplication"),
  "emr-serverless:deleteApplication.sync": allOf(
    app("emr-serverless:DeleteApplication", "emr-serverless:GetApplication"),
    appRule,
  ),
  "emr-serverless:startJobRun": startServerlessJob,
  "emr-serverless:startJobRun.sync": allOf(
    startServerlessJob,
    onCreatedBy(
      "emr-serverless:createApplication",
      ["emr-serverless:GetJobRun", "emr-serverless:CancelJobRun"],
      "ApplicationId",
      serverlessJobRun,
    ),
    jobRule,
  ),
  "emr-serverless:cancelJobRun": appJob("emr-serverless:CancelJobRun"),
  "emr-serverless:cancelJobRun.sync": allOf(
    appJob("emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"),
    jobRule,
  ),
};
