/** Resources that a deployment has and that nothing in the playground uses: they have a name and an ARN, and no more. */
import * as z from "zod";
import { document, number, resourceType } from "../resource-type.ts";

/** The logs of functions go to the playground's own log. */
export const logGroup = resourceType(
  z.strictObject({ LogGroupName: z.string().optional(), RetentionInDays: number.optional() }),
  ({ LogGroupName }, { account, region, madeUpName }) => {
    const name = LogGroupName ?? madeUpName;
    return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*` } };
  },
);

/** The bucket that a deployment uploads its packages to; here they are read from where they were packaged. */
export const bucket = resourceType(
  z.strictObject({
    BucketName: z.string().optional(),
    BucketEncryption: document.optional(),
    PublicAccessBlockConfiguration: document.optional(),
  }),
  ({ BucketName }, { madeUpName }) => {
    const name = BucketName ?? madeUpName.toLowerCase();
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
);

export const bucketPolicy = resourceType(
  z.strictObject({ Bucket: z.string(), PolicyDocument: document }),
  ({ Bucket }) => ({ ref: Bucket, attributes: {} }),
);
