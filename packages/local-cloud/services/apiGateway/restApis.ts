import type { Clock } from "../../aws/clock";
import { isOwnOrigin } from "../../aws/origin";
import type { RouteContext } from "../../aws/route";
import { AwsError, type HttpRequest, type HttpResponse } from "../../aws/service";
import type { LocalCloud } from "../../cloud";
import { AccessLog } from "./accessLog";
import { readApiRequest } from "./apiRequest";
import { buildDefinition } from "./definition/buildDefinition";
import type { ApiDefinition } from "./definition/definition";
import { ofKind } from "./definition/parts";
import { extendedRequestId, type Invocation, traceId } from "./invocation";
import type { ApiGatewayResource, Deployment, ResourceKind, ResourceOf, Stage } from "./resources";
import { serveRequest } from "./serveRequest";
import { Usage } from "./usage/usage";

export interface RestApisOptions {
  cloud: LocalCloud;
  clock: Clock;
  /** Receives what only the API's developer may see, such as the cause of a 500. Default: a process warning. */
  warn?(message: string): void;
}

const PREFIX = "/execute-api";

/** The response if there is no such API or stage, and to pages of other machines. */
const forbidden = (): HttpResponse => ({
  status: 403,
  headers: { "content-type": "application/json", "x-amzn-ErrorType": "ForbiddenException" },
  body: JSON.stringify({ message: "Forbidden" }),
});

/**
 * Amazon API Gateway's REST APIs, served at `/execute-api/API/STAGE/…` from the evaluated resources
 * ({@link https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html}). As on AWS, a stage serves the
 * snapshot of its deployment; changes of stages, their settings, keys and plans take effect at once.
 */
export class RestApis {
  /** By the key of {@link put}. */
  private readonly resources = new Map<string, ApiGatewayResource>();
  /** By the deployment's ID. */
  private readonly deployments = new Map<string, ApiDefinition>();
  private readonly usage: Usage;
  private readonly accessLog: AccessLog;
  private readonly warn: (message: string) => void;

  constructor(private readonly options: RestApisOptions) {
    const { cloud, clock, warn = (message) => process.emitWarning(message) } = options;
    this.warn = warn;
    this.usage = new Usage(clock, (kind) => this.ofKind(kind));
    this.accessLog = new AccessLog(cloud, warn);
    cloud.addRoute({
      prefix: PREFIX,
      crossOrigin: true,
      handle: (request, context) => this.handle(request, context),
    });
  }

  /**
   * Adds a resource, or replaces the one with that key, which the caller chooses.
   * Throws `BadRequestException` or `NotFoundException`.
   */
  put(key: string, resource: ApiGatewayResource): void {
    if (resource.kind === "Deployment") this.deploy(resource);
    if (resource.kind === "Stage") this.requireDeployment(resource);
    this.resources.set(key, resource);
  }

  /** Removes the resource with that key, if there is one. */
  remove(key: string): void {
    const resource = this.resources.get(key);
    this.resources.delete(key);
    if (resource?.kind === "Deployment") this.deployments.delete(resource.id);
  }

  private deploy({ id, restApiId }: Deployment): void {
    this.deployments.set(id, buildDefinition(restApiId, id, [...this.resources.values()]));
  }

  private requireDeployment({ deploymentId }: Stage): ApiDefinition {
    const definition = this.deployments.get(deploymentId);
    if (definition) return definition;
    throw new AwsError("NotFoundException", "Invalid Deployment identifier specified", 404);
  }

  private async handle(http: HttpRequest, context: RouteContext): Promise<HttpResponse> {
    const { cloud, clock } = this.options;
    // Beyond API Gateway's own checks, since a local stack's API keys are the same on every machine.
    if (!isOwnOrigin(http.headers)) return forbidden();
    const [apiId = "", stageName = "", ...segments] = http.path.slice(PREFIX.length + 1).split("/");
    const stage = this.ofKind("Stage").find(
      (candidate) => candidate.restApiId === apiId && candidate.stageName === stageName,
    );
    if (!stage) return forbidden();
    const startTime = clock.now();
    const invocation: Invocation = {
      accountId: cloud.accountId,
      region: cloud.region,
      definition: this.requireDeployment(stage),
      stageName,
      stageVariables: new Map(Object.entries(stage.variables)),
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

  private async log(
    { accessLogSettings }: Stage,
    invocation: Invocation,
    response: HttpResponse,
  ): Promise<void> {
    if (!accessLogSettings) return;
    const role = this.ofKind("Account")[0]?.cloudwatchRoleArn;
    await this.accessLog.write(accessLogSettings, role, invocation, response, this.options.clock.now());
  }

  private ofKind<Kind extends ResourceKind>(kind: Kind): ResourceOf<Kind>[] {
    return ofKind([...this.resources.values()], kind);
  }
}
