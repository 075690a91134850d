import { Duration } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Map as MapState, ProvideItems, TaskInput, Wait, WaitTime } from "aws-cdk-lib/aws-stepfunctions";
import {
  DynamoAttributeValue,
  DynamoUpdateItem,
  LambdaInvoke,
  SqsSendMessage,
} from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { inlineFunction } from "./inlineFunction";
import { workflow } from "./workflow";

/** A pump of messages from a table to a queue. */
export class Messenger extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new Table(this, "Messages", {
      partitionKey: { name: "user_name", type: AttributeType.STRING },
      sortKey: { name: "message_id", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
    });
    table.addGlobalSecondaryIndex({
      indexName: "unsent",
      partitionKey: { name: "unsent", type: AttributeType.STRING },
      sortKey: { name: "message_id", type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    const fifo = { fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    const deadLetters = new Queue(this, "DeadLetters", fifo);
    const queue = new Queue(this, "Queue", {
      ...fifo,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
    });
    const handler = inlineFunction(this, "scanMessages", {
      TABLE_NAME: table.tableName,
      INDEX_NAME: "unsent",
    });
    table.grantReadData(handler);

    const scan = LambdaInvoke.jsonata(this, "Scan DynamoDB For Messages", {
      lambdaFunction: handler,
      outputs: "{% $states.result.Payload %}",
    });
    const send = SqsSendMessage.jsonata(this, "Send", {
      queue,
      messageBody: TaskInput.fromText("{% $states.input.message %}"),
      messageGroupId: "{% $states.input.user_name %}",
      messageDeduplicationId: "{% $states.input.message_id %}",
      outputs: "{% $states.input %}",
    });
    const setAside = SqsSendMessage.jsonata(this, "Set Aside", {
      queue: deadLetters,
      messageBody: TaskInput.fromText("{% $string($states.input) %}"),
      messageGroupId: "{% $states.context.Execution.Name %}",
    });
    send.addCatch(setAside, { errors: ["States.ALL"] });
    const record = DynamoUpdateItem.jsonata(this, "Record Sent", {
      table,
      key: {
        user_name: DynamoAttributeValue.fromString("{% $states.input.user_name %}"),
        message_id: DynamoAttributeValue.fromString("{% $states.input.message_id %}"),
      },
      updateExpression: "SET sent = :true REMOVE unsent",
      conditionExpression: "attribute_exists(user_name)",
      expressionAttributeValues: { ":true": DynamoAttributeValue.fromBoolean(true) },
    });
    const each = MapState.jsonata(this, "Send Messages", {
      items: ProvideItems.jsonata("{% $states.input.messages %}"),
    });
    each.itemProcessor(send.next(record));
    const pause = Wait.jsonata(this, "Pause Then Loop", { time: WaitTime.duration(Duration.seconds(10)) });
    workflow(this, "Pump", scan.next(each).next(pause).next(scan));
  }
}
