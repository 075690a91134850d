import type { Changes } from "./deploy/deployment";
import type { Evaluation } from "./evaluate/evaluation";
import { LocalStack, PROGRAM_DIRECTORY } from "./localStack";
import { type Command, helpOf, readOptions } from "./options";
import { runCommand } from "./runCommand";
import { complain, duration, faint, say } from "./terminal";
import { watchProgram } from "./watch";

const COMMAND: Command = {
  usage: "npm run local -- [options]",
  purpose:
    "Runs the stack on this machine until Ctrl-C, and again whenever the program or its configuration changes.",
  options: ["stack", "iam", "port", "time", "verbose", "help"],
  defaultPort: 4566,
};

async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const stack = await LocalStack.start(options);
  onStop(() => stack.close());
  try {
    const evaluation = await deploy(stack);
    say(introduction(stack, evaluation));
  } catch (error) {
    await stack.close();
    throw error;
  }
  stack.services.cloud.iam.onRefusal(({ message }) => say(`refused: ${message}`));
  await new Promise<never>(() => {
    watchProgram(PROGRAM_DIRECTORY, stack.name, async () => {
      try {
        await deploy(stack);
      } catch (error) {
        complain(error);
        say("what ran before goes on running");
      }
    });
  });
  return 0;
}

async function deploy(stack: LocalStack): Promise<Evaluation> {
  const evaluation = await stack.evaluate();
  const changes = await stack.deploy(evaluation);
  say(`evaluated stack ${stack.name} in ${duration(evaluation.durationMs)}: ${summary(changes)}`);
  if (changes.unsupported.length > 0) say(`not run on this machine: ${changes.unsupported.join(", ")}`);
  return evaluation;
}

const summary = ({ created, updated, deleted, unchanged }: Changes): string =>
  Object.entries({ created, updated, deleted, unchanged })
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${urns.length} ${what}`)
    .join(", ");

/** What to call, to copy and paste. */
function introduction({ services: { cloud } }: LocalStack, { outputs, secretOutputs }: Evaluation): string {
  const arn = String(outputs.pipelineArn);
  const input = '{"Output":{"input":{"name":"serverless-pattern","value":"block"}}}';
  const shown = Object.entries(outputs).map(
    ([name, value]) => `  ${name}: ${secretOutputs.includes(name) ? "[secret]" : value}`,
  );
  return [
    "",
    `The local cloud is ${cloud.endpoint}, region ${cloud.region}, account ${cloud.accountId}. Outputs of the stack:`,
    ...shown,
    "",
    faint("# AWS CLI"),
    `export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=${cloud.region}`,
    `aws --endpoint-url ${cloud.endpoint} stepfunctions start-execution --state-machine-arn ${arn} --input '${input}'`,
    `aws --endpoint-url ${cloud.endpoint} stepfunctions list-executions --state-machine-arn ${arn}`,
    `aws --endpoint-url ${cloud.endpoint} stepfunctions describe-execution --execution-arn ARN`,
    "",
    faint("// AWS SDK for JavaScript"),
    'import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";',
    `const client = new SFNClient({ endpoint: "${cloud.endpoint}", region: "${cloud.region}",`,
    '  credentials: { accessKeyId: "local", secretAccessKey: "local" } });',
    `await client.send(new StartExecutionCommand({ stateMachineArn: "${arn}", input: '${input}' }));`,
    "",
    "Change the program and it is deployed again; executions go on. Ctrl-C ends it.",
  ].join("\n");
}

void runCommand(main);
