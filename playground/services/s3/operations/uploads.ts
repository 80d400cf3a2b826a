import { createHash } from "node:crypto";
import type {
  AbortMultipartUploadCommandInput,
  AbortMultipartUploadCommandOutput,
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput,
  CreateMultipartUploadCommandInput,
  CreateMultipartUploadCommandOutput,
  UploadPartCommandInput,
  UploadPartCommandOutput,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../../world/aws-error.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { etagOf, type Upload } from "../bucket.ts";
import { checksums, toTheSecond } from "../checksums.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, objectNeed } from "../lookup.ts";

const smallestPart = 5 * 1_024 * 1_024;

const uploadOf = (s3: S3Context, bucket: string | undefined, id: string | undefined): Upload => {
  const found = bucketNamed(s3, bucket).uploads.get(id ?? "");
  if (found !== undefined) return found;
  throw new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    { status: 404 },
  );
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = (s3: S3Context) =>
  operation<CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput>({
    accepts: ["Bucket", "Key", "ContentType", "Metadata", "ServerSideEncryption", "ChecksumAlgorithm", "ChecksumType"],
    needs: ({ Bucket, Key }) => objectNeed("PutObject", Bucket, Key),
    run({ Bucket, Key = "", ContentType = "binary/octet-stream", Metadata = {} }) {
      const UploadId = hex(s3.surroundings.random, 64);
      const upload = { key: Key, contentType: ContentType, metadata: Metadata, parts: new Map() };
      bucketNamed(s3, Bucket).uploads.set(UploadId, upload);
      return { Bucket, Key, UploadId };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = (s3: S3Context) =>
  operation<UploadPartCommandInput, UploadPartCommandOutput>({
    accepts: ["Bucket", "Key", "UploadId", "PartNumber", "Body", "ContentLength", ...checksums],
    needs: ({ Bucket, Key }) => objectNeed("PutObject", Bucket, Key),
    run({ Bucket, UploadId, PartNumber = 0, Body }) {
      const body = (Body as Uint8Array | undefined) ?? new Uint8Array();
      if (PartNumber < 1 || PartNumber > 10_000) {
        const message = "Part number must be an integer between 1 and 10000, inclusive";
        throw new AwsError("InvalidArgument", message);
      }
      const etag = etagOf(body);
      uploadOf(s3, Bucket, UploadId).parts.set(PartNumber, { body, etag });
      return { ETag: etag };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload = (s3: S3Context) =>
  operation<CompleteMultipartUploadCommandInput, CompleteMultipartUploadCommandOutput>({
    accepts: ["Bucket", "Key", "UploadId", "MultipartUpload", "ChecksumType", "ChecksumCRC32"],
    needs: ({ Bucket, Key }) => objectNeed("PutObject", Bucket, Key),
    run({ Bucket, Key = "", UploadId = "", MultipartUpload }) {
      const { parts: uploaded, contentType, metadata } = uploadOf(s3, Bucket, UploadId);
      const wanted = MultipartUpload?.Parts ?? [];
      const parts = wanted.map(({ PartNumber = 0, ETag = "" }) => {
        const part = uploaded.get(PartNumber);
        if (part !== undefined && part.etag === `"${ETag.replaceAll('"', "")}"`) return part;
        const message =
          "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
        throw new AwsError("InvalidPart", message);
      });
      const ascends = wanted.every(
        ({ PartNumber = 0 }, at) => at === 0 || PartNumber > (wanted[at - 1]?.PartNumber ?? 0),
      );
      if (!ascends) {
        const message =
          "The list of parts was not in ascending order. The parts list must be specified in order by part number.";
        throw new AwsError("InvalidPartOrder", message);
      }
      if (parts.slice(0, -1).some(({ body }) => body.byteLength < smallestPart))
        throw new AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      const digest = createHash("md5");
      for (const { etag } of parts) digest.update(Buffer.from(etag.replaceAll('"', ""), "hex"));
      const etag = `"${digest.digest("hex")}-${parts.length}"`;
      const { objects, uploads } = bucketNamed(s3, Bucket);
      const body = Buffer.concat(parts.map((part) => part.body));
      const lastModified = toTheSecond(s3.surroundings.clock.now());
      objects.set(Key, { body, etag, contentType, metadata, lastModified });
      uploads.delete(UploadId);
      return { Bucket, Key, ETag: etag, Location: `http://${Bucket}.s3.amazonaws.com/${Key}` };
    },
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = (s3: S3Context) =>
  operation<AbortMultipartUploadCommandInput, AbortMultipartUploadCommandOutput>({
    accepts: ["Bucket", "Key", "UploadId"],
    needs: ({ Bucket, Key }) => objectNeed("AbortMultipartUpload", Bucket, Key),
    run({ Bucket, UploadId = "" }) {
      uploadOf(s3, Bucket, UploadId);
      bucketNamed(s3, Bucket).uploads.delete(UploadId);
      return {};
    },
  });
