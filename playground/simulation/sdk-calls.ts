/**
 * How the AWS SDK of a simulated process reaches the world: no socket, no endpoint, no signature. Most calls are few steps: the
 * client's own middleware (its retries, and what its user added), then the gateway; those of the query protocols by value. A command
 * with steps of its own goes the SDK's whole way up to where it would open a socket. Outside of simulated processes nothing changes.
 */
import { Command } from "@smithy/core/client";
import { INITIAL_RETRY_TOKENS, StandardRetryStrategy } from "@smithy/core/retry";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { currentProcess, type Door, runInside } from "./function-process.ts";
import { authorization, type SdkRequest, send } from "./sdk-request.ts";
import {
  type CommandParts,
  type Configuration,
  type MiddlewareStack,
  retries,
  type SdkHandler,
  shortWay,
  tryAgain,
  wayByValue,
} from "./sdk-short-way.ts";

/** The ways that were found through one door, by client and command. */
const rememberedWays = () => {
  const clients = new WeakMap<Configuration, Map<object, SdkHandler | undefined>>();
  return (
    configuration: Configuration,
    command: object,
    find: () => SdkHandler | undefined,
  ): SdkHandler | undefined => {
    const ways = clients.get(configuration) ?? new Map<object, SdkHandler | undefined>();
    clients.set(configuration, ways);
    if (!ways.has(command)) ways.set(command, find());
    return ways.get(command);
  };
};

/** A client's steps are set when it makes its first call of a kind, as with the SDK's own `cacheMiddleware`. */
const patchCommands = () => {
  const ways: Readonly<Record<Door, ReturnType<typeof rememberedWays>>> = {
    "by value": rememberedWays(),
    sent: rememberedWays(),
    whole: rememberedWays(),
  };
  const { resolveMiddlewareWithContext } = Command.prototype;
  Command.prototype.resolveMiddlewareWithContext = function (
    ...given: Parameters<typeof resolveMiddlewareWithContext>
  ) {
    const theWholeWay = () => resolveMiddlewareWithContext.apply(this, given);
    const [stack, configuration, options, parts] = given as unknown as [
      MiddlewareStack,
      Configuration,
      unknown,
      CommandParts,
    ];
    const process = currentProcess();
    if (process === undefined || options !== undefined) return theWholeWay();
    const { door } = process;
    const short = ways[door](configuration, parts.CommandCtor, () => shortWay(door, this, stack, configuration, parts));
    if (short === undefined) return theWholeWay();
    const isKnown = wayByValue(configuration, parts) !== undefined;
    if (door === "whole")
      (this.middlewareStack as unknown as MiddlewareStack).add(tryAgain(configuration, isKnown), {
        ...retries,
        override: true,
      });
    const handler = door === "whole" ? (theWholeWay() as SdkHandler) : short;
    const departs: SdkHandler = isKnown ? (given) => runInside(process.departing(), () => handler(given)) : handler;
    return departs as ReturnType<typeof theWholeWay>;
  };
};

const patchHttp = () => {
  const { handle } = NodeHttpHandler.prototype;
  NodeHttpHandler.prototype.handle = function (...given) {
    const process = currentProcess();
    return process === undefined ? handle.apply(this, given) : send(given[0] as SdkRequest, process);
  };
};

interface SigningScope {
  readonly signingRegion?: string;
  readonly signingService?: string;
}

/** What a signer knows by itself. */
type Signer = SignatureV4 & { readonly regionProvider: () => Promise<string>; readonly service: string };

const patchSignatures = () => {
  const { sign } = SignatureV4.prototype;
  SignatureV4.prototype.sign = async function (this: Signer, ...given: Parameters<typeof sign>) {
    const process = currentProcess();
    const [request, options] = given as unknown as [SdkRequest, SigningScope];
    if (process === undefined || !("headers" in request)) return sign.apply(this, given);
    const region = options?.signingRegion ?? (await this.regionProvider());
    const service = options?.signingService ?? this.service;
    return Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
      headers: { ...request.headers, authorization: authorization(process, region, service) },
    });
  } as typeof sign;
};

/** A client's bucket of retries is its process's, too: what one world used up must not be missing in the next. */
const patchRetries = () => {
  const { acquireInitialRetryToken } = StandardRetryStrategy.prototype;
  const separated = new WeakSet<object>();
  const separate = (strategy: object) => {
    separated.add(strategy);
    const outside = new WeakMap<object, number>();
    const bucketOf = () => currentProcess()?.retries ?? outside;
    Object.defineProperty(strategy, "capacity", {
      get: () => bucketOf().get(strategy) ?? INITIAL_RETRY_TOKENS,
      set: (capacity: number) => bucketOf().set(strategy, capacity),
    });
  };
  StandardRetryStrategy.prototype.acquireInitialRetryToken = function (...given) {
    if (!separated.has(this)) separate(this);
    return acquireInitialRetryToken.apply(this, given);
  };
};

let patched = false;

/** Makes this process one whose SDK serves simulated processes too; once is enough. */
export const allowSdkCalls = (): void => {
  if (patched) return;
  patched = true;
  patchCommands();
  patchHttp();
  patchSignatures();
  patchRetries();
};
