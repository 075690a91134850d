import { SFNClient } from "@aws-sdk/client-sfn";
import type { Check } from "../workflows/check";
import { checkExecutions, type ExecutionFacts, factsOf } from "../workflows/executions";
import { PipelineClient, untilWorkIsDone } from "../workflows/pipeline/client";
import { checkPipelines, type PipelineFacts } from "../workflows/pipeline/promises";
import { checkRequests, type Recording } from "./recording";
import { endOf, executionsOf, type Phase, sdkAccess, stackOf, type Target, type Workload } from "./workload";

/** Started with the SDK; the blocks trim the name of each input. */
export class PipelineLoad implements Workload {
  readonly workflow = "pipeline";
  readonly api = "StartExecution, SDK";
  readonly phases: Phase[] = [
    { title: "at once", kind: "burst", run: (index, recording) => this.start(`burst-${index}`, recording) },
    {
      title: "sustained",
      kind: "sustained",
      run: (index, recording) => this.start(`on-${index}`, recording),
    },
  ];
  private readonly sdk: SFNClient;
  private readonly client: PipelineClient;
  private readonly ended: ExecutionFacts[] = [];
  private readonly pipelines: (Omit<PipelineFacts, "running"> & { arn: string })[] = [];

  constructor(private readonly target: Target) {
    this.sdk = new SFNClient(sdkAccess(target.services));
    this.client = new PipelineClient(stackOf(target), this.sdk);
  }

  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services, evaluation } = this.target;
    const waiting = await untilWorkIsDone(this.target, evaluation);
    const executions = executionsOf(services, this.workflow);
    const running = executions.filter(({ status }) => status === "RUNNING");
    const all = new Map([...this.ended, ...executions.map(factsOf)].map((facts) => [facts.arn, facts]));
    const pipelines = this.pipelines.map(({ arn, ...facts }) => ({
      ...facts,
      running: running.filter(({ startedBy }) => startedBy === arn).map(({ name }) => name),
    }));
    return [
      checkRequests(recordings),
      checkExecutions([...all.values()]),
      ...checkPipelines(pipelines, waiting),
    ];
  }

  close(): void {
    this.sdk.destroy();
  }

  private start(name: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const arn = await recording.request(() => this.client.start({ name: `  ${name}\n`, value: name }));
      const execution = await endOf(this.target.services, arn);
      const facts = factsOf(execution);
      this.ended.push(facts);
      this.pipelines.push({ arn, name, result: execution.result, expected: { name, value: name } });
      return facts.error === undefined ? facts.status : `${facts.status} ${facts.error}`;
    });
  }
}
