import { type Json, TaskFailure } from "../../../../asl/engine";
import { AwsError } from "../../../aws/service";
import { optimizedStyle } from "./failure";
import type { TaskCall } from "./taskCall";

/** An activity makes no API call that could fail. */
export const ACTIVITY_STYLE = optimizedStyle("States", "TaskFailed", "AWSStepFunctions");

/**
 * A Task that workers poll for with `GetActivityTask`
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/concepts-activities.html}).
 */
export async function runActivity(call: TaskCall, activityArn: string): Promise<Json> {
  const { request, environment } = call;
  const token = call.openToken(activityArn);
  try {
    if (request.submittedBefore === undefined) {
      environment.activities.schedule(
        activityArn,
        { token: request.taskToken ?? "", input: request.exactParameters },
        request.signal,
        (workerName) => request.started(workerName),
      );
    }
    return await token.answer;
  } catch (error) {
    if (error instanceof AwsError) throw new TaskFailure("States.Runtime", error.message);
    throw error;
  } finally {
    token.close();
  }
}
