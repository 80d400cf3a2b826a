import type {
  GetBucketVersioningCommandInput,
  GetBucketVersioningCommandOutput,
  PutBucketVersioningCommandInput,
  PutBucketVersioningCommandOutput,
} from "@aws-sdk/client-s3";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning = (s3: S3Context) =>
  operation<PutBucketVersioningCommandInput, PutBucketVersioningCommandOutput>({
    accepts: ["Bucket", "VersioningConfiguration", "ContentMD5", "ChecksumAlgorithm"],
    needs: ({ Bucket }) => bucketNeed("PutBucketVersioning", Bucket),
    run({ Bucket, VersioningConfiguration }) {
      if (VersioningConfiguration?.Status === "Enabled") throw new NotEmulated("versions of objects");
      bucketNamed(s3, Bucket).configuration.set("versioning", VersioningConfiguration);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning = (s3: S3Context) =>
  operation<GetBucketVersioningCommandInput, GetBucketVersioningCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("GetBucketVersioning", Bucket),
    run: ({ Bucket }) => ({ ...(bucketNamed(s3, Bucket).configuration.get("versioning") ?? {}) }),
  });
