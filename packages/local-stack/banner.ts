import { LOCAL_CREDENTIALS } from "../local-cloud/aws/credentials";
import { faint } from "../terminal";
import type { LocalStack } from "./localStack";

const PIPELINE_INPUT = '{"Output":{"input":{"name":"serverless-pattern","value":"block"}}}';

const { accessKeyId, secretAccessKey } = LOCAL_CREDENTIALS;

/** The endpoint and outputs of a deployed stack, and calls to copy and paste. */
export function banner({ services, evaluation, outputs }: LocalStack): string {
  const { endpoint, region, accountId } = services.cloud;
  const secretOutputs = evaluation?.secretOutputs ?? [];
  const shown = Object.entries(outputs).map(
    ([name, value]) => `  ${name}: ${secretOutputs.includes(name) ? "[secret]" : value}`,
  );
  const stateMachineArn = [outputs.pipelineArn, ...Object.values(outputs)].find(isStateMachine);
  return [
    "",
    `The local cloud is ${endpoint}, region ${region}, account ${accountId}. Outputs of the stack:`,
    ...(shown.length > 0 ? shown : ["  none"]),
    "",
    ...(stateMachineArn
      ? calls(endpoint, region, stateMachineArn, outputs.pipelineArn ? PIPELINE_INPUT : "{}")
      : []),
    "Change the program and it is deployed again; executions continue. Ctrl-C ends it.",
  ].join("\n");
}

const isStateMachine = (output: unknown): output is string =>
  typeof output === "string" && /^arn:[\w-]+:states:.*:stateMachine:/.test(output);

function calls(endpoint: string, region: string, arn: string, input: string): string[] {
  const aws = `aws --endpoint-url ${endpoint} stepfunctions`;
  return [
    faint("# AWS CLI"),
    `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_DEFAULT_REGION=${region}`,
    "export AWS_DISABLE_HOST_PREFIX_INJECTION=true",
    `${aws} start-execution --state-machine-arn ${arn} --input '${input}'`,
    `${aws} list-executions --state-machine-arn ${arn}`,
    `${aws} describe-execution --execution-arn ARN`,
    "",
    faint("// AWS SDK for JavaScript"),
    'import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";',
    `const client = new SFNClient({ endpoint: "${endpoint}", region: "${region}", disableHostPrefix: true,`,
    `  credentials: { accessKeyId: "${accessKeyId}", secretAccessKey: "${secretAccessKey}" } });`,
    `await client.send(new StartExecutionCommand({ stateMachineArn: "${arn}", input: '${input}' }));`,
    "",
  ];
}
