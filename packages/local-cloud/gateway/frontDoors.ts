import type { CallContext, Caller, HttpRequest, HttpResponse } from "../aws/service";

/** An address of the port that does not speak an AWS API: a deployed REST API, a GraphQL API, a page. */
export interface FrontDoor {
  /** `/graphql` takes that path and everything below it. The longest prefix wins; all win over AWS's own addresses. */
  prefix: string;
  /** Whether web pages of other origins may send requests (the answer's CORS headers are the handler's). Default: no. */
  crossOrigin?: boolean;
  /** May throw `AwsError`, which is answered as JSON. */
  handle(request: HttpRequest, context: FrontDoorContext): Promise<HttpResponse>;
}

export interface FrontDoorContext extends CallContext {
  /** Who signed the request by SigV4 for this signing name (`execute-api`). Throws `AwsError` if nobody known did. */
  authenticate(signingName: string): Caller;
}

export class FrontDoors {
  private readonly doors: FrontDoor[] = [];
  private readonly listeners = new Set<(prefix: string) => void>();

  /** Calls `listener` with the door's prefix at every request. Returns a function that ends this. */
  onRequest(listener: (prefix: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  announce({ prefix }: FrontDoor): void {
    for (const listener of this.listeners) listener(prefix);
  }

  /** Returns a function that closes the door again. */
  open(door: FrontDoor): () => void {
    if (!/^\/[^?#]*[^/?#]$/.test(door.prefix)) {
      throw new Error(`The prefix of a front door must be like "/graphql", not "${door.prefix}".`);
    }
    if (this.doors.some(({ prefix }) => prefix === door.prefix)) {
      throw new Error(`There is a front door at ${door.prefix} already.`);
    }
    this.doors.push(door);
    this.doors.sort((a, b) => b.prefix.length - a.prefix.length);
    return () => {
      const index = this.doors.indexOf(door);
      if (index >= 0) this.doors.splice(index, 1);
    };
  }

  /** The door for a path, without its query. */
  find(path: string): FrontDoor | undefined {
    return this.doors.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  }
}
