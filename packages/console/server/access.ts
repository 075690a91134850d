import { randomBytes, timingSafeEqual } from "node:crypto";

/** Another port of this machine may be another stack: browsers send cookies to all ports of a host. */
const cookieName = (port: string): string => `sfn-workflows-${port}`;

/**
 * Who may use the console, which acts as the stack's administrator: a browser that opened the printed link. The link's token becomes a
 * cookie that pages of other sites cannot send and scripts cannot read. Each start has another token.
 */
export class Access {
  private readonly token = randomBytes(32).toString("base64url");
  private readonly cookie: string;

  constructor(private readonly endpoint: string) {
    this.cookie = cookieName(new URL(endpoint).port);
  }

  /** What is printed. */
  get link(): string {
    return `${this.endpoint}/?token=${this.token}`;
  }

  /** Whether a token is that of the link. */
  admits(token: string | null | undefined): boolean {
    const given = Buffer.from(token ?? "");
    const expected = Buffer.from(this.token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** @param header the request's `Cookie` */
  isOpen(header: string | undefined): boolean {
    const cookies = (header ?? "").split(";").map((each) => each.trim().split("="));
    return cookies.some(([name, value]) => name === this.cookie && this.admits(value));
  }

  /** The value of `Set-Cookie`. */
  get setCookie(): string {
    return `${this.cookie}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
  }
}
