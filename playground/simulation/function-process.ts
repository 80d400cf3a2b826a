/**
 * The simulated process of a function. Functions of a simulated world run in this process, side by side and with services of the
 * real one, so what a process has of its own is made to depend on who asks: its time, its randomness, its environment variables
 * and its way out (sdk-calls.ts has the AWS SDK's). Code outside of functions notices nothing.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import http from "node:http";
import https from "node:https";
import { Readable } from "node:stream";
import type { Gateway } from "../gateway/gateway.ts";
import type { Cancel } from "../world/clock.ts";
import { type Random, uuid } from "../world/random.ts";

/**
 * Which way the calls of a process's AWS SDK take to the gateway: `by value` where both ends are known to see the same value,
 * `sent` in the service's protocol, or `whole` through every step of the SDK but its socket. Whichever it is, the same seed gives
 * the same run; they differ in the time that it takes.
 */
export type Door = "by value" | "sent" | "whole";

/** By their lower-case names. */
type PlainHeaders = Readonly<Record<string, string>>;

/** What a plain HTTP request is answered. */
interface PlainAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: PlainHeaders;
}

/** What a simulated process has of its own. */
export interface FunctionProcess {
  readonly door: Door;
  readonly variables: Readonly<Record<string, string>>;
  readonly random: Random;
  now(): number;
  after(delay: number, task: () => void): Cancel;
  /**
   * The same process at the start of one API call, with how long that will be under way decided: calls that are made side by side
   * are so in the order in which they were made, whatever is done to each before it leaves.
   */
  departing(): FunctionProcess;
  /** By client: how many retries the process may still make; undefined for as many as a new client has. */
  readonly retries: WeakMap<object, number>;
  /** An API call. Never resolves once the process is dead. */
  call<Answer>(reach: (gateway: Gateway) => Promise<Answer>): Promise<Answer>;
  /** A plain HTTP request to what the world serves, with headers by their lower-case names. Never resolves once the process is dead. */
  get(url: string, headers: PlainHeaders): Promise<PlainAnswer | "no-answer">;
  write(line: string): void;
}

const current = new AsyncLocalStorage<FunctionProcess | undefined>();

/** The simulated process that is running; undefined outside of all. */
export const currentProcess = (): FunctionProcess | undefined => current.getStore();

/** Runs `work`, and all that it sets going, as the process's. */
export const runInside = <T>(process: FunctionProcess, work: () => T): T => current.run(process, work);

/** Runs `work` as this process's own: what AWS does for a function is not the function's doing. */
export const runOutside = <T>(work: () => T): T => current.run(undefined, work);

/** Where a call goes: a function's, whose clients are shared by its processes in every region, to its own; anybody else's where he means it. */
export const regionOf = ({ variables }: FunctionProcess, asked: string): string =>
  variables.AWS_LAMBDA_FUNCTION_NAME === undefined ? asked : (variables.AWS_REGION ?? asked);

/** What an SDK meets whose connection breaks before the answer. */
export const hungUp = () => Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });

/** `http.get` as far as a function needs it: one answer with its body, or an error. */
const simulatedGet = (
  process: FunctionProcess,
  url: string,
  { headers = {} }: http.RequestOptions,
  answered: (response: http.IncomingMessage) => void,
) => {
  const request = new EventEmitter();
  Object.assign(request, { destroy: () => request });
  const sent = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(", ")]);
  process.get(url, Object.fromEntries(sent)).then(
    (answer) => {
      if (answer === "no-answer") request.emit("error", hungUp());
      else
        answered(
          Object.assign(Readable.from([answer.body]), {
            statusCode: answer.status,
            headers: answer.headers ?? {},
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
  // A function and no proxy: everybody in this process makes dates with it, and a proxy takes many times as long.
  function PatchedDate(...given: readonly unknown[]) {
    if (new.target === undefined) return new real.Date(now()).toString();
    const instant = given.length === 0 ? [now()] : given;
    return Reflect.construct(real.Date, instant, new.target);
  }
  const patched = Object.assign(Object.setPrototypeOf(PatchedDate, real.Date), { now });
  globalThis.Date = Object.defineProperty(patched, "prototype", { value: real.Date.prototype });
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
    // Without it the proxy would define what is set, which Node.js refuses of the environment.
    set: (target, key, value) => Reflect.set(current.getStore()?.variables ?? target, key, value),
    // The variables of the simulated process are not the target's own, which a proxy may not pretend.
    ownKeys: (target) => Reflect.ownKeys(target),
  });
};

/** A function writes to its own log, also while somebody listens to what this process writes. */
const patchOutput = () => {
  const { stdout } = process;
  const into = (inside: FunctionProcess) => (text: string | Uint8Array) => {
    inside.write(String(text).trimEnd());
    return true;
  };
  const write = stdout.write.bind(stdout);
  stdout.write = ((...given: Parameters<typeof write>) => {
    const inside = current.getStore();
    return inside === undefined ? write(...given) : into(inside)(given[0]);
  }) as typeof stdout.write;
  Object.defineProperty(process, "stdout", {
    configurable: true,
    enumerable: true,
    get() {
      const inside = current.getStore();
      return inside?.variables.AWS_LAMBDA_FUNCTION_NAME === undefined ? stdout : { write: into(inside) };
    },
  });
};

const patchNetwork = () => {
  for (const module of [http, https]) {
    const { get } = module;
    module.get = ((...given: [string, http.RequestOptions, (response: http.IncomingMessage) => void]) => {
      const inside = current.getStore();
      return inside === undefined ? get(...given) : simulatedGet(inside, ...given);
    }) as typeof get;
  }
};

let patched = false;

/** Makes this process one in which functions of simulated worlds can run; once is enough. */
export const allowFunctionProcesses = (): void => {
  if (patched) return;
  patched = true;
  patchTime();
  patchRandomness();
  patchVariables();
  patchOutput();
  patchNetwork();
};
