import type { OpenStack } from "../local-cloud/controlApi";
import type { Changes } from "./deploy/deployment";
import type { LocalStack } from "./localStack";
import type { Evaluation } from "./program/evaluation";
import { duration, say } from "./terminal";

/** A stack that is deployed again and again, one deployment after the other. */
export class LiveStack implements OpenStack {
  /** Of the last deployment that went well. */
  evaluation: Evaluation | undefined;
  private config: Record<string, string> = {};
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly stack: LocalStack) {}

  get name(): string {
    return this.stack.name;
  }

  /** Rejects with `EvaluationError` or `DeploymentError`; the configuration is then as it was before. */
  deploy(config: Record<string, string> = {}): Promise<void> {
    const deployed = this.last.then(() => this.deployNow(config));
    this.last = deployed.catch(() => {});
    return deployed;
  }

  private async deployNow(changed: Record<string, string>): Promise<void> {
    const config = { ...this.config, ...changed };
    const evaluation = await this.stack.evaluate(config);
    const changes = await this.stack.deploy(evaluation);
    this.evaluation = evaluation;
    this.config = config;
    say(`evaluated stack ${this.name} in ${duration(evaluation.durationMs)}: ${summary(changes)}`);
    if (changes.unsupported.length > 0) say(`not run on this machine: ${changes.unsupported.join(", ")}`);
  }
}

const summary = ({ created, updated, deleted, unchanged }: Changes): string =>
  Object.entries({ created, updated, deleted, unchanged })
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${urns.length} ${what}`)
    .join(", ") || "no resources";
