/** How functions are made, changed and deleted, for who deploys them. Everything throws AwsError. */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { AddPermissionCommandInput, PutFunctionEventInvokeConfigCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import { remembered } from "../../world/remembered.ts";
import type { LambdaContext } from "./context.ts";
import { currentFunction } from "./current-function.ts";
import type { FunctionDefinition, FunctionVersion } from "./functions.ts";

/** A permission as a template asks for it. */
export type NewPermission = AddPermissionCommandInput & { readonly FunctionName: string; readonly Principal: string };

/** Settings of asynchronous invocations as a template asks for them. */
export type NewEventInvokeConfig = PutFunctionEventInvokeConfigCommandInput & { readonly FunctionName: string };

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
const usualAsynchronous = { retries: 2, maximumAge: 21_600 };

/** Makes a function of packaged code. Throws ResourceConflictException if there is one of that name. */
export const addFunction = ({ surroundings, records }: LambdaContext, definition: FunctionDefinition): void => {
  const { clock, random, account, region } = surroundings;
  const arn = `arn:aws:lambda:${region}:${account}:function:${definition.name}`;
  if (records.get(definition.name) !== undefined) {
    throw new AwsError("ResourceConflictException", `Function already exist: ${definition.name}`, { status: 409 });
  }
  records.put(definition.name, {
    ...definition,
    version: "$LATEST",
    arn,
    ...codeIn(definition.code),
    lastModified: clock.now(),
    revisionId: uuid(random),
    versions: [],
    permissions: [],
    asynchronous: usualAsynchronous,
  });
};

/** What can be changed of a function: all but its name. */
export type FunctionChanges = Partial<Omit<FunctionDefinition, "name">>;

/** Changes code or settings. Warm environments are what the function was: the next invocation starts a new one. */
export const changeFunction = (lambda: LambdaContext, functionName: string, changes: FunctionChanges): void => {
  const { clock, random } = lambda.surroundings;
  const record = currentFunction(lambda, functionName);
  lambda.records.put(record.name, {
    ...record,
    ...changes,
    ...codeIn(changes.code ?? record.code),
    lastModified: clock.now(),
    revisionId: uuid(random),
  });
  lambda.environments.retire(record.name, "$LATEST");
};

/** Deletes a function with all of its versions. Its event source mappings stay, as AWS says. */
export const removeFunction = (lambda: LambdaContext, functionName: string): void => {
  const { name, version, versions } = currentFunction(lambda, functionName);
  lambda.records.remove(name);
  for (const each of [version, ...versions.map((published) => published.version)])
    lambda.environments.retire(name, each);
};

const snapshotOf = (record: FunctionVersion, version: string): FunctionVersion => {
  const { name, description, runtime, handler, roleArn, code, memorySize, timeout, environment } = record;
  const { architectures, reservedConcurrency, tags, codeSize, codeSha256, lastModified, revisionId } = record;
  return {
    ...{ name, description, runtime, handler, roleArn, code, memorySize, timeout, environment },
    ...{ architectures, reservedConcurrency, tags, codeSize, codeSha256, lastModified, revisionId },
    version,
    arn: `${record.arn}:${version}`,
  };
};

/**
 * Publishes the function as it is, and answers the version's number as text. "Lambda doesn't publish a version if the function's
 * configuration and code haven't changed since the last version."
 * https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export const publishVersion = (lambda: LambdaContext, functionName: string): string => {
  const record = currentFunction(lambda, functionName);
  const last = record.versions.at(-1);
  if (last?.revisionId === record.revisionId) return last.version;
  const version = String(Number(last?.version ?? 0) + 1);
  lambda.records.put(record.name, { ...record, versions: [...record.versions, snapshotOf(record, version)] });
  return version;
};

/** Adds a statement to the function's resource policy. */
export const addPermission = (lambda: LambdaContext, input: NewPermission): void => {
  const { FunctionName, StatementId, Principal, SourceArn } = input;
  const record = currentFunction(lambda, FunctionName);
  if (record.permissions.some(({ statementId }) => statementId === StatementId)) {
    const message = `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw new AwsError("ResourceConflictException", message, { status: 409, details: { Type: "User" } });
  }
  const permission = { statementId: StatementId, principal: Principal, sourceArn: SourceArn };
  lambda.records.put(record.name, { ...record, permissions: [...record.permissions, permission] });
};

/** Takes a statement out of the function's resource policy. */
export const removePermission = (lambda: LambdaContext, functionName: string, statementId: string): void => {
  const record = currentFunction(lambda, functionName);
  const permissions = record.permissions.filter((permission) => permission.statementId !== statementId);
  if (permissions.length === record.permissions.length) {
    throw new AwsError("ResourceNotFoundException", `Statement ${statementId} is not found in resource policy.`, {
      status: 404,
      details: { Type: "User" },
    });
  }
  lambda.records.put(record.name, { ...record, permissions });
};

/** Whether the function's resource policy lets a service invoke it for `sourceArn`, such as a rule. */
export const permits = (lambda: LambdaContext, functionName: string, principal: string, sourceArn: string): boolean =>
  currentFunction(lambda, functionName).permissions.some(
    (permission) =>
      permission.principal === principal && (permission.sourceArn === undefined || permission.sourceArn === sourceArn),
  );

/** Says what becomes of asynchronous events whose function fails; what is not said is as usual. */
export const putEventInvokeConfig = (lambda: LambdaContext, config: NewEventInvokeConfig): void => {
  const record = currentFunction(lambda, config.FunctionName);
  lambda.records.put(record.name, {
    ...record,
    asynchronous: {
      retries: config.MaximumRetryAttempts ?? usualAsynchronous.retries,
      maximumAge: config.MaximumEventAgeInSeconds ?? usualAsynchronous.maximumAge,
    },
  });
};

/** Asynchronous events of the function are handled as usual again. */
export const deleteEventInvokeConfig = (lambda: LambdaContext, functionName: string): void => {
  const record = currentFunction(lambda, functionName);
  lambda.records.put(record.name, { ...record, asynchronous: usualAsynchronous });
};
