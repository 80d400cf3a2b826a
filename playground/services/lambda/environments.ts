/** The execution environments of all functions: started on demand, reused while warm, one invocation at a time in each. */

import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import type { ExecutionEnvironment, FunctionLauncher, LogLine, WrittenLine } from "../../functions/launcher.ts";
import type { FunctionOutcome, LogEntry, Metrics } from "../../world/neighbours.ts";
import { quotaOf } from "../../world/quotas.ts";
import { hex, uuid } from "../../world/random.ts";
import type { Surroundings } from "../../world/service.ts";
import { logText } from "./function-log.ts";
import type { FunctionRecord } from "./functions.ts";

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What Lambda needs from its neighbours to run functions. */
export interface FunctionRuntime {
  readonly launcher: FunctionLauncher;
  /** Credentials under a role; `crash` kills the process that they are for. */
  issueCredentials(session: {
    readonly roleArn: string;
    readonly sessionName: string;
    readonly crash: () => void;
  }): SessionCredentials;
  /** Where the functions find AWS: `AWS_ENDPOINT_URL`. Asked for each time an environment starts. */
  endpoint(): string;
  log(line: LogLine): void;
  /** Keeps a line of a function's log group, under the function's role. */
  keep(entry: LogEntry, roleArn: string): void;
  /** Where invocations are counted. */
  readonly metrics?: Metrics;
}

export interface Environments {
  /** Runs the function once. A function without a free environment under its limit is throttled: `undefined`. */
  run(record: FunctionRecord, payload: string, requestId?: string): Promise<FunctionOutcome | undefined>;
  /** Gathers what the invocation of that id writes; called for it, answers the lines so far and forgets them. */
  tail(requestId: string): () => readonly string[];
  /** Ends the warm environments of one version, and those that run now when they are done. */
  retire(name: string, version: string): void;
  stop(): Promise<void>;
}

/** Lambda ends its environments "every few hours"; their credentials have ended by then too. */
const longestLifeMilliseconds = 2 * 60 * 60 * 1000;

interface Environment {
  readonly process: ExecutionEnvironment;
  /** Writes into the function's log. */
  readonly write: (line: WrittenLine, isOfLambda?: boolean) => void;
  readonly startedAt: number;
  readonly of: FunctionRecord;
  gone: boolean;
  /** Whether the function was changed or deleted since: it ends with what it does. */
  retired: boolean;
  /** Reported with the first invocation, which waited for it. */
  initMilliseconds: number | undefined;
}

interface Pool {
  readonly surroundings: Surroundings;
  readonly runtime: FunctionRuntime;
  /** The warm environments of each version of a function, by `versionKey`; the last one is taken first. */
  readonly idle: Map<string, readonly Environment[]>;
  /** Those in which an invocation runs. */
  readonly inUse: Set<Environment>;
  /** How many invocations of each function run. */
  readonly busy: Map<string, number>;
  /** The lines of the invocations whose log is asked for, by request. */
  readonly tails: Map<string, string[]>;
}

const versionKey = ({ name, version }: Pick<FunctionRecord, "name" | "version">) => `${name}:${version}`;

/** No environments yet. */
export const createEnvironments = (surroundings: Surroundings, runtime: FunctionRuntime): Environments => {
  const pool: Pool = { surroundings, runtime, idle: new Map(), inUse: new Set(), busy: new Map(), tails: new Map() };
  return {
    run: (record, payload, requestId = uuid(surroundings.random)) =>
      counted(pool, record, () => runOnce(pool, record, payload, requestId)),
    tail(requestId) {
      const lines: string[] = [];
      pool.tails.set(requestId, lines);
      return () => {
        pool.tails.delete(requestId);
        return lines;
      };
    },
    retire: (name, version) => retire(pool, versionKey({ name, version })),
    stop: () => runtime.launcher.stop(),
  };
};

/**
 * An invocation as CloudWatch counts it, at the time at which it began; what was throttled is none.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
const counted = async (
  { surroundings: { clock }, runtime: { metrics } }: Pool,
  { name }: FunctionRecord,
  run: () => Promise<FunctionOutcome | undefined>,
): Promise<FunctionOutcome | undefined> => {
  if (metrics === undefined) return run();
  const began = clock.now();
  const outcome = await run();
  const count = (metric: string, value: number, unit: StandardUnit = "Count") =>
    metrics.publish("AWS/Lambda", metric, { FunctionName: name }, value, unit, began);
  count("Throttles", outcome === undefined ? 1 : 0);
  if (outcome === undefined) return outcome;
  count("Invocations", 1);
  count("Errors", outcome.ok ? 0 : 1);
  count("Duration", clock.now() - began, "Milliseconds");
  return outcome;
};

const runOnce = async (
  pool: Pool,
  record: FunctionRecord,
  payload: string,
  requestId: string,
): Promise<FunctionOutcome | undefined> => {
  const { busy, surroundings } = pool;
  const running = busy.get(record.name) ?? 0;
  const allRunning = [...busy.values()].reduce((sum, count) => sum + count, 0);
  const most = record.reservedConcurrency ?? Number.POSITIVE_INFINITY;
  if (running >= most || allRunning >= quotaOf("concurrentExecutions", surroundings)) return undefined;
  busy.set(record.name, running + 1);
  try {
    const environment = take(pool, record);
    pool.inUse.add(environment);
    const outcome = await runIn(pool, environment, record, payload, requestId);
    pool.inUse.delete(environment);
    giveBack(pool, environment);
    return outcome;
  } finally {
    busy.set(record.name, (busy.get(record.name) ?? 1) - 1);
  }
};

const retire = ({ idle, inUse }: Pool, key: string): void => {
  for (const { process } of idle.get(key) ?? []) process.kill();
  for (const environment of inUse) if (versionKey(environment.of) === key) environment.retired = true;
};

const take = (pool: Pool, record: FunctionRecord): Environment => {
  const warm = pool.idle.get(versionKey(record)) ?? [];
  const environment = warm.at(-1);
  if (environment === undefined) return start(pool, record);
  pool.idle.set(versionKey(record), warm.slice(0, -1));
  return environment;
};

const giveBack = ({ surroundings, idle }: Pool, environment: Environment) => {
  const { gone, retired, process, startedAt, of } = environment;
  if (gone) return;
  if (retired || surroundings.clock.now() - startedAt > longestLifeMilliseconds) process.kill();
  else idle.set(versionKey(of), [...(idle.get(versionKey(of)) ?? []), environment]);
};

/** Writes a line where whoever asks for it finds it: the playground's log, the function's log group, the caller's tail. */
const writing = ({ surroundings, runtime, tails }: Pool, record: FunctionRecord, stream: string) => {
  const group = `/aws/lambda/${record.name}`;
  return (line: WrittenLine, isOfLambda = false): void => {
    const { isRaw, ...told } = line;
    if (!isOfLambda || line.level === "REPORT") runtime.log({ functionName: record.name, ...told });
    const time = surroundings.clock.now();
    const message = isOfLambda || isRaw ? line.message : logText(line, time);
    runtime.keep({ group, stream, time, message }, record.roleArn);
    tails.get(line.requestId ?? "")?.push(message);
  };
};

const start = (pool: Pool, record: FunctionRecord): Environment => {
  const { launcher, issueCredentials } = pool.runtime;
  let kill = () => {};
  const credentials = issueCredentials({
    roleArn: record.roleArn,
    sessionName: record.name,
    crash: () => kill(),
  });
  let gone = () => {};
  const settings = variables(pool, record, credentials);
  const write = writing(pool, record, settings.AWS_LAMBDA_LOG_STREAM_NAME ?? "");
  const process = launcher.launch({
    code: record.code,
    handler: record.handler,
    variables: settings,
    log: (line) => write(line),
    ended: () => gone(),
  });
  const startedAt = pool.surroundings.clock.now();
  const environment: Environment = {
    ...{ process, write, startedAt, of: record, gone: false, retired: false },
    initMilliseconds: undefined,
  };
  kill = process.kill;
  gone = () => {
    environment.gone = true;
    const key = versionKey(record);
    pool.idle.set(
      key,
      (pool.idle.get(key) ?? []).filter((other) => other !== environment),
    );
  };
  return environment;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const variables = (
  { surroundings: { clock, random, region }, runtime }: Pool,
  record: FunctionRecord,
  credentials: SessionCredentials,
): Readonly<Record<string, string>> => ({
  ...record.environment,
  _HANDLER: record.handler,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_EXECUTION_ENV: `AWS_Lambda_${record.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: record.name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(record.memorySize),
  AWS_LAMBDA_FUNCTION_VERSION: record.version,
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${record.name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: `${new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/")}/[${record.version}]${hex(random, 32)}`,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_ENDPOINT_URL: runtime.endpoint(),
  LANG: "en_US.UTF-8",
  LAMBDA_RUNTIME_DIR: "/var/runtime",
  PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
  TZ: ":UTC",
});

const runIn = async (
  pool: Pool,
  environment: Environment,
  record: FunctionRecord,
  payload: string,
  requestId: string,
): Promise<FunctionOutcome> => {
  const { clock } = pool.surroundings;
  const initialised = await environment.process.initialised;
  if (!initialised.ok) return initialised.outcome;
  const isFirst = environment.initMilliseconds === undefined;
  environment.initMilliseconds = initialised.milliseconds;
  const began = clock.now();
  ofLambda(environment, requestId, `START RequestId: ${requestId} Version: ${record.version}`);
  const limit = record.timeout * 1000;
  let timedOut = false;
  const cancel = clock.after(limit, () => {
    timedOut = true;
    environment.process.kill();
  });
  const outcome = await environment.process.invoke({
    requestId,
    payload,
    functionArn: record.arn,
    deadline: began + limit,
  });
  cancel();
  ofLambda(environment, requestId, `END RequestId: ${requestId}`);
  report(pool, environment, requestId, began, isFirst ? initialised.milliseconds : undefined);
  return timedOut ? timeOutOf(record, requestId) : withinLimit(outcome);
};

/** A line of Lambda's own about an invocation. */
const ofLambda = ({ write }: Environment, requestId: string, message: string, level: LogLine["level"] = "INFO") =>
  write({ requestId, level, message }, true);

/** "6 MB" for a response, and what stands around it. */
const largestResponse = 6_291_556;

const withinLimit = (outcome: FunctionOutcome): FunctionOutcome =>
  outcome.ok && Buffer.byteLength(JSON.stringify(outcome.payload) ?? "") > largestResponse
    ? {
        ok: false,
        errorType: "Function.ResponseSizeTooLarge",
        errorMessage: `Response payload size exceeded maximum allowed payload size (${largestResponse} bytes).`,
        trace: [],
      }
    : outcome;

const timeOutOf = (record: FunctionRecord, requestId: string): FunctionOutcome => ({
  ok: false,
  errorType: "Sandbox.Timedout",
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${record.timeout.toFixed(2)} seconds`,
  trace: [],
});

const report = (
  { surroundings }: Pool,
  environment: Environment,
  requestId: string,
  began: number,
  initMilliseconds: number | undefined,
) => {
  const duration = surroundings.clock.now() - began;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + (initMilliseconds ?? 0))} ms`,
    `Memory Size: ${environment.of.memorySize} MB`,
    ...(initMilliseconds === undefined ? [] : [`Init Duration: ${initMilliseconds.toFixed(2)} ms`]),
  ];
  ofLambda(environment, requestId, parts.join("\t"), "REPORT");
};
