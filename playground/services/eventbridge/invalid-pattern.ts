import { AwsError } from "../../world/aws-error.ts";

/** The error with which PutRule and TestEventPattern refuse a pattern. */
export const invalidPattern = (reason: string): AwsError =>
  new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);
