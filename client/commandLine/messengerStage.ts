import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { WORKFLOWS } from "../../workflows";
import { regionOf } from "../arns";
import type { Stage } from "../messenger/demo";
import { MessageQueue } from "../messenger/messageQueue";
import { MessageTable } from "../messenger/messageTable";
import { Pump } from "../messenger/pump";
import { StateMachines } from "../stateMachines";
import { outputOf, type Place } from "./place";

/** The names of the messenger's outputs and its configuration in the program. */
const MESSENGER = {
  tableOutput: "messengerTable",
  queueOutput: "messengerQueueUrl",
  deliverToQueue: "messengerDeliverToQueue",
} as const;

export interface OpenStage extends Stage {
  close(): void;
}

/** A stack's messenger, as the demo's stage. @throws UsageError if the stack has none. */
export async function openStage(place: Place): Promise<OpenStage> {
  const outputs = await place.outputs();
  const machineArn = outputOf(place, outputs, WORKFLOWS.messenger.output);
  const access = { ...place.access, region: regionOf(machineArn)! };
  const machines = new StateMachines(access);
  const dynamodb = new DynamoDBClient(access);
  const sqs = new SQSClient(access);
  return {
    pump: new Pump(machines.at(machineArn)),
    table: new MessageTable(dynamodb, outputOf(place, outputs, MESSENGER.tableOutput)),
    queue: new MessageQueue(sqs, outputOf(place, outputs, MESSENGER.queueOutput)),
    deliverToQueue: (on, signal) => place.configure({ [MESSENGER.deliverToQueue]: String(on) }, signal),
    close() {
      machines.close();
      dynamodb.destroy();
      sqs.destroy();
    },
  };
}
