/** What a template makes of functions: the operations that would do it are not emulated. */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { AddPermissionCommandInput, PutFunctionEventInvokeConfigCommandInput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../world/aws-error.ts";
import { uuid } from "../../world/random.ts";
import { remembered } from "../../world/remembered.ts";
import type { LambdaContext } from "./context.ts";
import { currentFunction } from "./current-function.ts";
import type { FunctionDefinition } from "./functions.ts";

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
    arn,
    ...codeIn(definition.code),
    lastModified: clock.now(),
    revisionId: uuid(random),
    versions: [],
    permissions: [],
    asynchronous: usualAsynchronous,
  });
};

/** Publishes the function as it is, and answers the version's number as text. */
export const publishVersion = (lambda: LambdaContext, functionName: string): string => {
  const record = currentFunction(lambda, functionName);
  const version = String(record.versions.length + 1);
  lambda.records.put(record.name, { ...record, versions: [...record.versions, version] });
  return version;
};

/** Adds a statement to the function's resource policy. */
export const addPermission = (lambda: LambdaContext, { FunctionName, Principal, SourceArn }: NewPermission): void => {
  const record = currentFunction(lambda, FunctionName);
  const permission = { principal: Principal, sourceArn: SourceArn };
  lambda.records.put(record.name, { ...record, permissions: [...record.permissions, permission] });
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
