import { AwsError } from "../../world/aws-error.ts";
import type { Bucket, StoredObject } from "./bucket.ts";
import type { S3Context } from "./context.ts";

/** Throws NoSuchBucket. */
export const bucketNamed = ({ buckets }: S3Context, name: string | undefined): Bucket => {
  const bucket = buckets.get(name ?? "");
  if (bucket !== undefined) return bucket;
  throw new AwsError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
};

/** Throws NoSuchKey. */
export const objectAt = (s3: S3Context, bucket: string | undefined, key: string | undefined): StoredObject => {
  const found = bucketNamed(s3, bucket).objects.get(key ?? "");
  if (found !== undefined) return found;
  throw new AwsError("NoSuchKey", "The specified key does not exist.", { status: 404 });
};

/** What a caller must be allowed to do with a bucket. */
export const bucketNeed = (action: string, bucket: string | undefined) => [
  { action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}` },
];

/** What a caller must be allowed to do with an object. */
export const objectNeed = (action: string, bucket: string | undefined, key: string | undefined) => [
  { action: `s3:${action}`, resource: `arn:aws:s3:::${bucket}/${key}` },
];
