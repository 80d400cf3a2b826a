import { generate } from "selfsigned";
import { addTable, everything, type Furnished, trust } from "../furnished.ts";
import type { Recipes } from "./recipe.ts";

const aBucket = async ({ ask, fresh }: Furnished) => {
  const Bucket = `bucket-${fresh()}`;
  await ask("s3", "CreateBucket", inRegion(Bucket));
  return { Bucket };
};

const inRegion = (Bucket: string) => ({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } });

const bucket = ({ made }: Furnished) => ({ Bucket: made.bucket });
const object = ({ made }: Furnished) => ({ Bucket: made.bucket, Key: made.key });
const bytes = new Uint8Array([1, 2, 3]);

const upload = async (furnished: Furnished) => {
  const place = { ...bucket(furnished), Key: furnished.fresh() };
  const { UploadId } = await furnished.ask("s3", "CreateMultipartUpload", place);
  return { ...place, UploadId };
};

const policyOf = ({ made }: Furnished) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${made.bucket}/*` }],
  });

export const s3: Recipes = {
  CreateBucket: ({ fresh }) => inRegion(`bucket-${fresh()}`),
  DeleteBucket: aBucket,
  HeadBucket: bucket,
  GetBucketLocation: bucket,
  GetBucketEncryption: bucket,
  PutBucketEncryption: (furnished) => ({
    ...bucket(furnished),
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
  }),
  GetBucketPolicy: async (furnished) => {
    await furnished.ask("s3", "PutBucketPolicy", { ...bucket(furnished), Policy: policyOf(furnished) });
    return bucket(furnished);
  },
  PutBucketPolicy: (furnished) => ({ ...bucket(furnished), Policy: policyOf(furnished) }),
  DeleteBucketPolicy: bucket,
  GetBucketVersioning: bucket,
  PutBucketVersioning: async (furnished) => ({
    ...(await aBucket(furnished)),
    VersioningConfiguration: { Status: "Suspended" },
  }),
  GetPublicAccessBlock: bucket,
  PutPublicAccessBlock: (furnished) => ({
    ...bucket(furnished),
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
  }),
  PutObject: (furnished) => ({
    ...bucket(furnished),
    Key: furnished.fresh(),
    Body: bytes,
    ContentType: "text/plain",
    Metadata: { a: "b" },
  }),
  GetObject: object,
  HeadObject: object,
  DeleteObject: (furnished) => ({ ...bucket(furnished), Key: "none" }),
  DeleteObjects: (furnished) => ({ ...bucket(furnished), Delete: { Objects: [{ Key: "none" }] } }),
  ListObjectsV2: bucket,
  CreateMultipartUpload: (furnished) => ({ ...bucket(furnished), Key: furnished.fresh() }),
  UploadPart: async (furnished) => ({ ...(await upload(furnished)), PartNumber: 1, Body: bytes }),
  CompleteMultipartUpload: async (furnished) => {
    const place = await upload(furnished);
    const { ETag } = await furnished.ask("s3", "UploadPart", { ...place, PartNumber: 1, Body: bytes });
    return { ...place, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
  },
  AbortMultipartUpload: upload,
};

const aRole = async ({ ask, fresh }: Furnished) => {
  const RoleName = fresh();
  await ask("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: trust("ec2.amazonaws.com") });
  return { RoleName };
};

const withPolicy = async (furnished: Furnished) => {
  const role = { ...(await aRole(furnished)), PolicyName: "all" };
  await furnished.ask("iam", "PutRolePolicy", { ...role, PolicyDocument: everything });
  return role;
};

const aProfile = async ({ ask, fresh }: Furnished) => {
  const InstanceProfileName = fresh();
  await ask("iam", "CreateInstanceProfile", { InstanceProfileName });
  return { InstanceProfileName };
};

const ec2Role = { RoleName: "ec2" };

export const iam: Recipes = {
  AddRoleToInstanceProfile: async (furnished) => ({ ...(await aProfile(furnished)), ...ec2Role }),
  RemoveRoleFromInstanceProfile: async (furnished) => {
    const input = { ...(await aProfile(furnished)), ...ec2Role };
    await furnished.ask("iam", "AddRoleToInstanceProfile", input);
    return input;
  },
  CreateInstanceProfile: ({ fresh }) => ({ InstanceProfileName: fresh(), Path: "/web/" }),
  DeleteInstanceProfile: aProfile,
  GetInstanceProfile: aProfile,
  ListInstanceProfilesForRole: () => ec2Role,
  CreateRole: ({ fresh }) => ({
    RoleName: fresh(),
    AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
    Description: "for instances",
    MaxSessionDuration: 3_600,
    Tags: [{ Key: "team", Value: "search" }],
  }),
  DeleteRole: aRole,
  GetRole: () => ec2Role,
  UpdateAssumeRolePolicy: async (furnished) => ({
    ...(await aRole(furnished)),
    PolicyDocument: trust("lambda.amazonaws.com"),
  }),
  PutRolePolicy: async (furnished) => ({
    ...(await aRole(furnished)),
    PolicyName: "all",
    PolicyDocument: everything,
  }),
  GetRolePolicy: withPolicy,
  DeleteRolePolicy: withPolicy,
  ListRolePolicies: () => ec2Role,
  ListAttachedRolePolicies: () => ec2Role,
  ListRoleTags: () => ec2Role,
  TagRole: async (furnished) => ({ ...(await aRole(furnished)), Tags: [{ Key: "team", Value: "search" }] }),
  UntagRole: async (furnished) => ({ ...(await aRole(furnished)), TagKeys: ["team"] }),
};

const quota = { ServiceCode: "elasticloadbalancing", QuotaCode: "L-53DA6B97" };

export const serviceQuotas: Recipes = {
  GetServiceQuota: () => quota,
  GetAWSDefaultServiceQuota: () => quota,
  ListServiceQuotas: () => ({ ServiceCode: "ec2" }),
  ListAWSDefaultServiceQuotas: () => ({ ServiceCode: "ec2" }),
};

export const sts: Recipes = {
  AssumeRole: async ({ ask, fresh, made }) => {
    const RoleName = fresh();
    const Statement = [
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::123456789012:root" }, Action: "sts:AssumeRole" },
    ];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await ask("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument });
    return { RoleArn: `${made.role}${RoleName}`, RoleSessionName: "me", DurationSeconds: 900 };
  },
};

const selfSigned = async () => {
  const { cert, private: key } = await generate([{ name: "commonName", value: "a.example" }], {
    keyType: "ec",
    curve: "P-256",
  });
  return { Certificate: Buffer.from(cert), PrivateKey: Buffer.from(key) };
};

export const acm: Recipes = {
  DescribeCertificate: ({ made }) => ({ CertificateArn: made.certificate }),
  ImportCertificate: selfSigned,
  DeleteCertificate: async ({ ask }) => {
    const { CertificateArn } = await ask("acm", "ImportCertificate", await selfSigned());
    return { CertificateArn };
  },
};

export const tableName = "orders";

const ofTable = () => ({ TableName: tableName });
const Key = { pk: { S: "one" } };
const ResourceArn = `arn:aws:dynamodb:eu-west-1:123456789012:table/${tableName}`;

const aTable = async ({ ask, fresh }: Furnished) => {
  const TableName = fresh();
  await addTable(ask, TableName);
  for (;;) {
    const { Table } = (await ask("dynamodb", "DescribeTable", { TableName })) as unknown as {
      Table: { TableStatus: string };
    };
    if (Table.TableStatus === "ACTIVE") return { TableName };
    await new Promise((resolve) => setImmediate(resolve));
  }
};

export const dynamoDb: Recipes = {
  PutItem: () => ({
    TableName: tableName,
    Item: { pk: { S: "two" }, n: { N: "1" }, l: { L: [{ S: "a" }] }, m: { M: { b: { BOOL: true } } } },
    ConditionExpression: "attribute_not_exists(#x)",
    ExpressionAttributeNames: { "#x": "x" },
    ReturnValues: "ALL_OLD",
  }),
  GetItem: () => ({ TableName: tableName, Key, ConsistentRead: true, ProjectionExpression: "pk" }),
  UpdateItem: () => ({
    TableName: tableName,
    Key,
    UpdateExpression: "SET a = :a ADD n :one",
    ConditionExpression: "attribute_not_exists(x)",
    ExpressionAttributeValues: { ":a": { S: "b" }, ":one": { N: "1" } },
    ReturnValues: "ALL_NEW",
  }),
  DeleteItem: () => ({ TableName: tableName, Key: { pk: { S: "none" } } }),
  Query: () => ({
    TableName: tableName,
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": { S: "one" } },
    Limit: 5,
  }),
  Scan: () => ({
    TableName: tableName,
    FilterExpression: "n > :n",
    ExpressionAttributeValues: { ":n": { N: "0" } },
  }),
  BatchGetItem: () => ({ RequestItems: { [tableName]: { Keys: [Key] } } }),
  BatchWriteItem: () => ({ RequestItems: { [tableName]: [{ PutRequest: { Item: { pk: { S: "three" } } } }] } }),
  CreateTable: ({ fresh }) => ({
    TableName: fresh(),
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "pk", AttributeType: "S" },
      { AttributeName: "sk", AttributeType: "N" },
    ],
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    Tags: [{ Key: "team", Value: "search" }],
  }),
  DeleteTable: aTable,
  DescribeTable: ofTable,
  UpdateTable: async (furnished) => ({ ...(await aTable(furnished)), DeletionProtectionEnabled: true }),
  DescribeTimeToLive: ofTable,
  UpdateTimeToLive: async (furnished) => ({
    ...(await aTable(furnished)),
    TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" },
  }),
  DescribeContinuousBackups: ofTable,
  UpdateContinuousBackups: async (furnished) => ({
    ...(await aTable(furnished)),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  }),
  TagResource: () => ({ ResourceArn, Tags: [{ Key: "team", Value: "search" }] }),
  UntagResource: () => ({ ResourceArn, TagKeys: ["team"] }),
  ListTagsOfResource: () => ({ ResourceArn }),
};
