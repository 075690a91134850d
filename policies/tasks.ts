import type { PolicyConfigSchema, ResourceValidationPolicy } from "@pulumi/policy";
import { tasksOf } from "./definition";
import { ofTypes } from "./validation";

interface StateMachine {
  definition: string;
}

export const taskTimeouts: ResourceValidationPolicy = {
  name: "task-timeouts",
  description:
    "Every Task has TimeoutSeconds: without it, a task that never completes keeps its execution open for up to a year. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#sfn-stuck-execution",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<StateMachine>(["aws:sfn/stateMachine:StateMachine"], ({ props }, report) => {
    for (const [name, task] of tasksOf(props.definition)) {
      if (task.TimeoutSeconds === undefined && task.TimeoutSecondsPath === undefined) {
        report(`Task '${name}' has no TimeoutSeconds`);
      }
    }
  }),
};

const LONGEST_SILENCE_SECONDS = 3_600;

const silenceSchema: PolicyConfigSchema = {
  properties: {
    longestSilenceSeconds: { type: "integer", minimum: 1, default: LONGEST_SILENCE_SECONDS },
  },
};

export const callbackHeartbeats: ResourceValidationPolicy = {
  name: "callback-heartbeats",
  description:
    "Every Task that waits for a callback has HeartbeatSeconds, unless its TimeoutSeconds is at most an hour (or the " +
    "policy's longestSilenceSeconds): the Task then does not wait for a worker that died. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-hearbeat",
  enforcementLevel: "mandatory",
  configSchema: silenceSchema,
  validateResource: (args, report) => {
    const { longestSilenceSeconds: longest = LONGEST_SILENCE_SECONDS } = args.getConfig<{
      longestSilenceSeconds?: number;
    }>();
    const check = ofTypes<StateMachine>(["aws:sfn/stateMachine:StateMachine"], ({ props }) => {
      for (const [name, task] of tasksOf(props.definition)) {
        const waits = task.Resource?.endsWith(".waitForTaskToken");
        const beats = task.HeartbeatSeconds !== undefined || task.HeartbeatSecondsPath !== undefined;
        const ends = typeof task.TimeoutSeconds === "number" && task.TimeoutSeconds <= longest;
        if (waits && !beats && !ends) {
          report(`Task '${name}' waits for a callback without HeartbeatSeconds, for more than ${longest} s`);
        }
      }
    });
    return check(args, report);
  },
};
