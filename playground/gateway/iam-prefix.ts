/** The prefix of a service's IAM actions: its signing name, but for CloudWatch, which signs as `monitoring`. */
export const iamPrefix = (service: string): string => (service === "monitoring" ? "cloudwatch" : service);
