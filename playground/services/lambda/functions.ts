import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";

/** A function as CreateFunction makes it, with its packaged code on this machine. */
export interface FunctionDefinition {
  readonly name: string;
  readonly description: string;
  readonly runtime: string;
  /** `functions/greet.handler` */
  readonly handler: string;
  readonly roleArn: string;
  /** The path of the zip file. */
  readonly code: string;
  readonly memorySize: number;
  /** In seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly architectures: readonly ("x86_64" | "arm64")[];
  readonly reservedConcurrency: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Who may invoke a function, by its resource policy. */
export interface InvokePermission {
  readonly statementId: string | undefined;
  /** `events.amazonaws.com` */
  readonly principal: string;
  readonly sourceArn: string | undefined;
}

/** What becomes of an asynchronous event whose function fails. */
export interface AsynchronousSettings {
  readonly retries: number;
  /** In seconds. */
  readonly maximumAge: number;
}

/** A function as it is or once was: what runs and what is described under one qualifier. */
export interface FunctionVersion extends FunctionDefinition {
  /** `$LATEST`, or the number of a published version. */
  readonly version: string;
  readonly arn: string;
  readonly codeSize: number;
  readonly codeSha256: string;
  readonly lastModified: number;
  readonly revisionId: string;
}

/** A function with what belongs to all of its versions; itself it is `$LATEST`. */
export interface FunctionRecord extends FunctionVersion {
  /** "A function version is a snapshot of the function's code and configuration." */
  readonly versions: readonly FunctionVersion[];
  readonly permissions: readonly InvokePermission[];
  readonly asynchronous: AsynchronousSettings;
}

/** A function's name and version, out of `name`, `name:version`, `account:function:name` or an ARN with or without version. */
export const parseFunctionName = (
  text: string,
): { readonly name: string; readonly qualifier: string | undefined; readonly region: string | undefined } => {
  const match =
    /^(?:(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?\d{12}:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/.exec(
      text,
    );
  if (match === null) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: ` +
        "Member must satisfy regular expression pattern: " +
        "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?" +
        "([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?",
    );
  }
  return { region: match[1], name: match[2] ?? "", qualifier: match[3] };
};

/** Looks a function up by `view` of the records: the truth for an invocation, what reads see for a description. */
export const findFunction = (
  records: Records<FunctionRecord>,
  view: "get" | "seen",
  { account, region }: { readonly account: string; readonly region: string },
  text: string,
  qualifier?: string,
): FunctionRecord => {
  const parsed = parseFunctionName(text);
  if (parsed.region !== undefined && parsed.region !== region) {
    throw userError(
      "ResourceNotFoundException",
      `Functions from '${parsed.region}' are not reachable in this region ('${region}')`,
      404,
    );
  }
  if (parsed.qualifier !== undefined && qualifier !== undefined && parsed.qualifier !== qualifier) {
    const message = "The derived qualifier from the function name does not match the specified qualifier.";
    throw userError("InvalidParameterValueException", message, 400);
  }
  const wanted = qualifier ?? parsed.qualifier ?? "$LATEST";
  const found = records[view](parsed.name);
  if (found !== undefined && wanted === "$LATEST") return found;
  const published = found?.versions.find(({ version }) => version === wanted);
  if (found !== undefined && published !== undefined) return { ...found, ...published };
  // An invocation says which version it looked for, a description only if it was asked for one (recorded in November 2025).
  const isSaid = wanted !== "$LATEST" || view === "get";
  const arn = `arn:aws:lambda:${region}:${account}:function:${parsed.name}${isSaid ? `:${wanted}` : ""}`;
  throw userError("ResourceNotFoundException", `Function not found: ${arn}`, 404);
};

const userError = (name: string, message: string, status: number): AwsError =>
  new AwsError(name, message, { status, details: { Type: "User" } });

/** What GetFunctionConfiguration and ListFunctions show of a function. */
export const configurationOf = (record: FunctionVersion): FunctionConfiguration => ({
  FunctionName: record.name,
  FunctionArn: record.arn,
  Runtime: record.runtime as NonNullable<FunctionConfiguration["Runtime"]>,
  Role: record.roleArn,
  Handler: record.handler,
  CodeSize: record.codeSize,
  CodeSha256: record.codeSha256,
  Description: record.description,
  Timeout: record.timeout,
  MemorySize: record.memorySize,
  LastModified: new Date(record.lastModified).toISOString().replace("Z", "+0000"),
  Version: record.version,
  TracingConfig: { Mode: "PassThrough" },
  RevisionId: record.revisionId,
  State: "Active",
  LastUpdateStatus: "Successful",
  PackageType: "Zip",
  Architectures: [...record.architectures],
  EphemeralStorage: { Size: 512 },
  LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${record.name}` },
  ...(Object.keys(record.environment).length === 0 ? {} : { Environment: { Variables: { ...record.environment } } }),
});
