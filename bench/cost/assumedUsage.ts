import type { Measured } from "../../checks/scenarios/meter";
import type { Usage } from "../../checks/scenarios/prices";
import type { Stage } from "../../checks/scenarios/scenario";
import { assumedGbSeconds } from "./bill";

/**
 * What was measured, with every invocation taken to last as long as the bench assumes, and without what an event source
 * asks its queue in vain: that it does all the time, whatever is run.
 */
export async function assumedUsage(
  stage: Stage,
  measure: (stage: Stage) => Promise<Measured>,
): Promise<Usage> {
  const { lambda, cloud } = stage.services;
  let invocations = 0;
  let gbSeconds = 0;
  let inVain = 0;
  const detachFunctions = lambda.onInvocation(({ memorySize }) => {
    invocations++;
    gbSeconds += assumedGbSeconds(memorySize);
  });
  const detachCalls = cloud.onCall(({ service, operation, output }) => {
    const messages = output?.Messages;
    const isEmpty = !Array.isArray(messages) || messages.length === 0;
    if (service === "sqs" && operation === "ReceiveMessage" && isEmpty) inVain++;
  });
  try {
    const { usage } = await measure(stage);
    // What was measured may be a share of what was run.
    const share = invocations === 0 ? 0 : (usage.lambdaRequest ?? 0) / invocations;
    return {
      ...usage,
      lambdaGbSecond: gbSeconds * share,
      ...(usage.sqsRequest && { sqsRequest: usage.sqsRequest - inVain }),
    };
  } finally {
    detachFunctions();
    detachCalls();
  }
}
