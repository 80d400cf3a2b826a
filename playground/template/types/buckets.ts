import * as z from "zod";
import type { ResourceMakers } from "../handlers.ts";
import { document, resourceType } from "../resource-type.ts";

const bucketProperties = z.strictObject({
  BucketName: z.string().optional(),
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          ServerSideEncryptionByDefault: z.strictObject({ SSEAlgorithm: z.string() }),
          BucketKeyEnabled: z.boolean().optional(),
        }),
      ),
    })
    .optional(),
  PublicAccessBlockConfiguration: document.optional(),
});

type BucketProperties = z.infer<typeof bucketProperties>;
type Ask = ResourceMakers["ask"];

const configure = async (ask: Ask, Bucket: string, properties: BucketProperties): Promise<void> => {
  const rules = properties.BucketEncryption?.ServerSideEncryptionConfiguration;
  if (rules !== undefined) {
    const Rules = rules.map(({ ServerSideEncryptionByDefault, ...rest }) => ({
      ...rest,
      ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
    }));
    await ask("s3", "PutBucketEncryption", { Bucket, ServerSideEncryptionConfiguration: { Rules } });
  }
  const { PublicAccessBlockConfiguration } = properties;
  if (PublicAccessBlockConfiguration !== undefined)
    await ask("s3", "PutPublicAccessBlock", { Bucket, PublicAccessBlockConfiguration });
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html */
export const bucket = resourceType(bucketProperties, {
  async create(properties, { handlers, region, madeUpName }) {
    const name = properties.BucketName ?? madeUpName.toLowerCase();
    await handlers.ask("s3", "CreateBucket", {
      Bucket: name,
      // In us-east-1 a bucket's location is not said.
      ...(region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region } }),
    });
    await configure(handlers.ask, name, properties);
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
  update: (properties, { existing }, { handlers }) => configure(handlers.ask, existing.ref, properties),
  async remove({ ref }, { handlers }) {
    await handlers.ask("s3", "DeleteBucket", { Bucket: ref });
  },
  replacedBy: ["BucketName"],
  seconds: { create: 15, update: 5, remove: 3 },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucketpolicy.html */
export const bucketPolicy = resourceType(z.strictObject({ Bucket: z.string(), PolicyDocument: document }), {
  async create({ Bucket, PolicyDocument }, { handlers }) {
    await handlers.ask("s3", "PutBucketPolicy", { Bucket, Policy: JSON.stringify(PolicyDocument) });
    return { ref: Bucket, attributes: {} };
  },
  async update({ Bucket, PolicyDocument }, _, { handlers }) {
    await handlers.ask("s3", "PutBucketPolicy", { Bucket, Policy: JSON.stringify(PolicyDocument) });
  },
  async remove({ ref }, { handlers }) {
    await handlers.ask("s3", "DeleteBucketPolicy", { Bucket: ref });
  },
  replacedBy: ["Bucket"],
  seconds: { create: 3, update: 3, remove: 2 },
});
