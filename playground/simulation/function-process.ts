/**
 * The simulated process of a function. Functions of a simulated world run in this process, side by side and with services of the
 * real one, so what a process has of its own is made to depend on who asks: its time, its randomness, its environment variables
 * and its way out. Code outside of functions notices nothing.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import { HttpResponse as SdkResponse } from "@smithy/core/protocols";
import { INITIAL_RETRY_TOKENS, StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest, HttpResponse } from "../gateway/http.ts";
import type { Cancel } from "../world/clock.ts";
import { type Random, uuid } from "../world/random.ts";

/** What a simulated process has of its own. */
export interface FunctionProcess {
  readonly variables: Readonly<Record<string, string>>;
  readonly random: Random;
  now(): number;
  after(delay: number, task: () => void): Cancel;
  /** An API call. Never resolves once the process is dead. */
  call(request: HttpRequest): Promise<HttpResponse | "no-answer">;
  /** A plain HTTP request to what the world serves. Never resolves once the process is dead. */
  get(url: string): Promise<{ readonly status: number; readonly body: string } | "no-answer">;
  write(line: string): void;
}

const current = new AsyncLocalStorage<FunctionProcess | undefined>();

/** Runs `work`, and all that it sets going, as the process's. */
export const runInside = <T>(process: FunctionProcess, work: () => T): T => current.run(process, work);

/** Runs `work` as this process's own: what AWS does for a function is not the function's doing. */
export const runOutside = <T>(work: () => T): T => current.run(undefined, work);

const hungUp = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const queryString = (query: SdkRequest["query"] = {}): string => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    [value ?? ""].flat().map((each) => `${encodeURIComponent(key)}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
};

const bytes = (body: unknown): Uint8Array => {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  throw new TypeError("A simulated process cannot send a stream.");
};

/** An SDK's request, sent by `send` instead of a socket. */
const sendSdkRequest = async (
  request: SdkRequest,
  send: FunctionProcess["call"],
): Promise<{ readonly response: SdkResponse }> => {
  const headers = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const answer = await send({
    method: request.method,
    path: `${request.path}${queryString(request.query)}`,
    headers: Object.fromEntries(headers),
    body: bytes(request.body),
  });
  if (answer === "no-answer") throw hungUp();
  return {
    response: new SdkResponse({ statusCode: answer.status, headers: { ...answer.headers }, body: answer.body }),
  };
};

/** `http.get` as far as a function needs it: one answer with its body, or an error. */
const simulatedGet = (process: FunctionProcess, url: string, answered: (response: http.IncomingMessage) => void) => {
  const request = new EventEmitter();
  Object.assign(request, { destroy: () => request });
  process.get(url).then(
    (answer) => {
      if (answer === "no-answer") request.emit("error", hungUp());
      else
        answered(
          Object.assign(Readable.from([answer.body]), {
            statusCode: answer.status,
          }) as unknown as http.IncomingMessage,
        );
    },
    (error: unknown) => request.emit("error", error),
  );
  return request as http.ClientRequest;
};

/** A timer as Node.js knows it, as far as code asks. */
interface Timer {
  readonly cancel: Cancel;
  ref(): Timer;
  unref(): Timer;
  hasRef(): boolean;
}

const startTimer = (process: FunctionProcess, task: () => void, delay: number): Timer => {
  const timer: Timer = {
    cancel: process.after(delay, () => current.run(process, task)),
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
  };
  return timer;
};

const patchTime = () => {
  const real = { Date: globalThis.Date, setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  const now = () => current.getStore()?.now() ?? real.Date.now();
  globalThis.Date = new Proxy(real.Date, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
  const setTimeout = (task: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) => {
    const process = current.getStore();
    return process === undefined
      ? real.setTimeout(task, delay, ...given)
      : startTimer(process, () => task(...given), delay ?? 0);
  };
  const clearTimeout = (timer: unknown) => {
    if (typeof timer === "object" && timer !== null && "cancel" in timer) (timer as Timer).cancel();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  Object.assign(setTimeout, real.setTimeout);
  Object.assign(globalThis, { setTimeout, clearTimeout });
};

const patchRandomness = () => {
  const { random } = Math;
  Math.random = () => (current.getStore()?.random ?? random)();
  const randomUUID = crypto.randomUUID.bind(crypto);
  crypto.randomUUID = () => {
    const process = current.getStore();
    return (process === undefined ? randomUUID() : uuid(process.random)) as ReturnType<typeof randomUUID>;
  };
};

const patchVariables = () => {
  const real = process.env;
  process.env = new Proxy(real, {
    get: (target, key) => Reflect.get(current.getStore()?.variables ?? target, key),
    has: (target, key) => Reflect.has(current.getStore()?.variables ?? target, key),
    // The variables of the simulated process are not the target's own, which a proxy may not pretend.
    ownKeys: (target) => Reflect.ownKeys(target),
  });
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((...given: Parameters<typeof write>) => {
    const inside = current.getStore();
    if (inside === undefined) return write(...given);
    inside.write(String(given[0]).trimEnd());
    return true;
  }) as typeof process.stdout.write;
};

const patchNetwork = () => {
  for (const module of [http, https]) {
    const { get } = module;
    module.get = ((...given: [string, http.RequestOptions, (response: http.IncomingMessage) => void]) => {
      const inside = current.getStore();
      return inside === undefined ? get(...given) : simulatedGet(inside, given[0], given[2]);
    }) as typeof get;
  }
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = function (...given) {
    const inside = current.getStore();
    return inside === undefined ? handle.apply(this, given) : sendSdkRequest(given[0] as SdkRequest, inside.call);
  };
};

interface SigningScope {
  readonly signingRegion?: string;
  readonly signingService?: string;
}

/** What a signer knows by itself. */
type Signer = SignatureV4 & { readonly regionProvider: () => Promise<string>; readonly service: string };

/**
 * The clients of a function are made once in this process and shared by all its simulated ones, with the credentials of whichever
 * came first: whose call it is, is said where it is signed. The signature itself nobody verifies.
 */
const patchSignatures = () => {
  const { sign } = SignatureV4.prototype;
  SignatureV4.prototype.sign = async function (this: Signer, ...given: Parameters<typeof sign>) {
    const inside = current.getStore();
    const [request, options] = given as unknown as [SdkRequest, SigningScope];
    if (inside === undefined || !("headers" in request)) return sign.apply(this, given);
    const region = options?.signingRegion ?? (await this.regionProvider());
    const service = options?.signingService ?? this.service;
    const day = new Date(inside.now()).toISOString().slice(0, 10).replaceAll("-", "");
    const scope = `${inside.variables.AWS_ACCESS_KEY_ID}/${day}/${region}/${service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}`;
    return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      headers: { ...request.headers, authorization },
    });
  } as typeof sign;
};

/** A client's bucket of retries is its process's, too: what one world used up must not be missing in the next. */
const patchRetries = () => {
  const buckets = new WeakMap<FunctionProcess, Map<object, number>>();
  const { acquireInitialRetryToken } = StandardRetryStrategy.prototype;
  const separated = new WeakSet<object>();
  const separate = (strategy: object) => {
    separated.add(strategy);
    let ours = INITIAL_RETRY_TOKENS;
    Object.defineProperty(strategy, "capacity", {
      get: () => {
        const inside = current.getStore();
        return inside === undefined ? ours : (buckets.get(inside)?.get(strategy) ?? INITIAL_RETRY_TOKENS);
      },
      set: (capacity: number) => {
        const inside = current.getStore();
        if (inside === undefined) ours = capacity;
        else buckets.set(inside, (buckets.get(inside) ?? new Map()).set(strategy, capacity));
      },
    });
  };
  StandardRetryStrategy.prototype.acquireInitialRetryToken = function (...given) {
    if (!separated.has(this)) separate(this);
    return acquireInitialRetryToken.apply(this, given);
  };
};

let patched = false;

/** Makes this process one in which functions of simulated worlds can run; once is enough. */
export const allowFunctionProcesses = (): void => {
  if (patched) return;
  patched = true;
  patchTime();
  patchRandomness();
  patchVariables();
  patchNetwork();
  patchSignatures();
  patchRetries();
};
