import assert from "node:assert/strict";
import { CloudClock, type LocalServices, startLocalServices } from "../../../../packages/local-cloud";
import { Deployment } from "../../../../packages/local-stack/deploy/deployment";
import type { Resource } from "../../../../packages/local-stack/program/evaluation";
import { resource as plain } from "../resource";

/** A registered resource with these inputs, and with outputs that differ from them. */
export function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown>,
  outputs: Record<string, unknown> = {},
): Resource {
  return plain(type, name, { inputs, outputs: { ...inputs, ...outputs } });
}

/** A local cloud into which sets of resources are deployed one after another. */
export class TestDeployment {
  private constructor(
    readonly services: LocalServices,
    private readonly deployment: Deployment,
  ) {}

  static async start(): Promise<TestDeployment> {
    const onError = (error: unknown) => assert.fail(error as Error);
    const services = await startLocalServices({ clock: new CloudClock(), onError });
    return new TestDeployment(services, new Deployment(services));
  }

  /** Deploys exactly these resources, in this order. */
  apply(...resources: Resource[]) {
    return this.deployment.apply({
      project: "test",
      stack: "dev",
      resources,
      outputs: {},
      secretOutputs: [],
      logs: [],
      durationMs: 0,
    });
  }

  /** Calls a service as the administrator. */
  call(service: string, operation: string, input: object) {
    const { cloud } = this.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }

  close(): Promise<void> {
    return this.services.close();
  }
}
