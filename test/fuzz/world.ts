import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import type { CloudClock, LocalServices } from "../../packages/local-cloud";
import { type Evaluation, type LocalStack, startLocalStack } from "../../packages/local-stack";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { evaluatedWith } from "../packages/local-stack/stack";
import { DEADLINE_MS } from "./fuzz";

export interface Sent {
  method?: string;
  /** With its query. */
  path?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a rejected request must leave unchanged. */
export interface State {
  tables: string;
  objects: string;
  queues: string;
  executions: number;
  publications: number;
}

/** The whole dev stack in its own local cloud, for requests of any kind, with a record of unexpected errors. */
export class World {
  /** What was answered as an `InternalFailure`, or could not be answered. */
  readonly unexpected: unknown[] = [];
  evaluation!: Evaluation;
  private stack!: LocalStack;
  private known: State | undefined;
  private readonly agent = new Agent({ keepAlive: true });

  static async open(): Promise<World> {
    const world = new World();
    const onError = (error: unknown) => world.unexpected.push(error);
    world.evaluation = unthrottled(await evaluatedWith("dev", USUAL_CONFIG));
    world.stack = await startLocalStack({ program: world.evaluation, onError });
    return world;
  }

  get services(): LocalServices {
    return this.stack.services;
  }

  get clock(): CloudClock {
    return this.stack.clock;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    await this.stack.close();
  }

  get endpoint(): string {
    return this.services.cloud.endpoint;
  }

  output(name: string): string {
    return String(this.evaluation.outputs[name]);
  }

  get ordersPath(): string {
    const { hostname, pathname } = new URL(this.output("ordersUrl"));
    return `/execute-api/${hostname.split(".")[0]}${pathname}`;
  }

  get graphqlPath(): string {
    const api = this.evaluation.resources.find(({ type }) => type === "aws:appsync/graphQLApi:GraphQLApi");
    return `/appsync/${api!.outputs.id ?? api!.id}/graphql`;
  }

  apiKey(name: string): string {
    return (this.evaluation.outputs.apiKeys as Record<string, string>)[name]!;
  }

  /** Sends a request as it is; rejects if there is no response in time. Throws if no client could send it. */
  send({ method = "POST", path = "/", headers = {}, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const length = body ? { "content-length": String(Buffer.byteLength(body)) } : {};
      const options = {
        method,
        path,
        headers: { ...length, ...headers },
        agent: this.agent,
        timeout: DEADLINE_MS,
      };
      const request = httpRequest(this.endpoint, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      });
      request.on("timeout", () => request.destroy(new Error("no answer in time")));
      request.on("error", reject);
      request.end(body);
    });
  }

  /**
   * Signs a request as the administrator, and sends it.
   *
   * @param sent `query` is sorted and encoded; `signedPath` is the path as it is signed, where that is not how it is sent.
   */
  signed(
    service: string,
    { query = "", signedPath, ...sent }: Sent & { query?: string; signedPath?: string; body?: string },
  ): Promise<Answer> {
    const { method = "POST", path = "/", body = "" } = sent;
    const headers = sign({
      endpoint: this.endpoint,
      service,
      keys: ADMINISTRATOR,
      method,
      path: signedPath ?? path,
      query,
      body,
      headers: (sent.headers ?? {}) as Record<string, string>,
    });
    return this.send({ method, path: query ? `${path}?${query}` : path, headers, body });
  }

  /** A call as the administrator, in this process. */
  call(service: string, operation: string, input: object): Promise<Record<string, unknown>> {
    const { cloud } = this.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }

  /** What was stored at the last check, if nothing can have changed since: to compare with {@link state}. */
  async stateBefore(): Promise<State> {
    const state = this.known ?? (await this.state());
    this.known = undefined;
    return state;
  }

  /** Everything that is stored. */
  async state(): Promise<State> {
    const { TableNames } = await this.call("dynamodb", "ListTables", {});
    const { Buckets } = await this.call("s3", "ListBuckets", {});
    const { QueueUrls } = await this.call("sqs", "ListQueues", {});
    const tables = (TableNames as string[]).map((TableName) => this.call("dynamodb", "Scan", { TableName }));
    const objects = ((Buckets ?? []) as { Name: string }[]).map(({ Name }) =>
      this.call("s3", "ListObjectsV2", { Bucket: Name }),
    );
    const queues = ((QueueUrls ?? []) as string[]).map((QueueUrl) =>
      this.call("sqs", "GetQueueAttributes", {
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }).catch((error: Error) => {
        throw new Error(`${QueueUrl}: ${error.message}`);
      }),
    );
    const { stepFunctions, sns } = this.services;
    this.known = {
      tables: JSON.stringify((await Promise.all(tables)).map(({ Items }) => Items)),
      objects: JSON.stringify((await Promise.all(objects)).map(({ Contents }) => Contents)),
      queues: JSON.stringify(await Promise.all(queues)),
      executions: stepFunctions.executions().length,
      publications: sns.publications.length,
    };
    return this.known;
  }
}

/** Accepts whatever a test sends. */
function unthrottled(evaluation: Evaluation): Evaluation {
  const limits: Record<string, object> = {
    "aws:apigateway/methodSettings:MethodSettings": {
      settings: { throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 },
    },
    "aws:apigateway/usagePlan:UsagePlan": { throttleSettings: { rateLimit: 10_000, burstLimit: 5_000 } },
  };
  const resources = evaluation.resources.map((resource) => {
    const limit = limits[resource.type];
    if (!limit) return resource;
    return {
      ...resource,
      inputs: { ...resource.inputs, ...limit },
      outputs: { ...resource.outputs, ...limit },
    };
  });
  return { ...evaluation, resources };
}
