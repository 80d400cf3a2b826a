import type {
  DeleteObjectCommandInput,
  DeleteObjectCommandOutput,
  DeleteObjectsCommandInput,
  DeleteObjectsCommandOutput,
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { etagOf, type StoredObject } from "../bucket.ts";
import { checksums, toTheSecond } from "../checksums.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, objectAt, objectNeed } from "../lookup.ts";

const described = ({ body, etag, lastModified, contentType, metadata }: StoredObject) => ({
  AcceptRanges: "bytes",
  ContentLength: body.byteLength,
  ContentType: contentType,
  ETag: etag,
  LastModified: new Date(lastModified),
  Metadata: { ...metadata },
  ServerSideEncryption: "AES256" as const,
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = (s3: S3Context) =>
  operation<PutObjectCommandInput, PutObjectCommandOutput>({
    accepts: [
      "Bucket",
      "Key",
      "Body",
      "ContentType",
      "ContentLength",
      "ContentEncoding",
      "Metadata",
      "ServerSideEncryption",
      ...checksums,
    ],
    needs: ({ Bucket, Key }) => objectNeed("PutObject", Bucket, Key),
    run({ Bucket, Key = "", Body, ContentType, Metadata }) {
      const body = (Body as Uint8Array | undefined) ?? new Uint8Array();
      const etag = etagOf(body);
      bucketNamed(s3, Bucket).objects.set(Key, {
        body,
        etag,
        lastModified: toTheSecond(s3.surroundings.clock.now()),
        contentType: ContentType ?? "binary/octet-stream",
        metadata: Metadata ?? {},
      });
      return { ETag: etag, ServerSideEncryption: "AES256" };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject = (s3: S3Context) =>
  operation<GetObjectCommandInput, GetObjectCommandOutput>({
    accepts: ["Bucket", "Key", "ChecksumMode"],
    needs: ({ Bucket, Key }) => objectNeed("GetObject", Bucket, Key),
    run({ Bucket, Key }) {
      const found = objectAt(s3, Bucket, Key);
      // The SDK's type is a stream's, as a client reads it; what the codec writes are bytes.
      return { ...described(found), Body: found.body as unknown as NonNullable<GetObjectCommandOutput["Body"]> };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject = (s3: S3Context) =>
  operation<HeadObjectCommandInput, HeadObjectCommandOutput>({
    accepts: ["Bucket", "Key", "ChecksumMode"],
    needs: ({ Bucket, Key }) => objectNeed("GetObject", Bucket, Key),
    run: ({ Bucket, Key }) => described(objectAt(s3, Bucket, Key)),
  });

/** "If the object doesn't exist, … S3 returns a success." https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = (s3: S3Context) =>
  operation<DeleteObjectCommandInput, DeleteObjectCommandOutput>({
    accepts: ["Bucket", "Key"],
    needs: ({ Bucket, Key }) => objectNeed("DeleteObject", Bucket, Key),
    run({ Bucket, Key = "" }) {
      bucketNamed(s3, Bucket).objects.delete(Key);
      return {};
    },
  });

const mostDeleted = 1_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects = (s3: S3Context) =>
  operation<DeleteObjectsCommandInput, DeleteObjectsCommandOutput>({
    accepts: ["Bucket", "Delete", "ChecksumAlgorithm"],
    needs: ({ Bucket, Delete }) =>
      (Delete?.Objects ?? []).flatMap(({ Key }) => objectNeed("DeleteObject", Bucket, Key)),
    run({ Bucket, Delete }) {
      const { objects } = bucketNamed(s3, Bucket);
      const wanted = Delete?.Objects ?? [];
      if (wanted.length === 0 || wanted.length > mostDeleted) {
        throw new AwsError(
          "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published schema",
        );
      }
      for (const { Key = "" } of wanted) objects.delete(Key);
      return Delete?.Quiet === true ? {} : { Deleted: wanted.map(({ Key }) => ({ Key })) };
    },
  });
