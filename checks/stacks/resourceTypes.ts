/** Types of resources that several reasons are about. */
export const MACHINE = "aws:sfn/stateMachine:StateMachine";
export const FUNCTION = "aws:lambda/function:Function";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const TABLE = "aws:dynamodb/table:Table";
export const QUEUE = "aws:sqs/queue:Queue";
export const TOPIC = "aws:sns/topic:Topic";
export const BUCKET = "aws:s3/bucket:Bucket";
export const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
export const ENCRYPTED_BUCKET =
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
export const GRAPHQL_API = "aws:appsync/graphQLApi:GraphQLApi";
export const METHOD = "aws:apigateway/method:Method";
export const INTEGRATION = "aws:apigateway/integration:Integration";
