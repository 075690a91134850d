/**
 * The states and calls of the seeds' designs on each main path, transcribed from their definitions and code. `seedUsage.ts`
 * counts the usage from them.
 */

/** A state that is entered, and the calls that it makes. */
export interface SeedState {
  name: string;
  type: "Task" | "Map" | "Wait" | "Choice" | "Pass" | "Succeed" | "Fail";
  /** Of a Task: the call, as `service:Operation`; of one that invokes a function, what the function calls. */
  calls?: string[];
  invokes?: "function";
}

export interface SeedPath {
  workflow: string;
  path: string;
  /** The unit that is billed. */
  unit: "run" | "round" | "message" | "day";
  /** The source in the seed. */
  source: string;
  /** Executions that are started. */
  starts: number;
  /** The states that are entered, in all of them, in order. */
  states: SeedState[];
  /** How often each of them is entered. Default: once. */
  rounds?: number;
  /** Requests to a route of the port, by its prefix. */
  frontDoors?: ("/execute-api" | "/graphql")[];
  /** Functions that no state invokes, each with what it calls. */
  functions?: string[][];
  /** Other calls. */
  calls?: string[];
}

/** AWS's default, which none of the seeds changes. */
export const SEED_FUNCTION_MB = 128;

/** Rounds of a pump in a day if a round takes no time except its pause of ten seconds, the same for both. */
export const ROUNDS_OF_DAY = (24 * 60 * 60) / 10;

const task = (name: string, call: string): SeedState => ({ name, type: "Task", calls: [call] });
const invoke = (name: string, ...calls: string[]): SeedState => ({
  name,
  type: "Task",
  invokes: "function",
  calls,
});
const state = (type: SeedState["type"], name: string): SeedState => ({ name, type });

/** An outer Task that starts an inner machine and waits, and the one state of that machine. */
const block = (outer: string, inner: SeedState): SeedState[] => [task(outer, "states:StartExecution"), inner];
const pass = state("Pass", "Pass");

const PIPELINE = "aws-samples/serverless-patterns, sfn-sfn-cdk: the stack's Python code";
const PIPELINE_BLOCK = `${PIPELINE}; its Pass state replaced, as the pattern tells its users to`;

const reserve = task("Change Apartment Status", "dynamodb:UpdateItem");
const afterHold = [
  reserve,
  state("Wait", "Wait"),
  task("Get Apartment Status", "dynamodb:GetItem"),
  state("Choice", "Has Client Made Payment ?"),
];
const revert = task("Payment Wasn't Made, revert.", "dynamodb:UpdateItem");
/** `addStepFunction`: AppSync, and a function that starts the execution. */
const addStepFunction = { frontDoors: ["/graphql" as const], functions: [["states:StartExecution"]] };
const BOOKING = "the definition in both articles, trey-rosius/sam_stepfunctions and its CDK twin";

const storeOrder = [invoke("task_put_item", "dynamodb:PutItem"), state("Choice", "task_put_item_choice")];
const writeInvoice = [invoke("task_put_object", "s3:PutObject"), state("Succeed", "Job Succeeded")];
const postOrder = { starts: 1, frontDoors: ["/execute-api" as const] };
const ORDERS = "the CDK stack of step_function_orchestration, Skip the Line";

const round = [
  invoke("Scan DynamoDB For Messages", "dynamodb:Scan"),
  state("Map", "Send Messages"),
  state("Wait", "Pause Then Loop"),
];
const recordSent = task("Record Sent", "dynamodb:UpdateItem");
const MESSENGER = "awsdocs/aws-doc-sdk-examples, python/example_code/stepfunctions: state_definitions.py";

export const SEED_PATHS: SeedPath[] = [
  {
    workflow: "ModularBlockPipeline",
    path: "blocks A-B-C",
    unit: "run",
    source: PIPELINE,
    starts: 4,
    states: ["StepFunction1", "StepFunction2", "StepFunction3"].flatMap((name) => block(name, pass)),
  },
  {
    workflow: "ModularBlockPipeline",
    path: "one block of three a function",
    unit: "run",
    source: PIPELINE_BLOCK,
    starts: 4,
    states: [
      ...block("StepFunction1", pass),
      ...block("StepFunction2", invoke("the block's function")),
      ...block("StepFunction3", pass),
    ],
  },
  {
    workflow: "ModularBlockPipeline",
    path: "one block of three queued work",
    unit: "run",
    source: `${PIPELINE_BLOCK} and by the callback pattern that it links to`,
    starts: 4,
    states: [
      ...block("StepFunction1", pass),
      ...block("StepFunction2", task("send to the queue, wait for the callback", "sqs:SendMessage")),
      ...block("StepFunction3", pass),
    ],
    functions: [["states:SendTaskSuccess"]],
    calls: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
  },
  {
    workflow: "BookingWorkflow",
    path: "paid for",
    unit: "run",
    source: `${BOOKING}; the seeds have no payment, someone edits the row, which is not counted`,
    starts: 1,
    states: [...afterHold, state("Pass", "Payment Was made.")],
    ...addStepFunction,
  },
  {
    workflow: "BookingWorkflow",
    path: "not paid for, reverted",
    unit: "run",
    source: BOOKING,
    starts: 1,
    states: [...afterHold, revert],
    ...addStepFunction,
  },
  {
    workflow: "BookingWorkflow",
    path: "refused: apartment taken",
    unit: "run",
    source: `${BOOKING}; the seeds only ask whether the apartment exists, book it a second time and revert it`,
    starts: 1,
    states: [...afterHold, revert],
    ...addStepFunction,
  },
  {
    workflow: "BookingWorkflow",
    path: "refused: apartment unknown",
    unit: "run",
    source: BOOKING,
    starts: 1,
    states: [reserve, state("Fail", "Fail")],
    ...addStepFunction,
  },
  {
    workflow: "OrderPipeline",
    path: "accepted",
    unit: "run",
    source: ORDERS,
    states: [...storeOrder, ...writeInvoice],
    ...postOrder,
  },
  {
    workflow: "OrderPipeline",
    path: "refused: an order is active",
    unit: "run",
    source: `${ORDERS}; the seed overwrites the active order and its invoice`,
    states: [...storeOrder, ...writeInvoice],
    ...postOrder,
  },
  {
    workflow: "OrderPipeline",
    path: "invoice failed",
    unit: "run",
    source: `${ORDERS}; the seed takes no notice and succeeds`,
    states: [...storeOrder, ...writeInvoice],
    ...postOrder,
  },
  {
    workflow: "MessengerWorkflow",
    path: "a round without messages",
    unit: "round",
    source: `${MESSENGER}; its scan reads the whole table, sent messages too, and is counted as one read`,
    starts: 0,
    states: round,
  },
  {
    workflow: "MessengerWorkflow",
    path: "a day of running idle",
    unit: "day",
    source: `${MESSENGER}; an execution times out after an hour, and someone starts the next`,
    starts: 24,
    states: round,
    rounds: ROUNDS_OF_DAY,
  },
  {
    workflow: "MessengerWorkflow",
    path: "a message, marked only",
    unit: "message",
    source: MESSENGER,
    starts: 0,
    states: [recordSent],
  },
  {
    workflow: "MessengerWorkflow",
    path: "a message, sent and marked",
    unit: "message",
    source: MESSENGER,
    starts: 0,
    states: [task("Send", "sqs:SendMessage"), recordSent],
  },
];
