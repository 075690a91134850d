import { request as httpRequest } from "node:http";
import { text } from "node:stream/consumers";
import { USUAL_CONFIG } from "../../checks/scenarios/scenario";
import { type Credential, callApi } from "../../checks/workflows/apiClient";
import type { RawRequest, RawResponse } from "../packages/local-cloud/gateway/support";
import { evaluatedWith, type Running, start } from "../packages/local-stack/stack";

export type Stack = "dev" | "prod";

/** The whole program in a local cloud, with the addresses that an attacker would use. */
export class Program {
  /** `/execute-api/ID/v1` */
  readonly ordersPath: string;
  /** `/appsync/ID/graphql` */
  readonly bookingPath: string;

  static async start(stack: Stack): Promise<Program> {
    return new Program(stack, await start(await evaluatedWith(stack, USUAL_CONFIG)));
  }

  private constructor(
    readonly stack: Stack,
    readonly running: Running,
  ) {
    const { ordersUrl } = running.outputs;
    const [, api, stage] = /^https:\/\/(\w+)\.[^/]+\/(\w+)/.exec(String(ordersUrl)) ?? [];
    this.ordersPath = `/execute-api/${api}/${stage}`;
    this.bookingPath = `/appsync/${this.idOf("aws:appsync/graphQLApi:GraphQLApi")}/graphql`;
  }

  close(): Promise<void> {
    return this.running.close();
  }

  get services() {
    return this.running.services;
  }

  get endpoint(): string {
    return this.services.cloud.endpoint;
  }

  get apiKeys(): { orders?: string; booking?: string } {
    return this.running.outputs.apiKeys as { orders?: string; booking?: string };
  }

  /** The provider's id of the only resource of a type. */
  idOf(type: string, name = /./): string {
    const found = this.running.evaluation.resources.filter(
      (each) => each.type === type && name.test(each.name),
    );
    if (found.length !== 1) throw new Error(`${found.length} resources ${type} like ${name}`);
    return found[0]!.id;
  }

  arnOf(type: string, name: RegExp): string {
    const found = this.running.evaluation.resources.find(
      (each) => each.type === type && name.test(each.name),
    );
    if (!found) throw new Error(`no resource ${type} like ${name}`);
    return String(found.outputs.arn);
  }

  /** Sends a raw, unsigned request. */
  send(request: RawRequest): Promise<RawResponse> {
    return sendAsIs(this.endpoint, request);
  }

  /** A session of a role of the program. */
  session(name: RegExp, service = "lambda.amazonaws.com") {
    const { cloud } = this.services;
    return cloud.assumeRole(this.arnOf("aws:iam/role:Role", name), {
      principal: { service },
      sessionName: "attack",
      sourceAccount: cloud.accountId,
      sourceArn: `arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:attack`,
    });
  }

  /** Calls the orders' API as an authorized client. */
  async orders(method: string, path: string, body?: unknown) {
    const { orders } = this.apiKeys;
    return this.asWhoMay(orders, "execute-api", method, this.ordersPath + path, body);
  }

  /** Calls the bookings' API as an authorized client. */
  async booking(body: unknown) {
    const { booking } = this.apiKeys;
    return this.asWhoMay(booking, "appsync", "POST", this.bookingPath, body);
  }

  private async asWhoMay(
    apiKey: string | undefined,
    service: "execute-api" | "appsync",
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; text: string }> {
    const credential: Credential = apiKey ? { apiKey } : { service, region: this.services.cloud.region };
    return callApi(credential, method, this.endpoint + path, body);
  }

  /** The number of executions of a state machine of the program. */
  executions(machine: string): number {
    return this.services.stepFunctions.executions().filter(({ arn }) => arn.includes(`:${machine}-machine-`))
      .length;
  }
}

/** Asserts that a response discloses nothing about this machine: no file, no line of a stack trace. */
export const INTERNAL =
  /\bat [\w.<>]+ \(|node:internal|\/(?:home|root|tmp|usr|work|Users)\/|node_modules|\.m?ts\b/;

/** One request with exactly this path and these headers: a URL would be normalized. */
export async function sendAsIs(endpoint: string, request: RawRequest): Promise<RawResponse> {
  const { hostname, port } = new URL(endpoint);
  const { method = "POST", path = "/", headers = {}, body } = request;
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      text(response).then((answer) => resolve({ status, headers: answered, body: answer }), reject);
    });
    sent.once("error", reject).end(body);
  });
}
