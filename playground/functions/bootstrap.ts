/**
 * The first thing that runs in a function's process: what the Node.js runtime is in Lambda. It loads the handler, gives it one
 * event after another, and reports what comes back in Lambda's words.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import type { FunctionOutcome } from "../world/neighbours.ts";
import type { Invocation, LogLine } from "./launcher.ts";
import { failure, outcomeOf } from "./outcome.ts";
import type { FromProcess, ProcessBoot, ToProcess } from "./protocol.ts";
import { enterWorldTime } from "./world-time.ts";

type Handler = (event: unknown, context: unknown) => unknown;

const began = performance.now();
const boot = JSON.parse(process.argv.pop() ?? "") as ProcessBoot;
const tell = (message: FromProcess, told: () => void = () => {}) => {
  process.send?.(message, undefined, undefined, told);
};
let requestId: string | undefined;

const forwardConsole = () => {
  const levels = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" } as const;
  const write = (level: LogLine["level"], values: readonly unknown[]) =>
    tell({ type: "log", line: { requestId, level, message: format(...values) } });
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, { [method]: (...values: unknown[]) => write(level, values) });
  }
};

class HandlerNotFound extends Error {
  override readonly name = "Runtime.HandlerNotFound";
}
class CallbackHandlerDeprecated extends Error {
  override readonly name = "Runtime.CallbackHandlerDeprecated";
}

const loadHandler = async (): Promise<Handler> => {
  const dot = boot.handler.lastIndexOf(".");
  const path = join(boot.taskRoot, boot.handler.slice(0, dot));
  const file = [".js", ".mjs", ".cjs"].map((extension) => path + extension).find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`Cannot find module '${boot.handler.slice(0, dot)}'`);
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler = module[boot.handler.slice(dot + 1)];
  if (typeof handler !== "function") throw new HandlerNotFound(`${boot.handler} is undefined or not exported`);
  // "Lambda supports callback-based function handlers for Node.js 22 and earlier runtimes only."
  if (handler.length >= 3) {
    throw new CallbackHandlerDeprecated(
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. " +
        "You need to modify this function to use a supported handler signature to use Node.js 24 or later.",
    );
  }
  return handler as Handler;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const contextOf = ({ functionArn, deadline, ...invocation }: Invocation) => ({
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
  invokedFunctionArn: functionArn,
  awsRequestId: invocation.requestId,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

const run = (handler: Handler, invocation: Invocation): Promise<FunctionOutcome> =>
  outcomeOf(() => handler(JSON.parse(invocation.payload), contextOf(invocation)));

/** What escapes the handler ends the process, and is the outcome of what the process was doing. */
const die = (outcome: FunctionOutcome, exitCode: number) =>
  tell({ type: "dying", outcome }, () => process.exit(exitCode));

const followTime = enterWorldTime(boot.time);
forwardConsole();
process.on("uncaughtException", (error) => die(failure(error), 129));
process.on("unhandledRejection", (reason) => die(failure(reason, "Runtime.UnhandledPromiseRejection"), 128));
// Ctrl-C reaches the whole process group: the playground decides when its functions end, and they end with it.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());

try {
  const handler = await loadHandler();
  process.on("message", async (message) => {
    const order = message as ToProcess;
    if (order.type === "time") return followTime(order.time);
    const { invocation } = order;
    requestId = invocation.requestId;
    const outcome = await run(handler, invocation);
    tell({ type: "outcome", outcome });
    requestId = undefined;
  });
  tell({ type: "initialised", milliseconds: performance.now() - began });
} catch (error) {
  const isMissing = error instanceof Error && /^Cannot find (module|package)/.test(error.message);
  const isMistyped = error instanceof SyntaxError;
  die(
    failure(error, isMissing ? "Runtime.ImportModuleError" : isMistyped ? "Runtime.UserCodeSyntaxError" : undefined),
    1,
  );
}
