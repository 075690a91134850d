import type { Route } from "../aws/route";

/** The routes of the port, by prefix. */
export class Routes {
  private readonly routes: Route[] = [];
  private readonly listeners = new Set<(prefix: string) => void>();

  /** Calls `listener` with the route's prefix at every request. Returns a function that removes it. */
  onRequest(listener: (prefix: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  announce({ prefix }: Route): void {
    for (const listener of this.listeners) listener(prefix);
  }

  /** Returns a function that removes the route. */
  add(route: Route): () => void {
    if (route.prefix !== "/" && !/^\/[^?#]*[^/?#]$/.test(route.prefix)) {
      throw new Error(`The prefix of a route must be like "/graphql" or "/", not "${route.prefix}".`);
    }
    if (this.routes.some(({ prefix }) => prefix === route.prefix)) {
      throw new Error(`There is already a route at ${route.prefix}.`);
    }
    this.routes.push(route);
    this.routes.sort((a, b) => b.prefix.length - a.prefix.length);
    return () => {
      const index = this.routes.indexOf(route);
      if (index >= 0) this.routes.splice(index, 1);
    };
  }

  /** The route for a path, without its query. `/` is that path alone. */
  find(path: string): Route | undefined {
    return this.routes.find(
      ({ prefix }) => path === prefix || (prefix !== "/" && path.startsWith(`${prefix}/`)),
    );
  }
}
