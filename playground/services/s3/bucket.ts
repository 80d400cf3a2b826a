import { createHash } from "node:crypto";

/** What is stored under a key. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** With its quotation marks, as S3 writes it. */
  readonly etag: string;
  /** In milliseconds since the epoch, to the second, as S3 keeps it. */
  readonly lastModified: number;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A multipart upload that is not completed yet. */
export interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly parts: Map<number, { readonly body: Uint8Array; readonly etag: string }>;
}

export interface Bucket {
  readonly name: string;
  readonly createdAt: number;
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, Upload>;
  /** Configuration only, by its name: `encryption`, `versioning`, `policy`, `publicAccessBlock`. */
  readonly configuration: Map<string, unknown>;
}

/** S3's own encryption, which every bucket has from the start since 2023. */
export const usualEncryption = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** The MD5 of a body in S3's quotation marks. */
export const etagOf = (body: Uint8Array): string => `"${createHash("md5").update(body).digest("hex")}"`;
