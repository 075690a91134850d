import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";

/** `getStepFunctions`: the executions of the booking state machine, newest first; at most 100. */
export const getStepFunctions = () => {
  const client = new SFNClient({});
  return async () => {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn: process.env.UNQUALIFIED_ARN, maxResults: 100 }),
    );
    return executions.map(({ name, executionArn }) => ({ id: name, arn: executionArn }));
  };
};
