import type {
  CreateBucketCommandInput,
  CreateBucketCommandOutput,
  DeleteBucketCommandInput,
  DeleteBucketCommandOutput,
  GetBucketLocationCommandInput,
  GetBucketLocationCommandOutput,
  HeadBucketCommandInput,
  HeadBucketCommandOutput,
  ListBucketsCommandInput,
  ListBucketsCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { usualEncryption } from "../bucket.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const validName = /^(?!xn--|sthree-|\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9]|[-.](?![-.])){1,61}[a-z0-9]$/;

/**
 * In us-east-1 a bucket's location is not said, and another region's is taken; anywhere else it is the region's own.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucketConfiguration.html
 */
const checkLocation = (location: string | undefined, region: string): void => {
  if (region === "us-east-1") {
    if (location === "us-east-1")
      throw new AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid");
    if (location !== undefined) throw new NotEmulated("a bucket in another region than the endpoint's");
  } else if (location !== region) {
    throw new AwsError(
      "IllegalLocationConstraintException",
      `The ${location ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
};

/**
 * In us-east-1 one's own bucket can be made again ("for legacy compatibility").
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export const createBucket = ({ surroundings, buckets }: S3Context) =>
  operation<CreateBucketCommandInput, CreateBucketCommandOutput>({
    accepts: ["Bucket", "CreateBucketConfiguration"],
    needs: ({ Bucket }) => bucketNeed("CreateBucket", Bucket),
    run({ Bucket = "", CreateBucketConfiguration }) {
      if (!validName.test(Bucket)) throw new AwsError("InvalidBucketName", "The specified bucket is not valid.");
      checkLocation(CreateBucketConfiguration?.LocationConstraint, surroundings.region);
      if (buckets.has(Bucket)) {
        if (surroundings.region === "us-east-1") return { Location: `/${Bucket}` };
        const message = "Your previous request to create the named bucket succeeded and you already own it.";
        throw new AwsError("BucketAlreadyOwnedByYou", message, { status: 409 });
      }
      buckets.set(Bucket, {
        name: Bucket,
        createdAt: surroundings.clock.now(),
        objects: new Map(),
        uploads: new Map(),
        configuration: new Map([["encryption", usualEncryption]]),
      });
      return { Location: `http://${Bucket}.s3.amazonaws.com/` };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket = (s3: S3Context) =>
  operation<DeleteBucketCommandInput, DeleteBucketCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("DeleteBucket", Bucket),
    run({ Bucket = "" }) {
      if (bucketNamed(s3, Bucket).objects.size > 0)
        throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", { status: 409 });
      s3.buckets.delete(Bucket);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = (s3: S3Context) =>
  operation<HeadBucketCommandInput, HeadBucketCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("ListBucket", Bucket),
    run({ Bucket }) {
      bucketNamed(s3, Bucket);
      return { BucketRegion: s3.surroundings.region };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = ({ buckets }: S3Context) =>
  operation<ListBucketsCommandInput, ListBucketsCommandOutput>({
    accepts: [],
    needs: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
    run: () => ({
      Buckets: [...buckets.values()]
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt) })),
    }),
  });

/** Buckets in us-east-1 have none: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation = (s3: S3Context) =>
  operation<GetBucketLocationCommandInput, GetBucketLocationCommandOutput>({
    accepts: ["Bucket"],
    needs: ({ Bucket }) => bucketNeed("GetBucketLocation", Bucket),
    run({ Bucket }) {
      bucketNamed(s3, Bucket);
      const { region } = s3.surroundings;
      if (region === "us-east-1") return {};
      return { LocationConstraint: region as NonNullable<GetBucketLocationCommandOutput["LocationConstraint"]> };
    },
  });
