import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type {
  AddPermissionCommandInput,
  CreateEventSourceMappingCommandInput,
  PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import type { LogLine } from "../../functions/launcher.ts";
import { AwsError } from "../../world/aws-error.ts";
import type { AsynchronousFunctions, Authorizer, FunctionOutcome, Functions } from "../../world/neighbours.ts";
import { uuid } from "../../world/random.ts";
import { createRecords } from "../../world/records.ts";
import { remembered } from "../../world/remembered.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { createAsynchronousQueue } from "./asynchronous.ts";
import { createEnvironments, type FunctionRuntime } from "./environments.ts";
import { createEventSources, type PollQueue } from "./event-sources.ts";
import { type FunctionDefinition, type FunctionRecord, findFunction } from "./functions.ts";
import { functionOperations } from "./operations.ts";

/** What Lambda is given: how functions run, and the services next to it. */
export interface LambdaOptions extends Pick<FunctionRuntime, "launcher" | "issueCredentials" | "endpoint"> {
  readonly log?: (line: LogLine) => void;
  readonly concurrency?: number;
  readonly authorizer: Authorizer;
  readonly pollQueue: PollQueue;
}

export interface Lambda extends Service, Functions, AsynchronousFunctions {
  createFunction(definition: FunctionDefinition): void;
  publishVersion(functionName: string): string;
  addPermission(input: AddPermissionCommandInput & { readonly FunctionName: string; readonly Principal: string }): void;
  /** Whether the function's resource policy lets a service invoke it for `sourceArn`, such as a rule. */
  permits(functionName: string, principal: string, sourceArn: string): boolean;
  putFunctionEventInvokeConfig(
    input: PutFunctionEventInvokeConfigCommandInput & { readonly FunctionName: string },
  ): void;
  /** Answers the mapping's UUID. */
  mapEventSource(
    input: CreateEventSourceMappingCommandInput & { readonly FunctionName: string; readonly EventSourceArn: string },
  ): string;
}

const measured = remembered((stamp) => {
  const code = readFileSync((JSON.parse(stamp) as readonly [string, number, number])[0]);
  return { codeSize: code.length, codeSha256: createHash("sha256").update(code).digest("base64") };
});

/** A packaged function's size and hash. The file is read again only if it changed. */
const codeIn = (path: string) => {
  const { mtimeMs, size } = statSync(path);
  return measured(JSON.stringify([path, mtimeMs, size]));
};

/** "By default, Lambda retries twice", for up to six hours. */
const ASYNCHRONOUS = { retries: 2, maximumAge: 21_600 };

/** AWS Lambda: functions on the packaged code, each environment in what the launcher starts for it. */
export const createLambda = (surroundings: Surroundings, options: LambdaOptions): Lambda => {
  const { clock, random, account, region, lag } = surroundings;
  const records = createRecords<FunctionRecord>(clock, lag);
  const find = (name: string) => findFunction(records, "get", surroundings, name);
  const environments = createEnvironments(surroundings, { log: () => {}, concurrency: 1_000, ...options });
  const queue = createAsynchronousQueue(surroundings, records.get, environments.run);
  const eventSources = createEventSources(surroundings, find, options.pollQueue, options.authorizer);

  const run = async (record: FunctionRecord, payload: string, requestId: string): Promise<FunctionOutcome> => {
    const outcome = await environments.run(record, payload, requestId);
    if (outcome !== undefined) return outcome;
    throw new AwsError("TooManyRequestsException", "Rate Exceeded.", {
      status: 429,
      details: { Type: "User", Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" },
    });
  };

  const permits = (functionName: string, principal: string, sourceArn: string): boolean =>
    find(functionName).permissions.some(
      (permission) =>
        permission.principal === principal &&
        (permission.sourceArn === undefined || permission.sourceArn === sourceArn),
    );

  return {
    name: "lambda",
    operations: {
      ...functionOperations(surroundings, {
        records,
        run,
        accept: ({ name }, payload, requestId) => queue.accept(name, payload, requestId),
      }),
      ...eventSources.operations,
    },
    accept(name, payload, caller) {
      const { name: functionName, arn } = find(name);
      if (caller !== undefined && !permits(functionName, caller.service, caller.sourceArn)) {
        throw new AwsError(
          "AccessDeniedException",
          `User: ${caller.service} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`,
          { status: 403 },
        );
      }
      queue.accept(functionName, JSON.stringify(payload) ?? "null", uuid(random));
    },
    invoke: async (name, payload) => run(find(name), JSON.stringify(payload) ?? "null", uuid(random)),

    createFunction(definition) {
      const arn = `arn:aws:lambda:${region}:${account}:function:${definition.name}`;
      if (records.get(definition.name) !== undefined) {
        throw new AwsError("ResourceConflictException", `Function already exist: ${definition.name}`, { status: 409 });
      }
      records.put(definition.name, {
        ...definition,
        arn,
        ...codeIn(definition.code),
        lastModified: clock.now(),
        revisionId: uuid(random),
        versions: [],
        permissions: [],
        asynchronous: ASYNCHRONOUS,
      });
    },
    publishVersion(functionName) {
      const record = find(functionName);
      const version = String(record.versions.length + 1);
      records.put(record.name, { ...record, versions: [...record.versions, version] });
      return version;
    },
    addPermission({ FunctionName, Principal, SourceArn }) {
      const record = find(FunctionName);
      const permission = { principal: Principal, sourceArn: SourceArn };
      records.put(record.name, { ...record, permissions: [...record.permissions, permission] });
    },
    permits,
    putFunctionEventInvokeConfig({ FunctionName, MaximumRetryAttempts, MaximumEventAgeInSeconds }) {
      const record = find(FunctionName);
      records.put(record.name, {
        ...record,
        asynchronous: {
          retries: MaximumRetryAttempts ?? ASYNCHRONOUS.retries,
          maximumAge: MaximumEventAgeInSeconds ?? ASYNCHRONOUS.maximumAge,
        },
      });
    },
    mapEventSource: eventSources.map,

    state: () => ({
      functions: Object.fromEntries(records.values().map((record) => [record.name, record])),
      eventSourceMappings: Object.fromEntries(
        eventSources.records.values().map((mapping) => [mapping.UUID ?? "", mapping]),
      ),
    }),
    async stop() {
      eventSources.stop();
      queue.stop();
      await environments.stop();
    },
  };
};
