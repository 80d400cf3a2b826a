import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeEach, expect, it } from "vitest";
import { createFaults } from "../../../faults/faults.ts";
import { createCalls } from "../../../gateway/calls.ts";
import { createGateway } from "../../../gateway/gateway.ts";
import { operate } from "../../../gateway/operate.ts";
import { knownActions } from "../../../gateway/protocols.ts";
import { serve } from "../../../gateway/serve.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { createS3 } from "../../../services/s3/s3.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";

const region = "eu-west-1";
const random = seeded(1);
const clock = virtualClock(Date.UTC(2026, 0, 1, 0, 0, 0, 400));
const world = { account: "123456789012", region, random };
const surroundings = { ...world, clock, pageSize: 2, lag: () => 0, emit: () => {} };
const server = await serve({
  gateway: createGateway({
    surroundings,
    services: [createS3(surroundings)],
    forwards: {},
    identity: createIdentity(world),
    faults: createFaults({
      random,
      clock,
      actions: knownActions,
      zones: () => ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      instance: () => undefined,
      kill: () => {},
    }),
    calls: createCalls(clock),
  }),
  admin: () => Promise.reject(new Error("not asked")),
  port: 0,
  now: Date.now,
});
const credentials = { accessKeyId: "playground", secretAccessKey: "playground" };
const s3 = new S3Client({ endpoint: server.url, region, credentials });
afterAll(async () => {
  s3.destroy();
  await server.close();
});

let Bucket = "";
let buckets = 0;
const put = (Key: string, Body: string | Uint8Array = Key) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

beforeEach(async () => {
  Bucket = `bucket-${++buckets}`;
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }));
});

it("an object is read as it was put, with its metadata, type, hash and time to the second", async () => {
  const Metadata = { filesha256: "abc=" };
  await s3.send(
    new PutObjectCommand({ Bucket, Key: "a/b c.json", Body: "{}", ContentType: "application/json", Metadata }),
  );
  const { Body, ETag, LastModified, ContentType, ...got } = await s3.send(
    new GetObjectCommand({ Bucket, Key: "a/b c.json" }),
  );
  expect([await Body?.transformToString(), ETag, LastModified, ContentType, got.Metadata]).toEqual([
    "{}",
    `"${createHash("md5").update("{}").digest("hex")}"`,
    new Date(Date.UTC(2026, 0, 1)),
    "application/json",
    Metadata,
  ]);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "a/b c.json" }));
  expect([head.ContentLength, head.ETag, head.Metadata]).toEqual([2, ETag, Metadata]);
});

it("keys are listed by prefix, in the order of their bytes, page by page", async () => {
  for (const key of ["x/3", "x/1", "y/1", "x/2", "x/é"]) await put(key);
  const pages: (readonly (string | undefined)[])[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: "x/" }))
    pages.push((page.Contents ?? []).map(({ Key }) => Key));
  expect(pages).toEqual([
    ["x/1", "x/2"],
    ["x/3", "x/é"],
  ]);
});

it("keys that go on behind a delimiter are one common prefix, which counts and pages as a key does", async () => {
  for (const key of ["a/1", "a/b/2", "a/b/3", "a/c (1)/4", "a/z", "b/5"]) await put(key);
  const told: (readonly (string | undefined)[])[] = [];
  for await (const page of paginateListObjectsV2(
    { client: s3 },
    { Bucket, Prefix: "a/", Delimiter: "/", EncodingType: "url" },
  ))
    told.push([
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    ]);
  expect(told).toEqual([
    ["a/1", "a/b/"],
    ["a/z", "a/c%20%281%29/"],
  ]);
  const after = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", StartAfter: "a/z" }));
  expect([after.KeyCount, after.Contents, after.CommonPrefixes]).toEqual([1, undefined, [{ Prefix: "b/" }]]);
});

it("an empty bucket lists nothing", async () => {
  expect(await s3.send(new ListObjectsV2Command({ Bucket }))).toMatchObject({ KeyCount: 0, IsTruncated: false });
});

it("objects are deleted, alone and together, also those that are not there", async () => {
  for (const key of ["a", "b", "<c&d>"]) await put(key);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  const { Deleted } = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: "<c&d>" }, { Key: "nothing" }] } }),
  );
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect([Deleted?.map(({ Key }) => Key), Contents?.map(({ Key }) => Key)]).toEqual([["<c&d>", "nothing"], ["b"]]);
});

it("an upload in parts becomes one object, whose hash tells the number of parts", async () => {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "large" }));
  const bodies = [Buffer.alloc(5 * 1_024 * 1_024, "a"), Buffer.from("end")];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const part = { PartNumber: index + 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key: "large", UploadId, Body, ...part }));
    Parts.push({ ETag, ...part });
  }
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "large", UploadId, MultipartUpload: { Parts } }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "large" }));
  expect([head.ContentLength, head.ETag]).toEqual([5_242_883, expect.stringMatching(/^"[0-9a-f]{32}-2"$/)]);
});

it("encryption and policy of a bucket are kept as they were put", async () => {
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const } }];
  const Policy = JSON.stringify({ Statement: [] });
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
  const policy = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  expect([encryption.ServerSideEncryptionConfiguration, policy.Policy]).toEqual([{ Rules }, Policy]);
});

it("a bucket is deleted once it is empty", async () => {
  await put("a");
  await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "a" }));
  await s3.send(new DeleteBucketCommand({ Bucket }));
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).not.toContain(Bucket);
});

it.each([
  ["a bucket that is not there", new HeadBucketCommand({ Bucket: "nowhere" }), "NotFound"],
  ["the listing of one", new ListObjectsV2Command({ Bucket: "nowhere" }), "NoSuchBucket"],
  ["a bucket with a capital", new CreateBucketCommand({ Bucket: "Upper" }), "InvalidBucketName"],
  [
    "one of another region",
    new CreateBucketCommand({ Bucket: "other", CreateBucketConfiguration: { LocationConstraint: "eu-west-2" } }),
    "IllegalLocationConstraintException",
  ],
])("%s is refused", async (_, command, name) => {
  await expect(s3.send(command as HeadBucketCommand)).rejects.toMatchObject({ name });
});

it("a key that is not there is NoSuchKey to a get, and NotFound to a head, which has no body to say more", async () => {
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({ name: "NotFound" });
});

it("in us-east-1 a bucket's location is not said, and making it again is as good as once", async () => {
  const service = createS3({ ...surroundings, region: "us-east-1" });
  const call = async (name: string, input: Readonly<Record<string, unknown>>) =>
    operate(service, name, input).run({ principal: { arn: "arn:aws:iam::123456789012:user/a" }, requestId: "1" });
  await call("CreateBucket", { Bucket: "east" });
  await call("CreateBucket", { Bucket: "east" });
  expect(await call("GetBucketLocation", { Bucket: "east" })).toEqual({});
  const CreateBucketConfiguration = { LocationConstraint: "us-east-1" };
  await expect(call("CreateBucket", { Bucket: "west", CreateBucketConfiguration })).rejects.toMatchObject({
    name: "InvalidLocationConstraint",
  });
});
