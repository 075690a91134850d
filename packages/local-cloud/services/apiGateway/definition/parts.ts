import { Properties } from "../../../../local-stack/deploy/properties";
import type { Resource } from "../../../../local-stack/program/evaluation";
import { AwsError } from "../../../aws/service";

const PREFIX = "aws:apigateway/";

/** The resources that make up one API. */
export class ApiParts {
  private readonly byType = new Map<string, Properties[]>();

  constructor(
    readonly apiId: string,
    resources: readonly Resource[],
  ) {
    for (const resource of resources) {
      const part = Properties.of(resource);
      if (ownerOf(part) !== apiId && resource.id !== apiId) continue;
      const type = resource.type.slice(PREFIX.length);
      this.byType.set(type, [...(this.byType.get(type) ?? []), part]);
    }
  }

  /** @param type the end of the type token: `method:Method` */
  of(type: string): Properties[] {
    return this.byType.get(type) ?? [];
  }

  /** The API itself. Throws `NotFoundException`. */
  api(): Properties {
    const api = this.of("restApi:RestApi")[0];
    if (api) return api;
    throw new AwsError("NotFoundException", "Invalid API identifier specified", 404);
  }

  /** The parts of a method: its integration, its responses. */
  ofMethod(type: string, method: Properties): Properties[] {
    return this.of(type).filter((part) =>
      ["resourceId", "httpMethod"].every((key) => part.text(key) === method.text(key)),
    );
  }

  requestValidator(id: string | undefined): Properties | undefined {
    return id === undefined
      ? undefined
      : this.of("requestValidator:RequestValidator").find((part) => part.text("id") === id);
  }
}

/** Most types name their API `restApi`, some `restApiId`. */
const ownerOf = (part: Properties) => part.optional("restApi") ?? part.optional("restApiId");
