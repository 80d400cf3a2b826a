import { resourceTypes } from "../../template/resource-types.ts";
import { readStackTemplate, type StackTemplate } from "../../template/template.ts";
import { TemplateError } from "../../template/template-error.ts";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { CloudFormationContext } from "./context.ts";
import type { Request, Stack } from "./stack.ts";
import { stackValidationError } from "./stack-lookup.ts";

const largestBody = 51_200;
const largestObject = 1_000_000;

/** What of an input says what the template is. */
export interface TemplateInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
}

/** What of an input says what is to be. */
export interface RequestInput extends TemplateInput {
  readonly Parameters?:
    | readonly { readonly ParameterKey?: string | undefined; readonly ParameterValue?: string | undefined }[]
    | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
}

/** The bucket and key that a template's URL names, in path style or by the bucket's own host. */
const placeOf = (url: string): readonly [bucket: string, key: string] => {
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const [, own] = /^(.+)\.s3[.-]/.exec(hostname) ?? [];
  if (own !== undefined) return [own, path];
  const slash = path.indexOf("/");
  return [path.slice(0, slash), path.slice(slash + 1)];
};

const textOf = ({ read }: CloudFormationContext, input: TemplateInput, previous: string | undefined): string => {
  const { TemplateBody, TemplateURL, UsePreviousTemplate } = input;
  if (TemplateBody !== undefined) {
    if (TemplateBody.length <= largestBody) return TemplateBody;
    throw stackValidationError(
      `1 validation error detected: Value '${TemplateBody}' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${largestBody}`,
    );
  }
  if (TemplateURL === undefined) {
    if (UsePreviousTemplate === true && previous !== undefined) return previous;
    throw stackValidationError("Either Template URL or Template Body must be specified.");
  }
  if (!URL.canParse(TemplateURL)) throw stackValidationError(`TemplateURL must be a supported URL.`);
  try {
    const bytes = read(...placeOf(TemplateURL));
    if (bytes.byteLength <= largestObject) return new TextDecoder().decode(bytes);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw stackValidationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
  throw stackValidationError(`Template may not exceed ${largestObject} bytes in size.`);
};

const parsed = (text: string): unknown => {
  if (!text.trimStart().startsWith("{")) throw new NotEmulated("CloudFormation templates that are not JSON");
  try {
    return JSON.parse(text);
  } catch {
    throw stackValidationError("Template format error: JSON not well-formed.");
  }
};

/** What a request asks for. Throws AwsError. */
export const requestOf = (cloudFormation: CloudFormationContext, input: RequestInput, stack?: Stack): Request => {
  if ((input.NotificationARNs ?? []).length > 0) throw new NotEmulated("NotificationARNs of stacks");
  const text = textOf(cloudFormation, input, stack?.request?.text);
  const parameters = (input.Parameters ?? []).map(({ ParameterKey = "", ParameterValue }) => [
    ParameterKey,
    ParameterValue ?? stack?.request?.parameters[ParameterKey] ?? "",
  ]);
  return {
    text,
    template: parsed(text),
    parameters: Object.fromEntries(parameters),
    tags: (input.Tags ?? []).map(({ Key = "", Value = "" }) => ({ Key, Value })),
    capabilities: input.Capabilities ?? [],
  };
};

/** Reads the request's template for a stack. What the playground does not know is named, whatever else is wrong. */
export const templateOf = (
  { surroundings }: CloudFormationContext,
  request: Request,
  stack: Pick<Stack, "id" | "name">,
): StackTemplate => {
  const { account, region } = surroundings;
  try {
    const template = readStackTemplate(
      request.template,
      { account, region, stackName: stack.name },
      stack.id,
      request.parameters,
    );
    const odd = Object.values(template.resources).find(({ Type }) => !(Type in resourceTypes));
    if (odd !== undefined) throw new NotEmulated(`resources of type ${odd.Type}`);
    return template;
  } catch (error) {
    if (error instanceof TemplateError) throw stackValidationError(`Template error: ${error.message}`);
    throw error;
  }
};

/** "If you have IAM resources, you can specify either capability. If you have IAM resources with custom names, you must specify CAPABILITY_NAMED_IAM." */
export const neededCapability = ({ resources }: StackTemplate): string | undefined => {
  const iam = Object.values(resources).filter(({ Type }) => Type.startsWith("AWS::IAM::"));
  if (iam.some(({ Type, Properties }) => Type === "AWS::IAM::Role" && "RoleName" in Properties))
    return "CAPABILITY_NAMED_IAM";
  return iam.length > 0 ? "CAPABILITY_IAM" : undefined;
};

/** Throws InsufficientCapabilitiesException. */
export const checkCapabilities = (template: StackTemplate, { capabilities }: Request): void => {
  const needed = neededCapability(template);
  if (needed === undefined || capabilities.includes(needed) || capabilities.includes("CAPABILITY_NAMED_IAM")) return;
  throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${needed}]`);
};
