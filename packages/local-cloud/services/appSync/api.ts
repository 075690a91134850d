import type { ApiDefinition } from "./definition";
import { FieldError } from "./errors";
import type { LambdaDataSource } from "./execution/dataSource";
import { DocumentCache } from "./request/documentCache";
import type { AuthorizationMode } from "./schema/authorizationModes";

/** An API with its keys, data sources and resolvers. */
export class ServedApi {
  /** When each API key expires, in milliseconds of the clock. */
  readonly keys = new Map<string, number>();
  /** By name; undefined for one of type `NONE`. */
  readonly dataSources = new Map<string, LambdaDataSource | undefined>();
  /** The name of the data source by field: `Query.getBooking`. */
  readonly resolvers = new Map<string, string>();
  private current: ApiDefinition;
  private cache: DocumentCache;

  constructor(definition: ApiDefinition) {
    this.current = definition;
    this.cache = new DocumentCache(definition);
  }

  get definition(): ApiDefinition {
    return this.current;
  }

  set definition(definition: ApiDefinition) {
    this.current = definition;
    this.cache = new DocumentCache(definition);
  }

  /** The documents that were validated against the definition. */
  get documents(): DocumentCache {
    return this.cache;
  }

  get modes(): readonly AuthorizationMode[] {
    return this.current.modes;
  }

  /** The function that resolves a field. Throws a {@link FieldError}. */
  dataSourceOf(typeName: string, fieldName: string): LambdaDataSource {
    const name = this.resolvers.get(`${typeName}.${fieldName}`) ?? "";
    const source = this.dataSources.get(name);
    if (source) return source;
    throw new FieldError("BadRequestException", `No data source found named ${name}`);
  }
}
