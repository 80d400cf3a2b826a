import type { AnyOperation } from "../../world/service.ts";
import type { S3Context } from "./context.ts";
import { getBucketEncryption, putBucketEncryption } from "./operations/bucket-encryption.ts";
import { deleteBucketPolicy, getBucketPolicy, putBucketPolicy } from "./operations/bucket-policy.ts";
import { getBucketVersioning, putBucketVersioning } from "./operations/bucket-versioning.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./operations/buckets.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { deleteObject, deleteObjects, getObject, headObject, putObject } from "./operations/objects.ts";
import { getPublicAccessBlock, putPublicAccessBlock } from "./operations/public-access-block.ts";
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from "./operations/uploads.ts";

/** S3's operations, by name. */
export const s3Operations = (s3: S3Context): Readonly<Record<string, AnyOperation>> => ({
  CreateBucket: createBucket(s3),
  DeleteBucket: deleteBucket(s3),
  HeadBucket: headBucket(s3),
  ListBuckets: listBuckets(s3),
  GetBucketLocation: getBucketLocation(s3),
  GetBucketEncryption: getBucketEncryption(s3),
  PutBucketEncryption: putBucketEncryption(s3),
  GetBucketPolicy: getBucketPolicy(s3),
  PutBucketPolicy: putBucketPolicy(s3),
  DeleteBucketPolicy: deleteBucketPolicy(s3),
  GetBucketVersioning: getBucketVersioning(s3),
  PutBucketVersioning: putBucketVersioning(s3),
  GetPublicAccessBlock: getPublicAccessBlock(s3),
  PutPublicAccessBlock: putPublicAccessBlock(s3),
  PutObject: putObject(s3),
  GetObject: getObject(s3),
  HeadObject: headObject(s3),
  ListObjectsV2: listObjectsV2(s3),
  DeleteObject: deleteObject(s3),
  DeleteObjects: deleteObjects(s3),
  CreateMultipartUpload: createMultipartUpload(s3),
  UploadPart: uploadPart(s3),
  CompleteMultipartUpload: completeMultipartUpload(s3),
  AbortMultipartUpload: abortMultipartUpload(s3),
});
