import { AwsError } from "../world/aws-error.ts";

/** Each service's own way to say that there were too many calls. */
const throttling: Readonly<Record<string, readonly [code: string, message: string, status: number]>> = {
  autoscaling: ["Throttling", "Rate exceeded", 400],
  dynamodb: [
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    400,
  ],
  ec2: ["RequestLimitExceeded", "Request limit exceeded.", 503],
};

/** The `throttle` fault: refused before anything is done. `service` is the signing name. */
export const throttled = (service: string): AwsError => {
  const [code, message, status] = throttling[service] ?? ["ThrottlingException", "Rate exceeded", 400];
  return new AwsError(code, message, { status });
};

/** The `error` fault: AWS failed before anything was done. */
export const internalFailure = (): AwsError =>
  new AwsError(
    "InternalFailure",
    "The request processing has failed because of an unknown error, exception or failure.",
    { status: 500 },
  );
