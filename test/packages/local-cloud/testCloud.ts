import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type AssumeRoleRequest,
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type Session,
} from "../../../packages/local-cloud/aws/service";
import { observe } from "./models/hook";

/** A cloud with the services a test needs: everyone may do everything that is not in {@link denied}. */
export class TestCloud implements Cloud {
  readonly accountId = "123456789012";
  readonly region = "us-east-1";
  endpoint = "http://127.0.0.1:1";
  readonly services = new Map<string, Service>();
  /** Actions: `sqs:SendMessage`. */
  readonly denied = new Set<string>();
  /** Role ARNs that Lambda may not assume. */
  readonly untrusted = new Set<string>();
  /** `ACTION RESOURCE` of every request that was denied. */
  readonly refusals: string[] = [];
  /** `service:Operation` of every call that was carried out. */
  readonly calls: string[] = [];
  readonly assumed: AssumeRoleRequest[] = [];
  private server: Server | undefined;

  readonly administrator: Caller = {
    arn: `arn:aws:iam::${this.accountId}:user/administrator`,
    accountId: this.accountId,
  };

  roleArn(name: string): string {
    return `arn:aws:iam::${this.accountId}:role/${name}`;
  }

  add<S extends Service>(service: S): S {
    observe(service);
    this.services.set(service.signingName, service);
    return service;
  }

  async call(caller: Caller, name: string, operation: string, input: object, signal?: AbortSignal) {
    const service = this.services.get(name);
    if (!service) throw new AwsError("UnknownService", name);
    const call = { operation, input: { ...input }, requestId: randomUUID() };
    this.authorize(caller, service.requirements(call));
    this.calls.push(`${name}:${operation}`);
    return service.invoke(call, caller, {
      requestId: call.requestId,
      signal: signal ?? new AbortController().signal,
      idle: (work) => work,
    });
  }

  authorize(caller: Caller, requirements: Requirement[]): void {
    for (const { action, resource } of requirements) {
      if (!this.denied.has(action)) continue;
      this.refusals.push(`${action} ${resource}`);
      throw new AwsError("AccessDeniedException", `${caller.arn} may not ${action} on ${resource}`, 403);
    }
  }

  assumeRole(roleArn: string, request: AssumeRoleRequest): Session {
    if (this.untrusted.has(roleArn)) throw new AwsError("AccessDenied", `${roleArn} is not trusted`, 403);
    this.assumed.push(request);
    const role = roleArn.split("/").at(-1);
    return {
      caller: {
        arn: `arn:aws:sts::${this.accountId}:assumed-role/${role}/${request.sessionName}`,
        accountId: this.accountId,
        roleArn,
      },
      credentials: { accessKeyId: `ASIA${role}`, secretAccessKey: "secret", sessionToken: "token" },
    };
  }

  /** Serves the services over HTTP, distinguished by the name that requests are signed for. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => void this.serve(request, response)).listen(
      0,
      "127.0.0.1",
    );
    await once(this.server, "listening");
    this.endpoint = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const service of [...this.services.values()].reverse()) await service.close?.();
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const name = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1];
    const service = this.services.get(name ?? "")!;
    const url = new URL(request.url ?? "/", this.endpoint);
    const answer = await this.answer(service, {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(chunks),
    });
    response
      .writeHead(answer.status, { ...answer.headers, "x-amzn-requestid": randomUUID() })
      .end(answer.body);
  }

  private async answer(service: Service, request: Parameters<Service["decode"]>[0]) {
    const codec = service.speak?.(request) ?? service;
    try {
      const call = codec.decode(request);
      const output = await this.call(this.administrator, service.signingName, call.operation, call.input);
      return codec.encode(output, call);
    } catch (error) {
      if (error instanceof AwsError) return codec.encodeError(error);
      throw error;
    }
  }
}

/** Polls until `check` holds; fails after `deadlineMs`. */
export async function eventually(check: () => boolean, deadlineMs = 10_000): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!check()) {
    if (performance.now() > end) throw new Error(`Not within ${deadlineMs} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
