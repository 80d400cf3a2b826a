import { AwsError } from "../../world/aws-error.ts";

/** EC2's `Invalid….NotFound`, in the singular or the plural as AWS words it: `The instance ID 'i-…' does not exist`. */
export const notFound = (code: string, what: string, ids: readonly string[]): AwsError =>
  new AwsError(
    code,
    ids.length === 1 ? `The ${what} '${ids[0]}' does not exist` : `The ${what}s '${ids.join(", ")}' do not exist`,
  );

/** `MissingParameter`, with the name that the query protocol has for it. */
export const missingParameter = (name: string): AwsError =>
  new AwsError("MissingParameter", `The request must contain the parameter ${name}`);

/** `InvalidParameterValue`, with AWS's whole sentence. */
export const invalidValue = (message: string): AwsError => new AwsError("InvalidParameterValue", message);
