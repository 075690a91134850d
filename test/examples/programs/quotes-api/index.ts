import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });

const machineRole = new aws.iam.Role("quote-machine", { assumeRolePolicy: trust("states.amazonaws.com") });
const machine = new aws.sfn.StateMachine("quote", {
  type: "EXPRESS",
  roleArn: machineRole.arn,
  definition: JSON.stringify({
    QueryLanguage: "JSONata",
    StartAt: "IsKnown",
    States: {
      IsKnown: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.product in ['tea', 'coffee'] %}", Next: "Quote" }],
        Default: "Unknown",
      },
      Quote: {
        Type: "Pass",
        Output: { product: "{% $states.input.product %}", price: "{% $states.input.quantity * 4 %}" },
        End: true,
      },
      Unknown: {
        Type: "Fail",
        Error: "UnknownProduct",
        Cause: "{% $states.input.product & ' is not sold here' %}",
      },
    },
  }),
});

const apiRole = new aws.iam.Role("quote-api", {
  assumeRolePolicy: trust("apigateway.amazonaws.com"),
  inlinePolicies: [
    {
      name: "start",
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "states:StartSyncExecution", Resource: machine.arn }],
      }),
    },
  ],
});

const api = new aws.apigateway.RestApi("quotes");
const resource = new aws.apigateway.Resource("quotes", {
  restApi: api.id,
  parentId: api.rootResourceId,
  pathPart: "quotes",
});
const method = new aws.apigateway.Method("post", {
  restApi: api.id,
  resourceId: resource.id,
  httpMethod: "POST",
  authorization: "NONE",
});
const integration = new aws.apigateway.Integration("start", {
  restApi: api.id,
  resourceId: resource.id,
  httpMethod: method.httpMethod,
  type: "AWS",
  integrationHttpMethod: "POST",
  uri: pulumi.interpolate`arn:aws:apigateway:${aws.getRegionOutput().region}:states:action/StartSyncExecution`,
  credentials: apiRole.arn,
  requestTemplates: {
    "application/json": pulumi.interpolate`{"stateMachineArn": "${machine.arn}", "input": "$util.escapeJavaScript($input.json('$'))"}`,
  },
});
const methodResponse = new aws.apigateway.MethodResponse("ok", {
  restApi: api.id,
  resourceId: resource.id,
  httpMethod: method.httpMethod,
  statusCode: "200",
});
const integrationResponse = new aws.apigateway.IntegrationResponse(
  "ok",
  {
    restApi: api.id,
    resourceId: resource.id,
    httpMethod: method.httpMethod,
    statusCode: methodResponse.statusCode,
    responseTemplates: {
      "application/json": `#set($result = $util.parseJson($input.body))
#if($result.status == "SUCCEEDED")
$result.output
#else
#set($context.responseOverride.status = 422)
{"error": "$result.error", "cause": "$result.cause"}
#end`,
    },
  },
  { dependsOn: integration },
);
const deployment = new aws.apigateway.Deployment(
  "quotes",
  { restApi: api.id },
  { dependsOn: [integration, integrationResponse] },
);
const stage = new aws.apigateway.Stage("live", {
  restApi: api.id,
  deployment: deployment.id,
  stageName: "live",
});

export const url = pulumi.interpolate`${stage.invokeUrl}/quotes`;
