import * as z from "zod";
import { AwsError, NotEmulated } from "../world/aws-error.ts";
import { explained } from "./template.ts";
import { TemplateError } from "./template-error.ts";

/** A resource that could not be created or updated. */
export interface ResourceFailure {
  readonly logicalId: string;
  readonly type: string;
  readonly doing: "create" | "update";
  readonly error: unknown;
}

/** There is one of that name already, which is no resource of the stack. */
export class AlreadyExists extends AwsError {
  constructor(type: string, identifier: string) {
    super("AlreadyExists", `Resource of type '${type}' with identifier '${identifier}' already exists.`);
  }
}

/** https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html */
const handlerCode = ({ name, status }: AwsError): string => {
  if (/AlreadyExists|AlreadyOwned|ResourceConflict/.test(name)) return "AlreadyExists";
  if (/NotFound|NoSuch|DoesNotExist/.test(name)) return "NotFound";
  if (/AccessDenied|Unauthorized/.test(name)) return "AccessDenied";
  if (/LimitExceeded|TooMany/.test(name)) return "ServiceLimitExceeded";
  return status >= 500 ? "GeneralServiceException" : "InvalidRequest";
};

/** Why a resource's event says that it failed. `token` is that of the handler's request. */
export const reasonOf = (logicalId: string, error: unknown, token: string): string => {
  if (error instanceof NotEmulated || error instanceof TemplateError) return error.message;
  if (error instanceof AwsError) {
    const message = error.message.replaceAll('"', "'");
    return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${handlerCode(error)})`;
  }
  if (error instanceof z.ZodError) {
    const { message } = explained("Properties", error) as Error;
    return `Properties validation failed for resource ${logicalId} with message: ${message}`;
  }
  return `The playground failed: ${error instanceof Error ? error.stack : String(error)}`;
};
