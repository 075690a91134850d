import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../aws/clock";
import type { Route } from "../aws/route";
import type { CallContext, HttpResponse, Service, ServiceCall, StreamedResponse } from "../aws/service";
import type { Sessions } from "../iam/sessions";
import { authenticate, readClaim, requireScope } from "./authenticator";
import { CallHold } from "./callHold";
import type { Dispatcher } from "./dispatcher";
import { drain, type ReceivedRequest, readBody, readHead, sendResponse } from "./httpMessage";
import { guardRequest } from "./requestGuard";
import { Routes } from "./routes";
import { encodeErrorFor, guessProtocol, unknownService } from "./unknownService";
import { isUploadForm, readUploadForm } from "./uploadForm";

export interface GatewayOptions {
  clock: Clock;
  sessions: Sessions;
  dispatcher: Dispatcher;
  /** Host names that are accepted in addition to those of this machine, in lower case. Default: none. */
  allowedHosts?: readonly string[];
  /** Default 64 MiB. */
  maxBodyBytes?: number;
}

const HOST = "127.0.0.1";
const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Longer than any client keeps an idle connection, so that none is closed just as it is reused. */
const KEEP_ALIVE_MS = 120_000;

/**
 * How many connections may wait to be accepted, so that thousands of clients can connect at once. A client whose
 * connection does not fit would only notice by its own retries, after one, three and seven seconds. The system may
 * allow fewer.
 */
const BACKLOG = 4096;

/** The one port: an HTTP server on 127.0.0.1 that speaks AWS to unmodified clients. */
export class Gateway {
  readonly routes = new Routes();
  private readonly server: Server;
  private readonly inFlight = new Set<AbortController>();
  private port: number | undefined;

  constructor(private readonly options: GatewayOptions) {
    this.server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (message, response) => {
      void this.answer(message, response);
    });
  }

  /** `http://127.0.0.1:PORT`, also after {@link close}. Throws before {@link listen}. */
  get endpoint(): string {
    if (this.port === undefined) throw new Error("The local cloud has no endpoint: it is not listening.");
    return `http://${HOST}:${this.port}`;
  }

  /**
   * Listens on `port`, or on a free one where it is 0. If the port is in use, rejects with an error that says how to
   * fix it.
   */
  async listen(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException) => reject(listenError(error, port));
      this.server.once("error", fail);
      this.server.listen({ port, host: HOST, exclusive: true, backlog: BACKLOG }, () => {
        this.server.off("error", fail);
        this.port = (this.server.address() as AddressInfo).port;
        resolve();
      });
    });
    return this.endpoint;
  }

  /** Aborts requests in flight and closes every connection; resolves when the port is free. */
  async close(): Promise<void> {
    for (const controller of this.inFlight) controller.abort();
    if (!this.server.listening) return;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const hold = new CallHold(this.options.clock);
    const controller = new AbortController();
    this.inFlight.add(controller);
    response.once("close", () => {
      this.inFlight.delete(controller);
      controller.abort();
      hold.end();
    });
    const context = { requestId, signal: controller.signal, idle: hold.idle };
    const { headers, ...answer } = await this.respond(message, context);
    await drain(message);
    const ids = { "x-amzn-requestid": requestId, "x-amz-request-id": requestId };
    const fail = (error: unknown) => {
      this.options.dispatcher.asAwsError(error, { requestId });
      response.destroy();
    };
    try {
      sendResponse(response, { ...answer, headers: { ...headers, ...ids } }, fail);
    } catch (error) {
      fail(error);
    }
  }

  /** Never rejects: every error becomes a response. */
  private async respond(
    message: IncomingMessage,
    context: CallContext,
  ): Promise<HttpResponse | StreamedResponse> {
    const { dispatcher, allowedHosts = [] } = this.options;
    const { requestId } = context;
    try {
      const route = this.routeOf(message);
      if (route) this.routes.announce(route);
      guardRequest(message, { allowedHosts, crossOrigin: route?.crossOrigin ?? false });
      if (!route) return await this.callService(message, context);
      return await this.callRoute(route, await this.readWhole(message), context);
    } catch (error) {
      const answer = dispatcher.asAwsError(error, { requestId });
      const protocol = guessProtocol(message.headers, message.url ?? "/");
      return encodeErrorFor(protocol, answer, requestId);
    }
  }

  /** A request without its body, unless that is a form, which has the signature. */
  private async readForm(message: IncomingMessage): Promise<ReceivedRequest> {
    const head = readHead(message);
    if (!isUploadForm(head)) return head;
    return { ...head, form: await readUploadForm(await this.readWhole(message)) };
  }

  private async readFor(
    service: Service,
    head: ReceivedRequest,
    message: IncomingMessage,
  ): Promise<ReceivedRequest> {
    return service.streamsBody?.(head) ? { ...head, stream: message } : this.readWhole(message);
  }

  private async readWhole(message: IncomingMessage): Promise<ReceivedRequest> {
    const { maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = this.options;
    return { ...readHead(message), body: await readBody(message, maxBodyBytes) };
  }

  private routeOf({ url = "/", headers }: IncomingMessage): Route | undefined {
    const route = this.routes.find(url.replace(/\?.*/s, ""));
    const isSigned = headers.authorization !== undefined || /[?&](?:X-Amz-|AWSAccessKeyId=)/i.test(url);
    return route?.prefix === "/" && isSigned ? undefined : route;
  }

  private callRoute(
    route: Route,
    request: ReceivedRequest,
    context: CallContext,
  ): Promise<HttpResponse | StreamedResponse> {
    const authenticateSender = (signingName: string) => {
      const claim = readClaim(request, "rest-json");
      requireScope(claim, signingName, "rest-json");
      return authenticate(request, claim, "rest-json", this.options).caller;
    };
    return route.handle(request, { ...context, authenticate: authenticateSender });
  }

  private async callService(
    message: IncomingMessage,
    context: CallContext,
  ): Promise<HttpResponse | StreamedResponse> {
    const { dispatcher } = this.options;
    const { requestId } = context;
    const head = await this.readForm(message);
    const claim = readClaim(head, guessProtocol(head.headers, head.rawQuery));
    const service = dispatcher.find(claim.service);
    if (!service) throw unknownService(claim.service, dispatcher.signingNames());
    const codec = service.speak?.(head) ?? service;
    let call: ServiceCall | undefined;
    try {
      const request = head.form ? head : await this.readFor(service, head, message);
      const { caller } = authenticate(request, claim, codec.protocol ?? "json", this.options);
      call = { ...codec.decode(request), requestId };
      return codec.encode(await dispatcher.dispatch(service, call, caller, context), call);
    } catch (error) {
      const place = { requestId, service: claim.service, ...(call ? { operation: call.operation } : {}) };
      return codec.encodeError(dispatcher.asAwsError(error, place), call ?? { requestId });
    }
  }
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new Error(
      `Port ${port} on ${HOST} is in use by another program. Stop that program, or choose another port (--port).`,
      { cause: error },
    );
  }
  if (error.code === "EACCES") {
    return new Error(
      `Port ${port} requires privileges that this process does not have. Choose a port above 1023 (--port).`,
      {
        cause: error,
      },
    );
  }
  return error;
}
