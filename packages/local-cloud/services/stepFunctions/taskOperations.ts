import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from "@aws-sdk/client-sfn";
import { type Json, parseExact } from "../../../asl/engine";
import { parseJson } from "../../aws/parseJson";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { WaitingTask } from "./integrations/taskTokens";

const ACTIVITY = /:activity:/;

export const taskOperations = (service: StepFunctions) => {
  /** The Task that waits for a token; throws AWS's error if there is none. */
  const waitingTask = (token: string): WaitingTask => {
    const task = service.tokens.find(token);
    if (task === undefined) throw errors.invalidToken();
    const owner = service.tokens.ownerOf(token) ?? "";
    if (ACTIVITY.test(owner) && !service.activities.find(owner)) throw errors.taskDoesNotExist();
    if (task === "closed") throw errors.taskTimedOut();
    return task;
  };
  return {
    SendTaskSuccess({ taskToken = "", output = "" }: SendTaskSuccessInput) {
      const task = waitingTask(taskToken);
      task.succeed(parseOutput(output));
      return {};
    },
    SendTaskFailure({ taskToken = "", error, cause }: SendTaskFailureInput) {
      waitingTask(taskToken).fail(error, cause);
      return {};
    },
    SendTaskHeartbeat({ taskToken = "" }: SendTaskHeartbeatInput) {
      waitingTask(taskToken).heartbeat();
      return {};
    },
  };
};

function parseOutput(output: string): Json {
  try {
    return parseJson(output, parseExact) as Json;
  } catch (error) {
    throw error instanceof SyntaxError ? errors.invalidOutput(error.message) : error;
  }
}
