import { randomBytes } from "node:crypto";
import type { Clock } from "../aws/clock";
import { LOCAL_CREDENTIALS } from "../aws/credentials";
import type { Caller, Session } from "../aws/service";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Absent for the long-lived key of a user. */
  sessionToken?: string;
}

/** The caller that an access key belongs to, and its credentials. */
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
  /** When the administrator was created. */
  readonly created: Date;
  private readonly keys = new Map<string, KnownKey>();
  /** Credentials that do not expire, by their session's ARN: a session name has one access key. */
  private readonly lasting = new Map<string, Session["credentials"]>();

  constructor(
    accountId: string,
    private readonly clock: Clock,
  ) {
    this.created = new Date(clock.now());
    this.administrator = { arn: `arn:aws:iam::${accountId}:user/local`, accountId };
    this.keys.set(LOCAL_CREDENTIALS.accessKeyId, {
      caller: this.administrator,
      credentials: LOCAL_CREDENTIALS,
    });
  }

  /**
   * A session of `caller`, which ends after `durationSeconds`, or never. Its access key is created when its credentials are
   * first requested: most sessions call in this process and need none.
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

  /** Expired keys are remembered for a day; until then, a request signed with one fails with `ExpiredToken`. */
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
