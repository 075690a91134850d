/** A call, and what its role must be allowed, for each pattern that the integration supports. */
export interface Row {
  args: object;
  /** For a response, and for a callback, if there is one. */
  once: string[];
  /** For a job that is waited for. */
  sync?: string[];
}

const CHILD = "arn:aws:states:eu-west-1:111122223333:stateMachine:child";
const ROLE = "arn:aws:iam::111122223333:role/worker";

const rule = (name: string) =>
  `events:PutTargets events:PutRule events:DescribeRule on events::rule/StepFunctionsGetEvent${name}Rule`;

const pass = (service: string, role = "worker") =>
  `iam:PassRole on iam::role/${role} if iam:PassedToService=${service}.amazonaws.com`;

const linkedRole = (principal: string, role: string) =>
  `iam:CreateServiceLinkedRole on iam::role/aws-service-role/${principal}/${role} if iam:AWSServiceName=${principal}`;

/**
 * Every optimized integration, by family as the rules are. `glue::job/j` is a resource of the machine's region and account. The
 * actions and the kinds of resources are those of AWS's pages of policies; names are of this page's own.
 */
export const ROWS: Record<string, Row> = {
  "lambda:invoke": { args: { FunctionName: "f" }, once: ["lambda:InvokeFunction on lambda::function:f"] },
  "sqs:sendMessage": {
    args: { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/q", MessageBody: "" },
    once: ["sqs:SendMessage on sqs::q"],
  },
  "sns:publish": {
    args: { TopicArn: "arn:aws:sns:eu-west-1:111122223333:t", Message: "" },
    once: ["sns:Publish on sns::t"],
  },
  "events:putEvents": {
    args: { Entries: [{}, { EventBusName: "b" }] },
    once: ["events:PutEvents on events::event-bus/default events::event-bus/b"],
  },
  "dynamodb:getItem": {
    args: { TableName: "tab", Key: {} },
    once: ["dynamodb:GetItem on dynamodb::table/tab"],
  },
  "dynamodb:putItem": {
    args: { TableName: "tab", Item: {} },
    once: ["dynamodb:PutItem on dynamodb::table/tab"],
  },
  "dynamodb:updateItem": {
    args: { TableName: "tab", Key: {} },
    once: ["dynamodb:UpdateItem on dynamodb::table/tab"],
  },
  "dynamodb:deleteItem": {
    args: { TableName: "tab", Key: {} },
    once: ["dynamodb:DeleteItem on dynamodb::table/tab"],
  },
  "states:startExecution": {
    args: { StateMachineArn: CHILD },
    once: ["states:StartExecution on states::stateMachine:child"],
    sync: [
      "states:StartExecution on states::stateMachine:child",
      "states:DescribeExecution states:StopExecution on states::execution:child:*",
      rule("sForStepFunctionsExecution"),
    ],
  },

  "batch:submitJob": {
    args: { JobName: "n", JobDefinition: "d", JobQueue: "q" },
    once: [
      "batch:SubmitJob on batch::job-definition/d batch::job-definition/d:* batch::job-queue/q batch::job/*",
    ],
    sync: [
      "batch:SubmitJob on batch::job-definition/d batch::job-definition/d:* batch::job-queue/q batch::job/*",
      "batch:DescribeJobs on *",
      "batch:TerminateJob on batch::job/*",
      rule("sForBatchJobs"),
    ],
  },
  "ecs:runTask": {
    args: {
      Cluster: "c",
      TaskDefinition: "t:3",
      Overrides: { TaskRoleArn: ROLE, ExecutionRoleArn: "arn:aws:iam::111122223333:role/path/pulls" },
    },
    once: [
      "ecs:RunTask on ecs::task-definition/t:3",
      "iam:PassRole on iam::role/worker iam::role/path/pulls if iam:PassedToService=ecs-tasks.amazonaws.com",
    ],
    sync: [
      "ecs:RunTask on ecs::task-definition/t:3",
      "iam:PassRole on iam::role/worker iam::role/path/pulls if iam:PassedToService=ecs-tasks.amazonaws.com",
      "ecs:StopTask ecs:DescribeTasks on ecs::task/c/*",
      rule("sForECSTask"),
    ],
  },
  "eks:call": { args: { ClusterName: "c" }, once: [] },
  "eks:runJob": { args: { ClusterName: "c" }, once: [], sync: [] },
  "eks:createCluster": {
    args: { Name: "c", RoleArn: ROLE },
    once: ["eks:CreateCluster on *", pass("eks")],
    sync: ["eks:CreateCluster on *", pass("eks"), "eks:DescribeCluster eks:DeleteCluster on eks::cluster/c"],
  },
  "eks:deleteCluster": {
    args: { Name: "c" },
    once: ["eks:DeleteCluster on eks::cluster/c"],
    sync: ["eks:DeleteCluster eks:DescribeCluster on eks::cluster/c"],
  },
  "eks:createNodegroup": {
    args: { ClusterName: "c", NodegroupName: "n", NodeRole: ROLE },
    once: [
      "eks:CreateNodegroup on eks::cluster/c",
      "ec2:DescribeSubnets on *",
      "iam:GetRole iam:ListAttachedRolePolicies on iam::role/worker",
      pass("eks"),
    ],
    sync: [
      "eks:CreateNodegroup on eks::cluster/c",
      "ec2:DescribeSubnets on *",
      "iam:GetRole iam:ListAttachedRolePolicies on iam::role/worker",
      pass("eks"),
      "eks:DescribeNodegroup eks:DeleteNodegroup on eks::nodegroup/c/n/*",
    ],
  },
  "eks:deleteNodegroup": {
    args: { ClusterName: "c", NodegroupName: "n" },
    once: ["eks:DeleteNodegroup on eks::nodegroup/c/n/*"],
    sync: ["eks:DeleteNodegroup eks:DescribeNodegroup on eks::nodegroup/c/n/*"],
  },
  "eks:createFargateProfile": {
    args: { ClusterName: "c", FargateProfileName: "p", PodExecutionRoleArn: ROLE },
    once: ["eks:CreateFargateProfile on eks::cluster/c", pass("eks.amazonaws.com,eks-fargate-pods")],
    sync: [
      "eks:CreateFargateProfile on eks::cluster/c",
      pass("eks.amazonaws.com,eks-fargate-pods"),
      "eks:DescribeFargateProfile eks:DeleteFargateProfile on eks::fargateprofile/c/p/*",
    ],
  },
  "eks:deleteFargateProfile": {
    args: { ClusterName: "c", FargateProfileName: "p" },
    once: ["eks:DeleteFargateProfile on eks::fargateprofile/c/p/*"],
    sync: ["eks:DeleteFargateProfile eks:DescribeFargateProfile on eks::fargateprofile/c/p/*"],
  },
  "codebuild:startBuild": {
    args: { ProjectName: "p" },
    once: ["codebuild:StartBuild on codebuild::project/p"],
    sync: [
      "codebuild:StartBuild codebuild:StopBuild codebuild:BatchGetBuilds on codebuild::project/p",
      rule("ForCodeBuildStartBuild"),
    ],
  },
  "codebuild:stopBuild": { args: { Id: "p:1a" }, once: ["codebuild:StopBuild on codebuild::project/p"] },
  "codebuild:retryBuild": { args: { Id: "p:1a" }, once: ["codebuild:RetryBuild on codebuild::project/p"] },
  "codebuild:batchDeleteBuilds": {
    args: { Ids: ["p:1a", "r:2b"] },
    once: ["codebuild:BatchDeleteBuilds on codebuild::project/p codebuild::project/r"],
  },
  "codebuild:batchGetReports": {
    args: { ReportArns: ["arn:aws:codebuild:eu-west-1:111122223333:report/g:1a"] },
    once: ["codebuild:BatchGetReports on codebuild::report-group/g"],
  },
  "codebuild:startBuildBatch": {
    args: { ProjectName: "p" },
    once: ["codebuild:StartBuildBatch on codebuild::project/p"],
    sync: [
      "codebuild:StartBuildBatch codebuild:StopBuildBatch codebuild:BatchGetBuildBatches on codebuild::project/p",
      rule("ForCodeBuildStartBuildBatch"),
    ],
  },
  "codebuild:stopBuildBatch": {
    args: { Id: "arn:aws:codebuild:eu-west-1:111122223333:build-batch/p:1a" },
    once: ["codebuild:StopBuildBatch on codebuild::project/p"],
  },
  "codebuild:retryBuildBatch": {
    args: { Id: "p:1a" },
    once: ["codebuild:RetryBuildBatch on codebuild::project/p"],
    sync: [
      "codebuild:RetryBuildBatch codebuild:StopBuildBatch codebuild:BatchGetBuildBatches on codebuild::project/p",
    ],
  },
  "codebuild:deleteBuildBatch": {
    args: { Id: "p:1a" },
    once: ["codebuild:DeleteBuildBatch on codebuild::project/p"],
  },

  "glue:startJobRun": {
    args: { JobName: "nightly load" },
    once: ["glue:StartJobRun on glue::job/nightly load"],
    sync: ["glue:StartJobRun glue:GetJobRun glue:GetJobRuns glue:BatchStopJobRun on glue::job/nightly load"],
  },
  "databrew:startJobRun": {
    args: { Name: "j" },
    once: ["databrew:StartJobRun on databrew::job/j"],
    sync: ["databrew:StartJobRun databrew:ListJobRuns databrew:StopJobRun on databrew::job/j"],
  },
  "athena:stopQueryExecution": {
    args: { QueryExecutionId: "{% $id %}" },
    once: ["athena:StopQueryExecution on athena::workgroup/*"],
  },
  "athena:getQueryExecution": {
    args: { QueryExecutionId: "{% $id %}" },
    once: ["athena:GetQueryExecution on athena::workgroup/*"],
  },

  "elasticmapreduce:createCluster": {
    args: { Name: "c", ServiceRole: "worker", JobFlowRole: "worker", AutoScalingRole: ROLE, Tags: [] },
    once: [
      "elasticmapreduce:RunJobFlow on *",
      "elasticmapreduce:AddTags on elasticmapreduce::cluster/*",
      pass("elasticmapreduce"),
      pass("ec2"),
      pass("application-autoscaling"),
    ],
    sync: [
      "elasticmapreduce:RunJobFlow on *",
      "elasticmapreduce:AddTags on elasticmapreduce::cluster/*",
      pass("elasticmapreduce"),
      pass("ec2"),
      pass("application-autoscaling"),
      "elasticmapreduce:DescribeCluster elasticmapreduce:TerminateJobFlows on elasticmapreduce::cluster/*",
      rule("ForEMRRunJobFlow"),
    ],
  },
  "elasticmapreduce:addStep": {
    args: { ClusterId: "j-1A", Step: {}, ExecutionRoleArn: ROLE },
    once: [
      "elasticmapreduce:AddJobFlowSteps on elasticmapreduce::cluster/j-1A",
      "iam:PassRole on iam::role/worker",
    ],
    sync: [
      "elasticmapreduce:AddJobFlowSteps elasticmapreduce:DescribeStep elasticmapreduce:CancelSteps on elasticmapreduce::cluster/j-1A",
      "iam:PassRole on iam::role/worker",
      rule("ForEMRAddJobFlowSteps"),
    ],
  },
  "elasticmapreduce:cancelStep": {
    args: { ClusterId: "j-1A", StepId: "s" },
    once: ["elasticmapreduce:CancelSteps on elasticmapreduce::cluster/j-1A"],
  },
  "elasticmapreduce:terminateCluster": {
    args: { ClusterId: "j-1A" },
    once: ["elasticmapreduce:TerminateJobFlows on elasticmapreduce::cluster/j-1A"],
    sync: [
      "elasticmapreduce:TerminateJobFlows elasticmapreduce:DescribeCluster on elasticmapreduce::cluster/j-1A",
      rule("ForEMRTerminateJobFlows"),
    ],
  },
  "elasticmapreduce:setClusterTerminationProtection": {
    args: { ClusterId: "j-1A" },
    once: ["elasticmapreduce:SetTerminationProtection on elasticmapreduce::cluster/j-1A"],
  },
  "elasticmapreduce:modifyInstanceFleetByName": {
    args: { ClusterId: "j-1A" },
    once: [
      "elasticmapreduce:ModifyInstanceFleet elasticmapreduce:ListInstanceFleets on elasticmapreduce::cluster/j-1A",
    ],
  },
  "elasticmapreduce:modifyInstanceGroupByName": {
    args: { ClusterId: "j-1A" },
    once: [
      "elasticmapreduce:ModifyInstanceGroups elasticmapreduce:ListInstanceGroups on elasticmapreduce::cluster/j-1A",
    ],
  },
  "emr-containers:createVirtualCluster": {
    args: { Name: "v" },
    once: [
      "emr-containers:CreateVirtualCluster on *",
      linkedRole("emr-containers.amazonaws.com", "AWSServiceRoleForAmazonEMRContainers"),
    ],
    sync: [
      "emr-containers:CreateVirtualCluster on *",
      linkedRole("emr-containers.amazonaws.com", "AWSServiceRoleForAmazonEMRContainers"),
    ],
  },
  "emr-containers:deleteVirtualCluster": {
    args: { Id: "v1" },
    once: ["emr-containers:DeleteVirtualCluster on emr-containers::/virtualclusters/v1"],
    sync: [
      "emr-containers:DeleteVirtualCluster emr-containers:DescribeVirtualCluster on emr-containers::/virtualclusters/v1",
    ],
  },
  "emr-containers:startJobRun": {
    args: { VirtualClusterId: "v1", ExecutionRoleArn: ROLE },
    once: [
      `emr-containers:StartJobRun on emr-containers::/virtualclusters/v1 if emr-containers:ExecutionRoleArn=iam::role/worker`,
    ],
    sync: [
      `emr-containers:StartJobRun on emr-containers::/virtualclusters/v1 if emr-containers:ExecutionRoleArn=iam::role/worker`,
      "emr-containers:DescribeJobRun emr-containers:CancelJobRun on emr-containers::/virtualclusters/v1/jobruns/*",
    ],
  },
  "emr-serverless:createApplication": {
    args: { Name: "a" },
    once: [
      "emr-serverless:CreateApplication on *",
      linkedRole("ops.emr-serverless.amazonaws.com", "AWSServiceRoleForAmazonEMRServerless"),
    ],
    sync: [
      "emr-serverless:CreateApplication on *",
      linkedRole("ops.emr-serverless.amazonaws.com", "AWSServiceRoleForAmazonEMRServerless"),
      "emr-serverless:GetApplication emr-serverless:DeleteApplication on emr-serverless::/applications/*",
      rule("sForEMRServerlessApplication"),
    ],
  },
  "emr-serverless:startApplication": {
    args: { ApplicationId: "a1" },
    once: ["emr-serverless:StartApplication on emr-serverless::/applications/a1"],
    sync: [
      "emr-serverless:StartApplication emr-serverless:GetApplication emr-serverless:StopApplication on emr-serverless::/applications/a1",
      rule("sForEMRServerlessApplication"),
    ],
  },
  "emr-serverless:stopApplication": {
    args: { ApplicationId: "a1" },
    once: ["emr-serverless:StopApplication on emr-serverless::/applications/a1"],
    sync: [
      "emr-serverless:StopApplication emr-serverless:GetApplication on emr-serverless::/applications/a1",
      rule("sForEMRServerlessApplication"),
    ],
  },
  "emr-serverless:deleteApplication": {
    args: { ApplicationId: "a1" },
    once: ["emr-serverless:DeleteApplication on emr-serverless::/applications/a1"],
    sync: [
      "emr-serverless:DeleteApplication emr-serverless:GetApplication on emr-serverless::/applications/a1",
      rule("sForEMRServerlessApplication"),
    ],
  },
  "emr-serverless:startJobRun": {
    args: { ApplicationId: "a1", ExecutionRoleArn: ROLE },
    once: ["emr-serverless:StartJobRun on emr-serverless::/applications/a1", pass("emr-serverless")],
    sync: [
      "emr-serverless:StartJobRun on emr-serverless::/applications/a1",
      pass("emr-serverless"),
      "emr-serverless:GetJobRun emr-serverless:CancelJobRun on emr-serverless::/applications/a1/jobruns/*",
      rule("sForEMRServerlessJob"),
    ],
  },
  "emr-serverless:cancelJobRun": {
    args: { ApplicationId: "a1", JobRunId: "r1" },
    once: ["emr-serverless:CancelJobRun on emr-serverless::/applications/a1/jobruns/r1"],
    sync: [
      "emr-serverless:CancelJobRun emr-serverless:GetJobRun on emr-serverless::/applications/a1/jobruns/r1",
      rule("sForEMRServerlessJob"),
    ],
  },

  "sagemaker:createTrainingJob": {
    args: { TrainingJobName: "Train-1", RoleArn: ROLE },
    ...job("TrainingJob", "training-job/train-1", [pass("sagemaker")], "TrainingJobs"),
  },
  "sagemaker:createTransformJob": {
    args: { TransformJobName: "{% $name %}" },
    ...job("TransformJob", "transform-job/*", [], "TransformJobs"),
  },
  "sagemaker:createProcessingJob": {
    args: { ProcessingJobName: "p", RoleArn: ROLE },
    ...job("ProcessingJob", "processing-job/p", [pass("sagemaker")], "ProcessingJobs"),
  },
  "sagemaker:createHyperParameterTuningJob": {
    args: { HyperParameterTuningJobName: "h", TrainingJobDefinition: { RoleArn: ROLE } },
    ...job("HyperParameterTuningJob", "hyper-parameter-tuning-job/h", [pass("sagemaker")], "TuningJobs"),
  },
  "sagemaker:createLabelingJob": {
    args: { LabelingJobName: "l", RoleArn: ROLE },
    ...job("LabelingJob", "labeling-job/l", [pass("sagemaker")]),
  },
  "sagemaker:createModel": {
    args: { ModelName: "m", ExecutionRoleArn: ROLE },
    once: ["sagemaker:CreateModel on sagemaker::model/m", pass("sagemaker")],
  },
  "sagemaker:createEndpointConfig": {
    args: { EndpointConfigName: "c" },
    once: ["sagemaker:CreateEndpointConfig on sagemaker::endpoint-config/c"],
  },
  "sagemaker:createEndpoint": {
    args: { EndpointName: "e", EndpointConfigName: "c" },
    once: ["sagemaker:CreateEndpoint on sagemaker::endpoint/e sagemaker::endpoint-config/c"],
  },
  "sagemaker:updateEndpoint": {
    args: { EndpointName: "e", EndpointConfigName: "c" },
    once: ["sagemaker:UpdateEndpoint on sagemaker::endpoint/e sagemaker::endpoint-config/c"],
  },

  "bedrock:invokeModel": {
    args: {
      ModelId: "us.amazon.nova-lite-v1:0",
      Input: { S3Uri: "s3://buc/in.json" },
      Output: { S3Uri: "s3://buc/out.json" },
    },
    once: [
      "bedrock:InvokeModel on bedrock::inference-profile/us.amazon.nova-lite-v1:0 arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
      "s3:GetObject on arn:aws:s3:::buc/in.json",
      "s3:PutObject on arn:aws:s3:::buc/out.json",
    ],
  },
  "bedrock:createModelCustomizationJob": {
    args: { BaseModelIdentifier: "amazon.titan-text-lite-v1", RoleArn: ROLE, JobTags: [] },
    once: [
      "bedrock:CreateModelCustomizationJob on arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-lite-v1 bedrock::custom-model/* bedrock::model-customization-job/*",
      "bedrock:TagResource on bedrock::custom-model/* bedrock::model-customization-job/*",
      pass("bedrock"),
    ],
    sync: [
      "bedrock:CreateModelCustomizationJob on arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-lite-v1 bedrock::custom-model/* bedrock::model-customization-job/*",
      "bedrock:TagResource on bedrock::custom-model/* bedrock::model-customization-job/*",
      pass("bedrock"),
      "bedrock:GetModelCustomizationJob bedrock:StopModelCustomizationJob on bedrock::model-customization-job/*",
    ],
  },
  "mediaconvert:createJob": {
    args: { Role: ROLE, Settings: {} },
    once: ["mediaconvert:CreateJob on *", pass("mediaconvert")],
    sync: [
      "mediaconvert:CreateJob on *",
      pass("mediaconvert"),
      "mediaconvert:GetJob mediaconvert:CancelJob on mediaconvert::jobs/*",
      rule("sForMediaConvertJob"),
    ],
  },

  "apigateway:invoke": {
    args: {
      ApiEndpoint: "a1b2.execute-api.eu-west-1.amazonaws.com",
      AuthType: "IAM_ROLE",
      Stage: "live",
      Method: "GET",
      Path: "/pets/*",
    },
    once: [`execute-api:Invoke on execute-api::a1b2/live/GET/pets/\${*}`],
  },
  "http:invoke": {
    args: {
      ApiEndpoint: "https://example.com/pay",
      Method: "POST",
      Authentication: { ConnectionArn: "arn:aws:events:eu-west-1:111122223333:connection/pay/1a-2b" },
    },
    once: [
      "states:InvokeHTTPEndpoint on states::stateMachine:self if states:HTTPMethod=POST states:HTTPEndpoint=https://example.com/pay",
      "events:RetrieveConnectionCredentials on events::connection/pay/1a-2b",
      "secretsmanager:GetSecretValue secretsmanager:DescribeSecret on secretsmanager::secret:events!connection/pay/*",
    ],
  },
};

/** A job of SageMaker: it is created, described and stopped under its name, and so are its tags. */
function job(name: string, resource: string, roles: string[], events?: string): Omit<Row, "args"> {
  const tags = `sagemaker:AddTags sagemaker:ListTags on sagemaker::${resource}`;
  const actions = (...verbs: string[]) => verbs.map((verb) => `sagemaker:${verb}${name}`).join(" ");
  return {
    once: [`${actions("Create")} on sagemaker::${resource}`, tags, ...roles],
    sync: [
      `${actions("Create", "Describe", "Stop")} on sagemaker::${resource}`,
      tags,
      ...roles,
      ...(events ? [rule(`sForSageMaker${events}`)] : []),
    ],
  };
}
