import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { errors } from "./errors";

export interface PageRequest {
  maxResults?: number | undefined;
  nextToken?: string | undefined;
}

export interface Page<T> {
  items: T[];
  nextToken?: string;
}

const DEFAULT_PAGE = 100;

/** Returns lists in pages. Tokens are opaque and signed, and only valid for the request that returned them. */
export class Pages {
  private readonly key = randomBytes(32);

  /**
   * A page of `items`.
   *
   * @param scope the operation and its filters: a token from another scope is rejected with `InvalidToken`.
   * @param position an item's position in the order, increasing from item to item. A page starts after the last item
   *   returned, so that items added or removed in between cause neither repeats nor gaps.
   */
  page<T>(items: readonly T[], request: PageRequest, scope: string, position: (item: T) => number): Page<T> {
    const after = request.nextToken === undefined ? undefined : this.read(request.nextToken, scope);
    const rest = after === undefined ? items : items.filter((item) => position(item) > after);
    const page = rest.slice(0, request.maxResults || DEFAULT_PAGE);
    const last = page.at(-1);
    if (last === undefined || page.length === rest.length) return { items: page };
    return { items: page, nextToken: this.write(position(last), scope) };
  }

  private write(position: number, scope: string): string {
    const text = String(position);
    return Buffer.concat([this.sign(text, scope), Buffer.from(text)]).toString("base64url");
  }

  private read(token: string, scope: string): number {
    const bytes = Buffer.from(token, "base64url");
    const text = bytes.subarray(32).toString();
    const genuine =
      bytes.toString("base64url") === token &&
      bytes.length > 32 &&
      timingSafeEqual(bytes.subarray(0, 32), this.sign(text, scope));
    if (!genuine) throw errors.invalidToken();
    return Number(text);
  }

  private sign(text: string, scope: string): Buffer {
    return createHmac("sha256", this.key).update(`${scope}\n${text}`).digest();
  }
}
