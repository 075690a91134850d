import { AwsError } from "../../../aws/service";
import type { ApiGatewayResource, Method, ResourceKind, ResourceOf, RestApi } from "../resources";

/** The resources that make up one API. */
export class ApiParts {
  private readonly resources: readonly ApiGatewayResource[];

  constructor(
    readonly apiId: string,
    resources: readonly ApiGatewayResource[],
  ) {
    this.resources = resources.filter((resource) =>
      resource.kind === "RestApi"
        ? resource.id === apiId
        : "restApiId" in resource && resource.restApiId === apiId,
    );
  }

  of<Kind extends ResourceKind>(kind: Kind): ResourceOf<Kind>[] {
    return ofKind(this.resources, kind);
  }

  /** The API itself. Throws `NotFoundException`. */
  api(): RestApi {
    const api = this.of("RestApi")[0];
    if (api) return api;
    throw new AwsError("NotFoundException", "Invalid API identifier specified", 404);
  }

  /** A method's integration, method responses or integration responses. */
  ofMethod<Kind extends "Integration" | "IntegrationResponse" | "MethodResponse">(
    kind: Kind,
    { resourceId, httpMethod }: Method,
  ): ResourceOf<Kind>[] {
    const parts = this.resources.filter(
      (part) => "resourceId" in part && part.resourceId === resourceId && part.httpMethod === httpMethod,
    );
    return ofKind(parts, kind);
  }
}

export const ofKind = <Kind extends ResourceKind>(
  resources: readonly ApiGatewayResource[],
  kind: Kind,
): ResourceOf<Kind>[] => resources.filter((resource): resource is ResourceOf<Kind> => resource.kind === kind);
