/** Sarcelle in the account, beside any other installation: the packaged template under a name of its own, without what keeps its tables. */
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CreateBucketCommand, type CreateBucketCommandInput, PutObjectCommand } from "@aws-sdk/client-s3";
import { createStack } from "./stacks.ts";
import { names, type Trial } from "./trial.ts";

type Json = Readonly<Record<string, unknown>>;

interface Template {
  readonly Resources: Readonly<Record<string, Json & { readonly Properties?: Json }>>;
  readonly Outputs: Json;
}

const deploymentBucket = /^ServerlessDeploymentBucket/;

const withoutBucket = <Of>(all: Readonly<Record<string, Of>>) =>
  Object.entries(all).filter(([name]) => !deploymentBucket.test(name));

/** The packaged template as the trial's: its names, the code out of the bucket, and nothing that outlives the stack. */
export const installationOf = (packaged: string, bucket: string): Template => {
  // As `--stage` names them: together, or to be joined.
  const named = packaged
    .replaceAll("sarcelle-live", names.installation)
    .replaceAll(/"sarcelle",\s*"live"/g, '"sarcelle","trial"');
  const { Resources, Outputs, ...rest } = JSON.parse(named) as Template;
  const own = withoutBucket(Resources).map(([id, { DeletionPolicy: _, UpdateReplacePolicy: __, ...resource }]) => {
    const Code = resource.Properties?.Code as { readonly S3Key?: string } | undefined;
    if (Code?.S3Key === undefined) return [id, resource];
    const from = { S3Bucket: bucket, S3Key: basename(Code.S3Key) };
    return [id, { ...resource, Properties: { ...resource.Properties, Code: from } }];
  });
  return { ...rest, Resources: Object.fromEntries(own), Outputs: Object.fromEntries(withoutBucket(Outputs)) };
};

const codeOf = ({ Resources }: Template): readonly string[] => [
  ...new Set(
    Object.values(Resources).flatMap(({ Properties }) => {
      const { S3Key } = (Properties?.Code ?? {}) as { readonly S3Key?: string };
      return S3Key ?? [];
    }),
  ),
];

const bucketIn = (region: string): Pick<CreateBucketCommandInput, "CreateBucketConfiguration"> =>
  // "If you don't specify a Region, the bucket is created in us-east-1", which is no constraint that one may name.
  region === "us-east-1" ? {} : { CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };

const templateKey = "template.json";

/** Installs it and waits until it is there. */
export const install = async (trial: Trial): Promise<void> => {
  const { clients, account, region } = trial;
  const Bucket = names.bucket(account, region);
  const template = installationOf(readFileSync(trial.template, "utf8"), Bucket);
  const code = codeOf(template);
  trial.say(`Installing Sarcelle as ${names.installation}: ${code.length} functions (about five minutes) …`);
  await clients.s3.send(new CreateBucketCommand({ Bucket, ...bucketIn(region) }));
  for (const Key of code) {
    const Body = readFileSync(join(dirname(trial.template), Key));
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: templateKey, Body: JSON.stringify(template) }));
  await createStack(trial, {
    StackName: names.installation,
    TemplateURL: `https://s3.${region}.amazonaws.com/${Bucket}/${templateKey}`,
    Capabilities: ["CAPABILITY_NAMED_IAM"],
  });
};
