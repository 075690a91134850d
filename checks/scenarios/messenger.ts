import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { StateMachines } from "../../client";
import { runDemo } from "../../client/messenger/demo";
import { MessageQueue } from "../../client/messenger/messageQueue";
import { MessageTable } from "../../client/messenger/messageTable";
import { Pump } from "../../client/messenger/pump";
import type { CloudClock } from "../../packages/local-cloud";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";
import { type Outcome, pumpConfig, type Scenario, type Stage } from "./scenario";

/** How many times as fast time passes during the demo, because of the pump's pauses. */
const SPEED = 100;

/** The demo of the pump in its two forms, as the command line runs it. */
export const messengerScenarios: Scenario[] = [
  {
    workflow: "MessengerWorkflow",
    title: "the demo: mark, update, send, receive",
    config: pumpConfig(false),
    run: (stage) => playDemo(stage),
  },
];

async function playDemo(stage: Stage): Promise<Outcome> {
  const { services, outputs } = stage;
  const { clock, stepFunctions, cloud } = services;
  const access = {
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: LOCAL_CREDENTIALS,
  };
  const machines = new StateMachines(access);
  const dynamodb = new DynamoDBClient(access);
  const sqs = new SQSClient(access);
  const received: string[] = [];
  clock.setMode({ kind: "scaled", factor: SPEED });
  try {
    await runDemo(
      {
        pump: new Pump(machines.at(String(outputs.messengerArn))),
        table: new MessageTable(dynamodb, String(outputs.messengerTable)),
        queue: new MessageQueue(sqs, String(outputs.messengerQueueUrl)),
        deliverToQueue: (on) => stage.reconfigure(pumpConfig(on)),
      },
      {
        signal: stage.signal,
        progress: () => {},
        received: ({ text }) => received.push(text),
        timer: timerOf(clock),
        timeoutMs: SPEED * 60_000,
      },
    );
  } finally {
    clock.setMode({ kind: "real" });
    machines.close();
    dynamodb.destroy();
    sqs.destroy();
  }
  const pumps = stepFunctions.executions().filter(({ machine }) => machine.arn === outputs.messengerArn);
  const running = pumps.filter(({ status }) => status === "RUNNING").length;
  return {
    executionArns: pumps.map(({ arn }) => arn),
    result: `${received.length} messages received`,
    problems: [
      ...(received.length === 4
        ? []
        : [`received ${received.length} messages instead of 4: ${received.join(" ")}`]),
      ...(running === 0 ? [] : [`${running} pumps are still running`]),
    ],
  };
}

/** The demo polls by the local cloud's clock. */
const timerOf = (clock: CloudClock) => ({
  now: () => clock.now(),
  sleep: (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = clock.after(ms, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort, { once: true });
    }),
});
