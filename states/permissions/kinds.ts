import { allOfKind, arnOf, below, isArnOf, local, named, type ResourceKind } from "./arn";

const cluster = (noun: string, service: string) => named(service, "cluster/", noun);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const ecsCluster = cluster("an ECS cluster", "ecs");

/** The tasks of a cluster. */
export const ecsTasks = below(ecsCluster, (arn) => `${arn.replace(":cluster/", ":task/")}/*`);

/** A task definition: one revision, or all of its family if the call names none, since that runs the latest. */
export const ecsTaskDefinition = Object.assign(
  arnOf("a task definition's family, family and revision, or ARN", (text, scope) => {
    const [, family, revision] =
      /^([\w-]+)(?::(\d+))?$/.exec(text.replace(/^arn:.*:task-definition\//, "")) ?? [];
    if (!family || (text.startsWith("arn:") && !isArnOf(text, "ecs"))) return undefined;
    const start = text.startsWith("arn:")
      ? text.slice(0, text.lastIndexOf("/") + 1)
      : local(scope, "ecs", "task-definition/");
    return `${start}${family}:${revision ?? "*"}`;
  }),
  { all: allOfKind("ecs", "task-definition/*") },
) satisfies ResourceKind;

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbatch.html */
export const jobQueue = named("batch", "job-queue/", "a job queue");
export const batchJob = named("batch", "job/", "a job");

/** A job definition: one revision, or, if the call names none, the definition itself. */
export const jobDefinition = named("batch", "job-definition/", "a job definition", /^[\w-]+(:\d+)?$/);

/** The revisions of a job definition that a call names without one. */
export const jobDefinitionRevisions = below(jobDefinition, (arn) => (/:\d+$/.test(arn) ? arn : `${arn}:*`));

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html */
export const eksCluster = cluster("an EKS cluster", "eks");
export const eksNodegroup = below(
  eksCluster,
  (arn, name) => `${arn.replace(":cluster/", ":nodegroup/")}/${name}/*`,
);
export const eksFargateProfile = below(
  eksCluster,
  (arn, name) => `${arn.replace(":cluster/", ":fargateprofile/")}/${name}/*`,
);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html */
export const codeBuildProject = named("codebuild", "project/", "a CodeBuild project");

/** The project of a build or a batch of builds, whose id starts with the project's name. */
export const projectOfBuild = Object.assign(
  arnOf("a build's id or ARN", (text, scope) => {
    const [, name] =
      /^(?:arn:[^:]+:codebuild:[^:]+:\d{12}:build(?:-batch)?\/)?([\w-]+):[\w-]+$/.exec(text) ?? [];
    return name && local(scope, "codebuild", `project/${name}`);
  }),
  { all: codeBuildProject.all },
) satisfies ResourceKind;

/** The group of a report, whose ARN has the group's name in it. */
export const groupOfReport = Object.assign(
  arnOf("a report's ARN", (text) => {
    const [, start, name] = /^(arn:[^:]+:codebuild:[^:]+:\d{12}):report\/([\w-]+):[\w-]+$/.exec(text) ?? [];
    return start && `${start}:report-group/${name}`;
  }),
  { all: allOfKind("codebuild", "report-group/*") },
) satisfies ResourceKind;

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html */
export const workgroup = named("athena", "workgroup/", "a workgroup");
export const dataCatalog = named("athena", "datacatalog/", "a data catalog");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html */
export const glueJob = named("glue", "job/", "a Glue job", /^[\w .,@=+-]+$/);
/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsgluedatabrew.html */
export const brewJob = named("databrew", "job/", "a DataBrew job", /^[\w .-]+$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html */
export const emrCluster = named("elasticmapreduce", "cluster/", "an EMR cluster", /^j-[A-Z0-9]+$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonemroneksemrcontainers.html */
export const virtualCluster = named(
  "emr-containers",
  "/virtualclusters/",
  "a virtual cluster",
  /^[a-z0-9]+$/,
);
export const containersJobRun = below(virtualCluster, (arn, id) => `${arn}/jobruns/${id}`);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonemrserverless.html */
export const application = named("emr-serverless", "/applications/", "an application", /^[a-z0-9]+$/);
export const serverlessJobRun = below(application, (arn, id) => `${arn}/jobruns/${id}`);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
export const customModel = named("bedrock", "custom-model/", "a custom model");
export const customizationJob = named("bedrock", "model-customization-job/", "a customization job");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselementalmediaconvert.html */
export const mediaJob = named("mediaconvert", "jobs/", "a MediaConvert job");

/** What SageMaker has in its ARNs, by kind: `training-job/NAME`. Names of any case are in small letters there. */
export const sageMaker = (kind: string): ResourceKind => {
  const exact = named("sagemaker", `${kind}/`, `the name of a ${kind}`, /^[A-Za-z0-9-]+$/);
  const lower = arnOf(exact.expected, (text, scope) =>
    exact(text.startsWith("arn:") ? text : text.toLowerCase(), scope),
  );
  return Object.assign(lower, { all: exact.all });
};
