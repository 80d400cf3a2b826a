import type {
  GetPublicAccessBlockCommandInput,
  GetPublicAccessBlockCommandOutput,
  PutPublicAccessBlockCommandInput,
  PutPublicAccessBlockCommandOutput,
} from "@aws-sdk/client-s3";
import { operation } from "../../../world/service.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

/** What every new bucket has since 2023. */
const usual = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock = (s3: S3Context) =>
  operation<PutPublicAccessBlockCommandInput, PutPublicAccessBlockCommandOutput>({
    accepts: ["Bucket", "PublicAccessBlockConfiguration", "ContentMD5", "ChecksumAlgorithm"],
    needs: ({ Bucket }) => bucketNeed("PutBucketPublicAccessBlock", Bucket),
    run({ Bucket, PublicAccessBlockConfiguration }) {
      bucketNamed(s3, Bucket).configuration.set("publicAccessBlock", PublicAccessBlockConfiguration);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock = (s3: S3Context) =>
  operation<GetPublicAccessBlockCommandInput, GetPublicAccessBlockCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("GetBucketPublicAccessBlock", Bucket),
    run({ Bucket }) {
      const kept = bucketNamed(s3, Bucket).configuration.get("publicAccessBlock") ?? usual;
      return { PublicAccessBlockConfiguration: kept };
    },
  });
