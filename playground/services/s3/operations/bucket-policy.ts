import type {
  DeleteBucketPolicyCommandInput,
  DeleteBucketPolicyCommandOutput,
  GetBucketPolicyCommandInput,
  GetBucketPolicyCommandOutput,
  PutBucketPolicyCommandInput,
  PutBucketPolicyCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

const parsed = (policy: string | undefined): string => {
  try {
    JSON.parse(policy ?? "");
    return policy ?? "";
  } catch {
    throw new AwsError("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
};

/** Kept, and never asked. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy = (s3: S3Context) =>
  operation<PutBucketPolicyCommandInput, PutBucketPolicyCommandOutput>({
    accepts: ["Bucket", "Policy", "ContentMD5", "ChecksumAlgorithm"],
    needs: ({ Bucket }) => bucketNeed("PutBucketPolicy", Bucket),
    run({ Bucket, Policy }) {
      bucketNamed(s3, Bucket).configuration.set("policy", parsed(Policy));
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy = (s3: S3Context) =>
  operation<GetBucketPolicyCommandInput, GetBucketPolicyCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("GetBucketPolicy", Bucket),
    run({ Bucket }) {
      const policy = bucketNamed(s3, Bucket).configuration.get("policy");
      if (typeof policy === "string") return { Policy: policy };
      throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", { status: 404 });
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy = (s3: S3Context) =>
  operation<DeleteBucketPolicyCommandInput, DeleteBucketPolicyCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("DeleteBucketPolicy", Bucket),
    run({ Bucket }) {
      bucketNamed(s3, Bucket).configuration.delete("policy");
      return {};
    },
  });
