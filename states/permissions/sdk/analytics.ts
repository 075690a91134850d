import { named } from "../arn";
import { application, brewJob, emrCluster, glueJob, serverlessJobRun, workgroup } from "../kinds";
import { analytics } from "../optimized/analytics";
import { emr as optimizedEmr } from "../optimized/emr";
import { allOf, on, onAll, onEach, onNew, onOr, passRole } from "../rules";
import { always, anywhere, type Entry } from "./table";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html */
export const athena: readonly Entry[] = [
  ["startQueryExecution", always(analytics["athena:startQueryExecution"]!)],
  ["getQueryResults", always(analytics["athena:getQueryResults"]!)],
  ["listWorkGroups listDataCatalogs listEngineVersions", anywhere],
  ["getWorkGroup updateWorkGroup deleteWorkGroup", (actions) => on(actions, "WorkGroup", workgroup)],
  ["listQueryExecutions listNamedQueries", (actions) => onOr(actions, "WorkGroup", "primary", workgroup)],
  // The id of a query does not say in which workgroup it runs.
  [
    "getQueryExecution stopQueryExecution batchGetQueryExecution getQueryRuntimeStatistics getNamedQuery",
    (actions) => onAll(actions, workgroup),
  ],
];

const crawler = named("glue", "crawler/", "a crawler", /^[\w .@,=+-]+$/);
const workflow = named("glue", "workflow/", "a Glue workflow", /^[\w .@,=+-]+$/);
const trigger = named("glue", "trigger/", "a trigger", /^[\w .@,=+-]+$/);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html */
export const glue: readonly Entry[] = [
  [
    "startJobRun getJobRun getJobRuns batchStopJobRun getJob deleteJob",
    (actions) => on(actions, "JobName", glueJob),
  ],
  ["createJob", (actions) => allOf(onNew(actions, "Name", glueJob), passRole("Role", "glue"))],
  ["updateJob", (actions) => allOf(on(actions, "JobName", glueJob), passRole("JobUpdate.Role", "glue"))],
  ["startCrawler getCrawler stopCrawler deleteCrawler", (actions) => on(actions, "Name", crawler)],
  ["updateCrawler", (actions) => allOf(on(actions, "Name", crawler), passRole("Role", "glue"))],
  ["createCrawler", (actions) => allOf(anywhere(actions), passRole("Role", "glue"))],
  ["listCrawls", (actions) => on(actions, "CrawlerName", crawler)],
  [
    "getCrawlers getCrawlerMetrics listCrawlers getJobs listJobs listWorkflows getTriggers listTriggers",
    anywhere,
  ],
  [
    "startWorkflowRun getWorkflow getWorkflowRun getWorkflowRuns stopWorkflowRun getWorkflowRunProperties putWorkflowRunProperties",
    (actions) => on(actions, "Name", workflow),
  ],
  ["startTrigger stopTrigger getTrigger", (actions) => on(actions, "Name", trigger)],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsgluedatabrew.html */
export const databrew: readonly Entry[] = [
  ["listJobs listProjects listDatasets", anywhere],
  [
    "startJobRun stopJobRun describeJob describeJobRun listJobRuns deleteJob",
    (actions) => on(actions, "Name", brewJob),
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html */
export const emr: readonly Entry[] = [
  ["runJobFlow", always(optimizedEmr["elasticmapreduce:createCluster"]!)],
  ["listClusters", anywhere],
  ["addJobFlowSteps", (actions) => on(actions, "JobFlowId", emrCluster)],
  [
    "describeCluster describeStep cancelSteps listSteps listInstances listInstanceGroups listInstanceFleets modifyCluster",
    (actions) => on(actions, "ClusterId", emrCluster),
  ],
  ["terminateJobFlows setTerminationProtection", (actions) => onEach(actions, "JobFlowIds", emrCluster)],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonemrserverless.html */
export const emrserverless: readonly Entry[] = [
  ["createApplication", always(optimizedEmr["emr-serverless:createApplication"]!)],
  ["startJobRun", always(optimizedEmr["emr-serverless:startJobRun"]!)],
  ["listApplications", anywhere],
  [
    "getApplication startApplication stopApplication updateApplication deleteApplication listJobRuns",
    (actions) => on(actions, "ApplicationId", application),
  ],
  [
    "getJobRun cancelJobRun getDashboardForJobRun",
    (actions) => on(actions, "ApplicationId", serverlessJobRun, "JobRunId"),
  ],
];
