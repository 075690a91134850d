import type { AccessTable } from "./access";

const FUNCTIONS = ["arn:{partition}:lambda:{region}:{account}:function:{name}"];
const MACHINES = ["arn:{partition}:states:{region}:{account}:stateMachine:{name}"];
const APPLICATIONS = ["arn:{partition}:codedeploy:{region}:{account}:application:{name}"];
const DEPLOYMENT_GROUPS = ["arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:{name}/*"];
const DEPLOYMENT_CONFIGS = ["arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:{name}"];

/**
 * Functions, state machines, and the resources that shift their aliases. CloudFormation and CodeDeploy act with the caller's
 * permissions.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const COMPUTE: AccessTable = {
  "aws:lambda/function:Function": [
    {
      read: [
        "lambda:GetFunction",
        "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConcurrency",
        "lambda:GetFunctionConfiguration",
        "lambda:ListTags",
        "lambda:ListVersionsByFunction",
      ],
      write: [
        "lambda:CreateFunction",
        "lambda:DeleteFunction",
        "lambda:DeleteFunctionConcurrency",
        "lambda:PublishVersion",
        "lambda:PutFunctionConcurrency",
        "lambda:TagResource",
        "lambda:UntagResource",
        "lambda:UpdateFunctionCode",
        "lambda:UpdateFunctionConfiguration",
      ],
      on: FUNCTIONS,
    },
  ],
  "aws:lambda/alias:Alias": [
    {
      read: ["lambda:GetAlias"],
      write: ["lambda:CreateAlias", "lambda:DeleteAlias", "lambda:UpdateAlias"],
      on: FUNCTIONS,
    },
  ],
  "aws:lambda/permission:Permission": [
    { read: ["lambda:GetPolicy"], write: ["lambda:AddPermission", "lambda:RemovePermission"], on: FUNCTIONS },
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    {
      // Mappings have random names: their functions narrow them instead.
      read: ["lambda:GetEventSourceMapping"],
      write: [
        "lambda:CreateEventSourceMapping",
        "lambda:DeleteEventSourceMapping",
        "lambda:UpdateEventSourceMapping",
      ],
      on: ["*"],
      when: { ArnLike: { "lambda:FunctionArn": FUNCTIONS } },
    },
    {
      read: ["lambda:ListTags"],
      write: ["lambda:TagResource", "lambda:UntagResource"],
      on: ["arn:{partition}:lambda:{region}:{account}:event-source-mapping:*"],
    },
  ],
  "aws:sfn/stateMachine:StateMachine": [
    {
      read: ["states:DescribeStateMachine", "states:ListStateMachineVersions", "states:ListTagsForResource"],
      write: [
        "states:CreateStateMachine",
        "states:DeleteStateMachine",
        "states:DeleteStateMachineVersion",
        "states:PublishStateMachineVersion",
        "states:TagResource",
        "states:UntagResource",
        "states:UpdateStateMachine",
      ],
      on: MACHINES,
    },
    // Called for every definition that a preview would change.
    { read: ["states:ValidateStateMachineDefinition"], on: ["*"] },
  ],
  "aws:sfn/alias:Alias": [
    {
      read: ["states:DescribeStateMachineAlias", "states:ListStateMachineAliases"],
      write: [
        "states:CreateStateMachineAlias",
        "states:DeleteStateMachineAlias",
        "states:UpdateStateMachineAlias",
      ],
      on: MACHINES,
    },
  ],
  "aws:cloudformation/stack:Stack": [
    {
      read: [
        "cloudformation:DescribeStackEvents",
        "cloudformation:DescribeStackResources",
        "cloudformation:DescribeStacks",
        "cloudformation:GetStackPolicy",
        "cloudformation:GetTemplate",
      ],
      write: [
        "cloudformation:CreateStack",
        "cloudformation:DeleteStack",
        "cloudformation:TagResource",
        "cloudformation:UntagResource",
        "cloudformation:UpdateStack",
      ],
      on: ["arn:{partition}:cloudformation:{region}:{account}:stack/{name}/*"],
    },
  ],
  "aws:codedeploy/application:Application": [
    {
      read: ["codedeploy:GetApplication", "codedeploy:ListTagsForResource"],
      write: [
        "codedeploy:CreateApplication",
        "codedeploy:DeleteApplication",
        "codedeploy:TagResource",
        "codedeploy:UntagResource",
        "codedeploy:UpdateApplication",
      ],
      on: APPLICATIONS,
    },
    {
      read: ["codedeploy:GetApplicationRevision"],
      write: ["codedeploy:RegisterApplicationRevision"],
      on: APPLICATIONS,
    },
  ],
  "aws:codedeploy/deploymentConfig:DeploymentConfig": [
    {
      read: ["codedeploy:GetDeploymentConfig"],
      write: ["codedeploy:CreateDeploymentConfig", "codedeploy:DeleteDeploymentConfig"],
      on: DEPLOYMENT_CONFIGS,
    },
    {
      // AWS's own, such as CodeDeployDefault.LambdaAllAtOnce.
      read: ["codedeploy:GetDeploymentConfig"],
      on: ["arn:{partition}:codedeploy:{region}:{account}:deploymentconfig:CodeDeployDefault.*"],
    },
  ],
  "aws:codedeploy/deploymentGroup:DeploymentGroup": [
    {
      read: [
        "codedeploy:GetDeployment",
        "codedeploy:GetDeploymentGroup",
        "codedeploy:ListDeployments",
        "codedeploy:ListTagsForResource",
      ],
      write: [
        "codedeploy:CreateDeployment",
        "codedeploy:CreateDeploymentGroup",
        "codedeploy:DeleteDeploymentGroup",
        "codedeploy:TagResource",
        "codedeploy:UntagResource",
        "codedeploy:UpdateDeploymentGroup",
      ],
      on: DEPLOYMENT_GROUPS,
    },
    // AWS has no resource-level permissions for it.
    { write: ["codedeploy:StopDeployment"], on: ["*"] },
  ],
};
