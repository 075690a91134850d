import { isDeepStrictEqual } from "node:util";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { type Check, type Ended, everyExecutionEnded, everyRequestAnswered } from "./promises";
import type { Recording } from "./recording";
import { asEnded, endOf, executionsOf, type Phase, sdkAccess, type Target, type Workload } from "./workload";

/** Started by the SDK; every input must come out as the blocks leave it. */
export class PipelineLoad implements Workload {
  readonly workflow = "pipeline";
  readonly door = "StartExecution, SDK";
  readonly phases: Phase[] = [
    { title: "at once", kind: "burst", run: (index, recording) => this.start(`burst-${index}`, recording) },
    {
      title: "sustained",
      kind: "sustained",
      run: (index, recording) => this.start(`on-${index}`, recording),
    },
  ];
  private readonly client: SFNClient;
  private readonly ended: Ended[] = [];
  private readonly altered: string[] = [];

  constructor(private readonly target: Target) {
    this.client = new SFNClient(sdkAccess(target.services));
  }

  async checks(recordings: Recording[]): Promise<Check[]> {
    const inner = executionsOf(this.target.services, this.workflow).map(asEnded);
    const all = new Map([...this.ended, ...inner].map((one) => [one.arn, one]));
    return [
      everyRequestAnswered(recordings),
      everyExecutionEnded([...all.values()], []),
      {
        promise: "every input comes out as the blocks leave it",
        of: `${this.ended.length} pipelines`,
        broken: this.altered,
      },
    ];
  }

  close(): void {
    this.client.destroy();
  }

  private start(name: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const item = { name: `  ${name}\n`, value: name };
      const { executionArn } = await recording.request(() =>
        this.client.send(
          new StartExecutionCommand({
            stateMachineArn: String(this.target.evaluation.outputs.pipelineArn),
            input: JSON.stringify({ Output: { input: item } }),
          }),
        ),
      );
      const execution = await endOf(this.target.services, executionArn!);
      this.ended.push(asEnded(execution));
      const { result } = execution;
      if (result?.status !== "SUCCEEDED")
        return `${execution.status} ${asEnded(execution).error ?? ""}`.trim();
      if (!isDeepStrictEqual(result.output, { Output: { input: { name, value: name } } }))
        this.altered.push(`${name} came out as ${JSON.stringify(result.output)}`);
      return result.status;
    });
  }
}
