import { lookUp } from "../inputs";

/** Services whose IAM prefix differs from their name in `aws-sdk:service:action`. */
export const DIFFERENT: Record<string, string> = {
  accessanalyzer: "access-analyzer",
  acmpca: "acm-pca",
  apigatewaymanagementapi: "execute-api",
  apigatewayv2: "apigateway",
  appconfigdata: "appconfig",
  applicationautoscaling: "application-autoscaling",
  applicationsignals: "application-signals",
  bedrockagent: "bedrock",
  bedrockagentcore: "bedrock-agentcore",
  bedrockagentruntime: "bedrock",
  bedrockdataautomation: "bedrock",
  bedrockdataautomationruntime: "bedrock",
  bedrockruntime: "bedrock",
  cloudcontrol: "cloudformation",
  cloudhsmv2: "cloudhsm",
  cloudsearchdomain: "cloudsearch",
  cloudwatchevents: "events",
  cloudwatchlogs: "logs",
  codeguruprofiler: "codeguru-profiler",
  codegurureviewer: "codeguru-reviewer",
  codestarconnections: "codestar-connections",
  codestarnotifications: "codestar-notifications",
  cognitoidentity: "cognito-identity",
  cognitoidentityprovider: "cognito-idp",
  computeoptimizer: "compute-optimizer",
  costandusagereport: "cur",
  costexplorer: "ce",
  databasemigration: "dms",
  directory: "ds",
  docdb: "rds",
  dynamodbstreams: "dynamodb",
  ecrpublic: "ecr-public",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  elasticsearch: "es",
  emr: "elasticmapreduce",
  emrcontainers: "emr-containers",
  emrserverless: "emr-serverless",
  eventbridge: "events",
  iotdataplane: "iot",
  iotjobsdataplane: "iot",
  keyspaces: "cassandra",
  kinesisanalyticsv2: "kinesisanalytics",
  lexmodelbuilding: "lex",
  lexmodelsv2: "lex",
  lexruntime: "lex",
  lexruntimev2: "lex",
  licensemanager: "license-manager",
  location: "geo",
  marketplacecatalog: "aws-marketplace",
  marketplacemetering: "aws-marketplace",
  mediastoredata: "mediastore",
  migrationhub: "mgh",
  mwaa: "airflow",
  neptune: "rds",
  neptunedata: "neptune-db",
  networkfirewall: "network-firewall",
  opensearch: "es",
  opensearchserverless: "aoss",
  personalizeevents: "personalize",
  personalizeruntime: "personalize",
  pinpoint: "mobiletargeting",
  pinpointsmsvoicev2: "sms-voice",
  qconnect: "wisdom",
  rdsdata: "rds-data",
  redshiftdata: "redshift-data",
  redshiftserverless: "redshift-serverless",
  resourceexplorer2: "resource-explorer-2",
  resourcegroups: "resource-groups",
  resourcegroupstaggingapi: "tag",
  route53recoverycluster: "route53-recovery-cluster",
  s3control: "s3",
  s3outposts: "s3-outposts",
  sagemakera2iruntime: "sagemaker",
  sagemakerfeaturestoreruntime: "sagemaker",
  sagemakergeospatial: "sagemaker-geospatial",
  sagemakerruntime: "sagemaker",
  sesv2: "ses",
  sfn: "states",
  ssmcontacts: "ssm-contacts",
  ssmincidents: "ssm-incidents",
  ssmsap: "ssm-sap",
  ssoadmin: "sso",
  timestreamquery: "timestream",
  timestreamwrite: "timestream",
  vpclattice: "vpc-lattice",
  wafregional: "waf-regional",
  workspacesweb: "workspaces-web",
};

/** Services whose IAM prefix is their name in `aws-sdk:service:action`. */
export const SAME = new Set(
  `
  account acm apigateway appconfig appflow applicationinsights apprunner appsync apptest aps athena
  auditmanager autoscaling backup batch bedrock braket budgets chime cloud9 cloudformation cloudfront
  cloudhsm cloudsearch cloudtrail cloudwatch codeartifact codebuild codecommit codedeploy codeguru
  codepipeline comprehend comprehendmedical config connect controltower databrew dataexchange datasync
  datazone dax deadline detective devicefarm discovery dlm dms drs ds dynamodb ec2 ecr ecs eks
  elasticache elasticbeanstalk elasticloadbalancing entityresolution evidently finspace firehose fis
  fms forecast fsx gamelift glacier globalaccelerator glue grafana greengrass guardduty health
  healthlake iam identitystore imagebuilder inspector inspector2 iot iotanalytics iotevents
  iotsitewise ivs kafka kendra kinesis kinesisanalytics kinesisvideo kms lakeformation lambda
  lightsail lookoutequipment macie2 managedblockchain mediaconvert medialive mediapackage mediastore
  mediatailor memorydb mgn mq networkmanager omics organizations osis outposts payment-cryptography
  personalize pipes polly pricing proton qbusiness quicksight ram rbin rds redshift rekognition
  robomaker rolesanywhere route53 route53domains route53resolver rum s3 s3tables sagemaker
  savingsplans scheduler schemas secretsmanager securityhub securitylake servicecatalog
  servicediscovery servicequotas ses shield signer snowball sns sqlworkbench sqs ssm storagegateway
  sts support supportapp swf synthetics textract tnb transcribe transfer translate verifiedpermissions
  voiceid waf wafv2 wellarchitected workdocs workmail workspaces xray
`
    .trim()
    .split(/\s+/),
);

/** The prefix of a service's actions in IAM, by its name in `aws-sdk:service:action`; undefined for an unknown service. */
export function iamPrefix(service: string): string | undefined {
  return lookUp(DIFFERENT, service) ?? (SAME.has(service) ? service : undefined);
}
