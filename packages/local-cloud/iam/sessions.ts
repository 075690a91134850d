import { randomBytes } from "node:crypto";
import type { Clock } from "../aws/clock";
import type { Caller, Session } from "../aws/service";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Absent for the long-lived key of a user. */
  sessionToken?: string;
}

/** What an access key stands for. */
export interface KnownKey {
  caller: Caller;
  credentials: Credentials;
  /** In milliseconds of the clock. */
  expiration?: number;
}

/** The access keys in use: the administrator's and one for each session of a role. */
export class Sessions {
  /** The user that may do everything; its access key and secret are both `local`. */
  readonly administrator: Caller;
  private readonly keys = new Map<string, KnownKey>();
  /** Credentials that do not end, by their session's ARN: one session of one name has one access key. */
  private readonly lasting = new Map<string, Session["credentials"]>();

  constructor(
    accountId: string,
    private readonly clock: Clock,
  ) {
    this.administrator = { arn: `arn:aws:iam::${accountId}:user/local`, accountId };
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    this.keys.set(credentials.accessKeyId, { caller: this.administrator, credentials });
  }

  /**
   * A session of `caller`, which ends after `durationSeconds`, or never. Its access key is made when its credentials are
   * first asked for: most sessions call in this process and need none.
   */
  open(caller: Caller, durationSeconds?: number): Session {
    const issue = (expiration?: number) => this.issue(caller, expiration);
    let issued: Session["credentials"] | undefined;
    const expiration = durationSeconds === undefined ? undefined : this.clock.now() + durationSeconds * 1000;
    return {
      caller,
      get credentials() {
        issued ??= issue(expiration);
        return issued;
      },
      ...(expiration === undefined ? {} : { expiration }),
    };
  }

  find(accessKeyId: string): KnownKey | undefined {
    return this.keys.get(accessKeyId);
  }

  /** Ends a session, so that its access key is unknown. */
  close(accessKeyId: string): void {
    const key = this.keys.get(accessKeyId);
    if (!key || key.caller === this.administrator) return;
    this.keys.delete(accessKeyId);
    this.lasting.delete(key.caller.arn);
  }

  hasEnded(key: KnownKey): boolean {
    return key.expiration !== undefined && key.expiration <= this.clock.now();
  }

  private issue(caller: Caller, expiration?: number): Session["credentials"] {
    const known = expiration === undefined ? this.lasting.get(caller.arn) : undefined;
    if (known && this.find(known.accessKeyId)?.caller.roleArn === caller.roleArn) return known;
    this.forgetEnded();
    const credentials = {
      accessKeyId: `ASIA${randomLetters(16)}`,
      secretAccessKey: randomBytes(30).toString("base64"),
      sessionToken: randomBytes(96).toString("base64"),
    };
    this.keys.set(credentials.accessKeyId, {
      caller,
      credentials,
      ...(expiration === undefined ? {} : { expiration }),
    });
    if (expiration === undefined) this.lasting.set(caller.arn, credentials);
    return credentials;
  }

  /** Ended keys are kept for a day, in which their use is answered with `ExpiredToken`. */
  private forgetEnded(): void {
    const longAgo = this.clock.now() - 24 * 3600 * 1000;
    for (const [id, { expiration }] of this.keys) {
      if (expiration !== undefined && expiration < longAgo) this.keys.delete(id);
    }
  }
}

/** The letters of access key ids. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function randomLetters(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
