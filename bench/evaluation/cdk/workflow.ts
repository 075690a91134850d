import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";

/** A state machine that logs its errors and is traced. */
export function workflow(scope: Construct, id: string, definition: IChainable, seconds = 3600): StateMachine {
  return new StateMachine(scope, id, {
    definitionBody: DefinitionBody.fromChainable(definition),
    timeout: Duration.seconds(seconds),
    tracingEnabled: true,
    logs: {
      level: LogLevel.ERROR,
      destination: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    },
  });
}
