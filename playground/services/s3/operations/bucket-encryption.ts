import type {
  GetBucketEncryptionCommandInput,
  GetBucketEncryptionCommandOutput,
  PutBucketEncryptionCommandInput,
  PutBucketEncryptionCommandOutput,
} from "@aws-sdk/client-s3";
import { operation } from "../../../world/service.ts";
import { usualEncryption } from "../bucket.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption = (s3: S3Context) =>
  operation<PutBucketEncryptionCommandInput, PutBucketEncryptionCommandOutput>({
    accepts: ["Bucket", "ServerSideEncryptionConfiguration", "ContentMD5", "ChecksumAlgorithm"],
    needs: ({ Bucket }) => bucketNeed("PutEncryptionConfiguration", Bucket),
    run({ Bucket, ServerSideEncryptionConfiguration }) {
      bucketNamed(s3, Bucket).configuration.set("encryption", ServerSideEncryptionConfiguration);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption = (s3: S3Context) =>
  operation<GetBucketEncryptionCommandInput, GetBucketEncryptionCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("GetEncryptionConfiguration", Bucket),
    run({ Bucket }) {
      const kept = bucketNamed(s3, Bucket).configuration.get("encryption") ?? usualEncryption;
      const ServerSideEncryptionConfiguration = kept as NonNullable<
        GetBucketEncryptionCommandOutput["ServerSideEncryptionConfiguration"]
      >;
      return { ServerSideEncryptionConfiguration };
    },
  });
