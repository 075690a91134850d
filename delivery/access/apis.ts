import type { AccessTable } from "./access";

/** API Gateway's actions are HTTP methods, on paths of its own API; its ids are random. */
const api = (...paths: string[]) => paths.map((path) => `arn:{partition}:apigateway:{region}::${path}`);
const WRITE = ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT"];

const REST_API = [{ read: ["apigateway:GET"], write: WRITE, on: api("/restapis", "/restapis/*") }];
const TAGS = { read: ["apigateway:GET"], write: ["apigateway:DELETE", "apigateway:PUT"], on: api("/tags/*") };
const USAGE_PLANS = [
  { read: ["apigateway:GET"], write: WRITE, on: api("/usageplans", "/usageplans/*") },
  TAGS,
];

const GRAPHQL_APIS = ["arn:{partition}:appsync:{region}:{account}:apis/*"];

/**
 * The REST API and the GraphQL API.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappsync.html
 */
export const APIS: AccessTable = {
  "aws:apigateway/restApi:RestApi": [...REST_API, TAGS],
  "aws:apigateway/resource:Resource": REST_API,
  "aws:apigateway/model:Model": REST_API,
  "aws:apigateway/requestValidator:RequestValidator": REST_API,
  "aws:apigateway/method:Method": REST_API,
  "aws:apigateway/methodResponse:MethodResponse": REST_API,
  "aws:apigateway/integration:Integration": REST_API,
  "aws:apigateway/integrationResponse:IntegrationResponse": REST_API,
  "aws:apigateway/response:Response": REST_API,
  "aws:apigateway/deployment:Deployment": REST_API,
  "aws:apigateway/stage:Stage": [...REST_API, TAGS],
  "aws:apigateway/methodSettings:MethodSettings": REST_API,
  "aws:apigateway/account:Account": [
    { read: ["apigateway:GET"], write: ["apigateway:PATCH"], on: api("/account") },
  ],
  "aws:apigateway/apiKey:ApiKey": [
    { read: ["apigateway:GET"], write: WRITE, on: api("/apikeys", "/apikeys/*") },
    TAGS,
  ],
  "aws:apigateway/usagePlan:UsagePlan": USAGE_PLANS,
  "aws:apigateway/usagePlanKey:UsagePlanKey": USAGE_PLANS,

  "aws:appsync/graphQLApi:GraphQLApi": [
    {
      read: ["appsync:GetGraphqlApi", "appsync:ListTagsForResource"],
      write: [
        "appsync:DeleteGraphqlApi",
        "appsync:TagResource",
        "appsync:UntagResource",
        "appsync:UpdateGraphqlApi",
      ],
      on: GRAPHQL_APIS,
    },
    {
      // AWS has no resource-level permissions for these.
      read: ["appsync:GetIntrospectionSchema", "appsync:GetSchemaCreationStatus"],
      write: ["appsync:CreateGraphqlApi", "appsync:StartSchemaCreation"],
      on: ["*"],
    },
  ],
  "aws:appsync/apiKey:ApiKey": [
    {
      read: ["appsync:ListApiKeys"],
      write: ["appsync:CreateApiKey", "appsync:DeleteApiKey", "appsync:UpdateApiKey"],
      on: ["*"],
    },
  ],
  "aws:appsync/dataSource:DataSource": [
    {
      read: ["appsync:GetDataSource"],
      write: ["appsync:CreateDataSource", "appsync:DeleteDataSource", "appsync:UpdateDataSource"],
      on: ["*"],
    },
  ],
  "aws:appsync/resolver:Resolver": [
    {
      read: ["appsync:GetResolver"],
      write: ["appsync:CreateResolver", "appsync:DeleteResolver", "appsync:UpdateResolver"],
      on: ["*"],
    },
  ],
};
