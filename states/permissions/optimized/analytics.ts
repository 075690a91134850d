import { s3UriBucketArn, s3UriFolderArn } from "../arns";
import type { Call, Rule } from "../call";
import { brewJob, dataCatalog, glueJob, workgroup } from "../kinds";
import { allOf, explicitly, on, onAll, onGiven, onOr } from "../rules";

const OUTPUT = "ResultConfiguration.OutputLocation";

/** The machine's role writes the results. A location that only the workgroup has needs `permissions`. */
const writeResults = allOf(
  onGiven(["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"], OUTPUT, s3UriBucketArn),
  (call: Call) =>
    onGiven(
      ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
      OUTPUT,
      s3UriFolderArn,
    )(call).map((need) => ({ ...need, sid: "S3WriteResults" })),
);

const query = (...actions: string[]): Rule => onOr(actions, "WorkGroup", "primary", workgroup);

const startQueryExecution = allOf(
  onOr(["athena:GetDataCatalog"], "QueryExecutionContext.Catalog", "AwsDataCatalog", dataCatalog),
  writeResults,
  explicitly(
    "which tables and objects the query reads is not known from its arguments",
    "glue:GetTable",
    "s3:GetObject",
  ),
);

/**
 * Amazon Athena, AWS Glue and AWS Glue DataBrew.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/athena-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/glue-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/databrew-iam.html
 */
export const analytics: Record<string, Rule> = {
  "athena:startQueryExecution": allOf(query("athena:StartQueryExecution"), startQueryExecution),
  "athena:startQueryExecution.sync": allOf(
    query("athena:StartQueryExecution", "athena:StopQueryExecution", "athena:GetQueryExecution"),
    startQueryExecution,
  ),
  // The id of a query does not say in which workgroup it runs.
  "athena:stopQueryExecution": onAll(["athena:StopQueryExecution"], workgroup),
  "athena:getQueryExecution": onAll(["athena:GetQueryExecution"], workgroup),
  "athena:getQueryResults": allOf(
    onAll(["athena:GetQueryResults"], workgroup),
    explicitly("where the query's results are is not known from its arguments", "s3:GetObject"),
  ),
  "glue:startJobRun": on(["glue:StartJobRun"], "JobName", glueJob),
  "glue:startJobRun.sync": on(
    ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"],
    "JobName",
    glueJob,
  ),
  "databrew:startJobRun": on(["databrew:StartJobRun"], "Name", brewJob),
  "databrew:startJobRun.sync": on(
    ["databrew:StartJobRun", "databrew:ListJobRuns", "databrew:StopJobRun"],
    "Name",
    brewJob,
  ),
};
