/** Starts deployments of the AMIs that environments follow. An event is a hint: what it is about is looked up. */
import { DescribeImagesCommand, type EC2Client, type Image } from "@aws-sdk/client-ec2";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { Clock } from "../clock.ts";
import {
  type AvailableImage,
  type Following,
  followingInput,
  isFollowing,
  isMeant,
  newestMeant,
  whyNotNow,
} from "../deployment/following.ts";
import { NotYet } from "../errors.ts";
import { log } from "../logger.ts";
import { tagsOf } from "../resources/described/tags.ts";
import { allPages } from "../resources/pages.ts";
import { registeredEnvironments } from "./environment-store.ts";
import { executionName, startOnce } from "./execution.ts";
import { closedJournals, readLock } from "./journal-store.ts";
import type { Table } from "./table.ts";

interface Parts {
  readonly table: Table;
  readonly ec2: EC2Client;
  readonly machines: SFNClient;
  readonly blueGreenMachine: string;
  readonly rollingUpdateMachine: string;
  readonly clock: Clock;
}

const available = ({ ImageId: id = "", Name: name = "", Tags, CreationDate = "" }: Image): AvailableImage => ({
  id,
  name,
  tags: tagsOf(Tags),
  createdAt: Date.parse(CreationDate),
});

/** In a filter's value these stand for other characters. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const literally = (value: string) => value.replace(/[*?\\]/g, "\\$&");

/** The account's own AMIs with these tags that can be launched. */
const imagesWith = async (ec2: EC2Client, tags: Readonly<Record<string, string>>) => {
  const Filters = [
    { Name: "state", Values: ["available"] },
    ...Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [literally(value)] })),
  ];
  const images = await allPages(async (NextToken) => {
    const answer = await ec2.send(new DescribeImagesCommand({ Owners: ["self"], Filters, NextToken }));
    return [answer.Images, answer.NextToken];
  });
  return images.map(available);
};

/** Starts the deployment of the newest AMI that the environment follows, unless something speaks against it now; answers whether it did. */
const giveNext = async (parts: Parts, environment: Following): Promise<boolean> => {
  const { table, ec2, machines, clock } = parts;
  const { name, follows } = environment;
  const image = newestMeant(follows, await imagesWith(ec2, follows.tags), clock.now());
  if (image === undefined) return false;
  const seen = {
    runs: (await readLock(table, name))?.deployment.id,
    journals: await closedJournals(table, name),
    before: follows.after === undefined ? [] : await closedJournals(table, follows.after),
  };
  const why = whyNotNow(environment, image, seen);
  if (why !== undefined) {
    log("info", "an AMI is not deployed now", { environment: name, image: image.id, why });
    return false;
  }
  const input = followingInput(environment, image);
  const machine = input.action === "rolling-update" ? parts.rollingUpdateMachine : parts.blueGreenMachine;
  // Events are delivered more than once.
  await startOnce(machines, machine, executionName(`${name}-${image.id}`), input);
  log("info", "an AMI is deployed, since it is followed", { environment: name, image: image.id });
  return true;
};

const giveEach = async (parts: Parts, environments: readonly Following[]): Promise<readonly string[]> => {
  const started: string[] = [];
  for (const environment of environments) if (await giveNext(parts, environment)) started.push(environment.name);
  return started;
};

const following = async ({ table }: Parts) => (await registeredEnvironments(table)).filter(isFollowing);

/**
 * An AMI became available, or has other tags: starts its deployment wherever it is followed; answers the environments. Throws `NotYet` while EC2 does
 * not describe it as available, so that the event is looked at again.
 */
export const onImage = async (parts: Parts, imageId: string, isAvailable: boolean): Promise<readonly string[]> => {
  const environments = await following(parts);
  if (environments.length === 0) return [];
  const byId = [{ Name: "image-id", Values: [imageId] }];
  const { Images = [] } = await parts.ec2.send(new DescribeImagesCommand({ Owners: ["self"], Filters: byId }));
  const [image] = Images;
  if (image?.State !== "available") {
    if (isAvailable) throw new NotYet(`EC2 does not describe the AMI ${imageId} as available yet.`);
    return [];
  }
  return giveEach(
    parts,
    environments.filter(({ follows }) => isMeant(follows, available(image))),
  );
};

/** A deployment ended: what follows where it was, or after that, may be given an AMI that waited. */
export const onEnd = async (parts: Parts, ended: string): Promise<readonly string[]> =>
  giveEach(
    parts,
    (await following(parts)).filter(({ name, follows: { after } }) => name === ended || after === ended),
  );
