import { AwsError } from "../../world/aws-error.ts";

/** Settings that AWS refuses for what they say together, or for what they refer to. */
export const invalidConfiguration = (message: string): AwsError =>
  new AwsError("InvalidConfigurationRequestException", message);

/** An action of a listener or rule that AWS refuses. */
export const invalidAction = (message: string): AwsError => new AwsError("InvalidLoadBalancerActionException", message);

const notFound = (exception: string, what: string) => () => new AwsError(exception, `One or more ${what} not found`);

export const noLoadBalancer = notFound("LoadBalancerNotFoundException", "load balancers");
export const noTargetGroup = notFound("TargetGroupNotFoundException", "target groups");
export const noListener = notFound("ListenerNotFoundException", "listeners");
export const noRule = notFound("RuleNotFoundException", "rules");

/** The error of certificates where there are none. */
export const onlyForHttps = (): AwsError => invalidConfiguration("Certificates are supported only on HTTPS listeners");

/** The error of a policy of which there is none. */
export const noSslPolicy = (name: string): AwsError =>
  new AwsError("SSLPolicyNotFoundException", `SSL policy '${name}' not found`);

/** The record, or AWS's error that there is none. */
export const found = <T>(record: T | undefined, missing: () => AwsError): T => {
  if (record === undefined) throw missing();
  return record;
};
