import { LOCAL_CREDENTIALS, type LocalStack } from "../local-stack";
import { faint } from "../terminal";

const { accessKeyId, secretAccessKey } = LOCAL_CREDENTIALS;

/**
 * The endpoint and outputs of a deployed stack, and calls to copy and paste.
 *
 * @param consoleLink opens the console in a browser
 */
export function banner({ services, evaluation, outputs }: LocalStack, consoleLink: string): string {
  const { endpoint, region, accountId } = services.cloud;
  const secretOutputs = evaluation?.secretOutputs ?? [];
  const shown = Object.entries(outputs).map(
    ([name, value]) => `  ${name}: ${secretOutputs.includes(name) ? "[secret]" : value}`,
  );
  const [output, stateMachineArn] = Object.entries(outputs).find(([, value]) => isStateMachine(value)) ?? [];
  return [
    "",
    `The local cloud is ${endpoint}, region ${region}, account ${accountId}. Outputs of the stack:`,
    ...(shown.length > 0 ? shown : ["  none"]),
    "",
    `See it in a browser: ${consoleLink}`,
    "",
    ...(output === undefined ? [] : calls(endpoint, region, output, String(stateMachineArn))),
    "Change the program and it is deployed again; executions continue. Ctrl-C ends it.",
  ].join("\n");
}

const isStateMachine = (output: unknown): output is string =>
  typeof output === "string" && /^arn:[\w-]+:states:.*:stateMachine:/.test(output);

function calls(endpoint: string, region: string, output: string, arn: string): string[] {
  const aws = `aws --endpoint-url ${endpoint} stepfunctions`;
  return [
    faint("# this command line, in the program's folder"),
    `npx workflows start ${output.replace(/(?<=.)Arn$/, "")} --local --wait --input '{}'`,
    "",
    faint("# AWS CLI"),
    `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_DEFAULT_REGION=${region}`,
    "export AWS_DISABLE_HOST_PREFIX_INJECTION=true",
    `${aws} start-execution --state-machine-arn ${arn} --input '{}'`,
    `${aws} list-executions --state-machine-arn ${arn}`,
    `${aws} describe-execution --execution-arn ARN`,
    "",
    faint("// AWS SDK for JavaScript"),
    'import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";',
    `const client = new SFNClient({ endpoint: "${endpoint}", region: "${region}", disableHostPrefix: true,`,
    `  credentials: { accessKeyId: "${accessKeyId}", secretAccessKey: "${secretAccessKey}" } });`,
    `await client.send(new StartExecutionCommand({ stateMachineArn: "${arn}", input: '{}' }));`,
    "",
  ];
}
