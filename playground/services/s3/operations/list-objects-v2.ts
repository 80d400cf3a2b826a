import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from "@aws-sdk/client-s3";
import { operation } from "../../../world/service.ts";
import type { StoredObject } from "../bucket.ts";
import type { S3Context } from "../context.ts";
import { bucketNamed, bucketNeed } from "../lookup.ts";

/** A key's object, or nothing for a common prefix, which stands for all keys that go on with it. */
type Entry = readonly [name: string, object: StoredObject | undefined];

/** S3 lists "up to 1,000"; here as few as in all lists of the playground. The order is that of UTF-8 bytes. */
export const listObjectsV2 = (s3: S3Context) =>
  operation<ListObjectsV2CommandInput, ListObjectsV2CommandOutput>({
    accepts: ["Bucket", "Prefix", "Delimiter", "EncodingType", "MaxKeys", "ContinuationToken", "StartAfter"],
    needs: ({ Bucket }) => bucketNeed("ListBucket", Bucket),
    run({ Bucket = "", MaxKeys = 1_000, ContinuationToken, ...asked }) {
      const { Prefix = "", Delimiter = "", EncodingType, StartAfter = "" } = asked;
      const written = EncodingType === "url" ? inUrl : (name: string) => name;
      const begun = ContinuationToken === undefined ? "" : Buffer.from(ContinuationToken, "base64").toString();
      const found = [...bucketNamed(s3, Bucket).objects].filter(
        ([key]) => key.startsWith(Prefix) && (begun !== "" || isAfter(key, StartAfter)),
      );
      const all = rolledUp(found, Prefix, Delimiter).filter(([name]) => isAfter(name, begun));
      const page = all.slice(0, Math.min(MaxKeys, s3.surroundings.pageSize));
      const [last] = page.at(-1) ?? [""];
      const more = all.length > page.length;
      const prefixes = page.flatMap(([name, object]) => (object === undefined ? [{ Prefix: written(name) }] : []));
      return {
        Name: Bucket,
        Prefix: written(Prefix),
        ...(Delimiter === "" ? {} : { Delimiter: written(Delimiter) }),
        ...(EncodingType === undefined ? {} : { EncodingType }),
        MaxKeys,
        KeyCount: page.length,
        IsTruncated: more,
        ...(more ? { NextContinuationToken: Buffer.from(last).toString("base64") } : {}),
        Contents: page.flatMap(([name, object]) => (object === undefined ? [] : [described(written(name), object)])),
        ...(prefixes.length === 0 ? {} : { CommonPrefixes: prefixes }),
      };
    },
  });

const described = (Key: string, { body, etag, lastModified }: StoredObject) => ({
  Key,
  ETag: etag,
  Size: body.byteLength,
  LastModified: new Date(lastModified),
  StorageClass: "STANDARD" as const,
});

const inOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const isAfter = (name: string, other: string): boolean => inOrder(name, other) > 0;

/**
 * "All of the keys that roll up into a common prefix count as a single return": keys with the delimiter behind the prefix asked for.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
const rolledUp = (found: readonly (readonly [string, StoredObject])[], prefix: string, delimiter: string): Entry[] => {
  const entries = new Map<string, StoredObject | undefined>();
  for (const [key, object] of found) {
    const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (at < 0) entries.set(key, object);
    else entries.set(key.slice(0, at + delimiter.length), undefined);
  }
  return [...entries].toSorted(([a], [b]) => inOrder(a, b));
};

/** "The object test_file(3).png will appear as test_file%283%29.png"; a slash stays. */
const inUrl = (name: string): string =>
  encodeURIComponent(name)
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
