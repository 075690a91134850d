import { Duration } from "aws-cdk-lib";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import {
  Fail,
  IntegrationPattern,
  Pass,
  type StateMachine,
  TaskInput,
  Timeout,
} from "aws-cdk-lib/aws-stepfunctions";
import {
  LambdaInvoke,
  SqsSendMessage,
  StepFunctionsStartExecution,
} from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { inlineFunction } from "./inlineFunction";
import { workflow } from "./workflow";

/** An outer state machine over three inner ones: a Pass, a function, queued work. */
export class Pipeline extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const a = workflow(this, "AMachine", new Pass(this, "Hand On"));
    const trim = workflow(
      this,
      "TrimMachine",
      LambdaInvoke.jsonata(this, "Call Trim", {
        lambdaFunction: inlineFunction(this, "trim"),
        payload: TaskInput.fromObject({ input: "{% $states.input.input %}" }),
        outputs: { input: "{% $states.result.Payload %}" },
      }),
    );
    const deadLetters = new Queue(this, "DeadLetters", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    const queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(60),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
    });
    const review = workflow(
      this,
      "ReviewMachine",
      SqsSendMessage.jsonata(this, "Queue Review", {
        queue,
        integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
        taskTimeout: Timeout.duration(Duration.hours(1)),
        messageBody: TaskInput.fromObject({
          input: "{% $states.input.input %}",
          token: "{% $states.context.Task.Token %}",
        }),
      }),
    );
    const worker = inlineFunction(this, "review");
    worker.addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
    review.grantTaskResponse(worker);

    const failed = Fail.jsonata(this, "Pipeline Failed", { error: "{% $error %}", cause: "{% $cause %}" });
    const steps = Object.entries({ "Block A": a, "Block Trim": trim, "Block Review": review }).map(
      ([name, machine]) => this.step(name, machine, failed),
    );
    workflow(this, "Outer", steps[0]!.next(steps[1]!).next(steps[2]!));
  }

  private step(name: string, stateMachine: StateMachine, failed: Fail): StepFunctionsStartExecution {
    const step = StepFunctionsStartExecution.jsonata(this, name, {
      stateMachine,
      integrationPattern: IntegrationPattern.RUN_JOB,
      associateWithParent: true,
      input: TaskInput.fromObject({ input: "{% $states.input.input %}" }),
      outputs: "{% $states.result.Output %}",
      taskTimeout: Timeout.duration(Duration.hours(1)),
    });
    step.addRetry({ errors: ["StepFunctions.ExecutionLimitExceededException"], maxAttempts: 6 });
    step.addCatch(failed, {
      errors: ["States.ALL"],
      assign: { error: "{% $states.errorOutput.Error %}", cause: "{% $states.errorOutput.Cause %}" },
    });
    return step;
  }
}
