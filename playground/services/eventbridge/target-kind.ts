import { NotEmulated } from "../../world/aws-error.ts";

const targetKinds = ["events", "lambda", "sns", "sqs", "states"] as const;
export type TargetKind = (typeof targetKinds)[number];

/** The service behind a target's ARN. Throws NotEmulated for one that the playground has not. */
export const targetKind = (arn: string): TargetKind => {
  const kind = targetKinds.find((each) => each === arn.split(":")[2]);
  if (kind !== undefined) return kind;
  throw new NotEmulated(`the event target ${arn}`);
};
