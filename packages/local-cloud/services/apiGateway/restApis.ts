import { Properties } from "../../../local-stack/deploy/properties";
import type { Resource } from "../../../local-stack/program/evaluation";
import type { Clock } from "../../aws/clock";
import { isOwnOrigin } from "../../aws/origin";
import type { RouteContext } from "../../aws/route";
import { AwsError, type HttpRequest, type HttpResponse } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import { AccessLog, type AccessLogSettings } from "./accessLog";
import { readApiRequest } from "./apiRequest";
import { buildDefinition } from "./definition/buildDefinition";
import type { ApiDefinition } from "./definition/definition";
import { extendedRequestId, type Invocation, traceId } from "./invocation";
import { serveRequest } from "./serveRequest";
import { Usage } from "./usage/usage";

export interface RestApisOptions {
  cloud: LocalCloud;
  clock: Clock;
  /** Told what only the developer of an API may know, as why a request was answered with 500. Default: a process warning. */
  warn?(message: string): void;
}

const PREFIX = "/execute-api";
const TYPE_PREFIX = "aws:apigateway/";

/** The answer of an address without an API or a stage, and to pages of other machines. */
const forbidden = (): HttpResponse => ({
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-ErrorType": "ForbiddenException" },
  body: JSON.stringify({ message: "Forbidden" }),
});

/**
 * Amazon API Gateway's REST APIs, served at `/execute-api/API/STAGE/…` from the evaluated resources
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html}). As on AWS a stage serves what
 * its deployment took down; stages, their settings, keys and plans count at once.
 */
export class RestApis {
  private readonly resources = new Map<string, Resource>();
  /** By the deployment's id. */
  private readonly deployments = new Map<string, ApiDefinition>();
  private readonly usage: Usage;
  private readonly accessLog: AccessLog;
  private readonly warn: (message: string) => void;

  constructor(private readonly options: RestApisOptions) {
    const { cloud, clock, warn = (message) => process.emitWarning(message) } = options;
    this.warn = warn;
    this.usage = new Usage(clock, (type) => this.propertiesOf(type));
    this.accessLog = new AccessLog(cloud, warn);
    cloud.addRoute({
      prefix: PREFIX,
      crossOrigin: true,
      handle: (request, context) => this.handle(request, context),
    });
  }

  /** Adds a resource of API Gateway, or replaces the one of its URN. Throws `BadRequestException` or `NotFoundException`. */
  put(resource: Resource): void {
    if (resource.type === `${TYPE_PREFIX}deployment:Deployment`) this.deploy(resource);
    if (resource.type === `${TYPE_PREFIX}stage:Stage`) this.requireDeployment(Properties.of(resource));
    this.resources.set(resource.urn, resource);
  }

  /** Removes a resource; without effect if it is not there. */
  remove(resource: Resource): void {
    this.resources.delete(resource.urn);
    if (resource.type === `${TYPE_PREFIX}deployment:Deployment`) this.deployments.delete(resource.id);
  }

  private deploy(resource: Resource): void {
    const apiId = Properties.of(resource).text("restApi");
    this.deployments.set(resource.id, buildDefinition(apiId, resource.id, [...this.resources.values()]));
  }

  private requireDeployment(stage: Properties): ApiDefinition {
    const definition = this.deployments.get(stage.text("deployment"));
    if (definition) return definition;
    throw new AwsError("NotFoundException", "Invalid Deployment identifier specified", 404);
  }

  private async handle(http: HttpRequest, context: RouteContext): Promise<HttpResponse> {
    const { cloud, clock } = this.options;
    // API Gateway has no such guard; but a local stack's keys are the same on every machine.
    if (!isOwnOrigin(http.headers)) return forbidden();
    const [apiId = "", stageName = "", ...segments] = http.path.slice(PREFIX.length + 1).split("/");
    const stage = this.propertiesOf("stage:Stage").find(
      (one) => one.text("restApi") === apiId && one.text("stageName") === stageName,
    );
    if (!stage) return forbidden();
    const startTime = clock.now();
    const invocation: Invocation = {
      accountId: cloud.accountId,
      region: cloud.region,
      definition: this.requireDeployment(stage),
      stageName,
      stageVariables: stage.texts("variables"),
      request: readApiRequest(http, `/${segments.join("/")}`),
      requestId: context.requestId,
      extendedRequestId: extendedRequestId(),
      traceId: traceId(startTime),
      startTime,
    };
    const response = await serveRequest(invocation, {
      cloud,
      clock,
      context,
      usage: this.usage,
      warn: this.warn,
    });
    await this.log(stage, invocation, response);
    return response;
  }

  private async log(stage: Properties, invocation: Invocation, response: HttpResponse): Promise<void> {
    const settings = accessLogSettings(stage);
    if (!settings) return;
    const role = this.propertiesOf("account:Account")[0]?.optional("cloudwatchRoleArn");
    await this.accessLog.write(settings, role, invocation, response, this.options.clock.now());
  }

  private propertiesOf(type: string): Properties[] {
    const token = `${TYPE_PREFIX}${type}`;
    return [...this.resources.values()].filter((resource) => resource.type === token).map(Properties.of);
  }
}

function accessLogSettings(stage: Properties): AccessLogSettings | undefined {
  const settings = stage.nested("accessLogSettings");
  return settings && { destinationArn: settings.text("destinationArn"), format: settings.text("format") };
}
