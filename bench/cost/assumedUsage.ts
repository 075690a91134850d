import type { Measured } from "../../checks/scenarios/meter";
import type { Stage } from "../../checks/scenarios/scenario";
import type { Usage } from "../../packages/cli";
import { assumedGbSeconds } from "./bill";

/**
 * The measured usage, with the duration that the bench assumes for every invocation, and without the empty polls of event
 * sources, which happen all the time, whatever is run.
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
    // The measurement may be a fraction of the run.
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
